import { describe, expect, it } from "vitest";

import type { Json, JsonObject } from "../../../../../src/core/model/data/json";
import {
  findReferences,
  pathProblem,
  ReferenceFailure,
  resolveReferences,
} from "../../../../../src/core/manifest/references/references";

const results: Record<string, Json> = {
  list: {
    files: [
      { name: "a", size: 5 },
      { name: "b", size: 500 },
    ],
    none: null,
    "content-type": "x",
  },
  "a.b": 1,
  "a-b c": [1, 2],
  text: "so ${list} $${x}",
};

function resolve(args: JsonObject): JsonObject {
  return resolveReferences(args, (id) => results[id]);
}

function failureOf(text: string): string {
  try {
    resolve({ deep: [{ "odd key": text }] });
  } catch (thrown) {
    if (thrown instanceof ReferenceFailure) return thrown.message;
  }
  return "no failure";
}

describe("references", () => {
  it("keep the JSON type as a whole string and become text in a longer one", () => {
    expect(
      resolve({ a: "${list.files[1].size}", b: "n=${list.files[1].size}, ${list.files[0]}", c: ["${a.b}"] }),
    ).toEqual({
      a: 500,
      b: 'n=500, {"name":"a","size":5}',
      c: [1],
    });
  });

  it("take paths in JMESPath, with braces and quotes inside", () => {
    expect(
      resolve({
        a: "${list.files[?size > `100`].name}",
        b: "${list.files[0].{n: name}}",
        c: "${list | length(files)}",
        d: "${ list.none }",
        e: '${list."content-type"}',
        f: "${a-b c[-1]}",
        g: "${list.files[?name == '}'] | length(@)}",
      }),
    ).toEqual({ a: ["b"], b: { n: "a" }, c: 2, d: null, e: "x", f: 2, g: 0 });
  });

  it("are filled in once: what a result says is not looked at again", () => {
    expect(resolve({ a: "${text}", b: ">${text}" })).toEqual({ a: "so ${list} $${x}", b: ">so ${list} $${x}" });
  });

  it("end escapes, and leave variables and unclosed text alone", () => {
    const args = { a: "$${list} $$${x}", b: "${env:HOME} ${file} ${input:x} ${", c: "${}" };
    expect(resolve(args)).toEqual({ a: "${list} $${x}", b: "${env:HOME} ${file} ${input:x} ${", c: "${}" });
  });

  it("cost no copy when there are none", () => {
    const args = { a: [{ b: "x" }, "$5"], c: null };
    expect(resolve(args)).toBe(args);
  });

  it("that cannot be filled in say where they stand and what there was", () => {
    expect(failureOf("${list.files[0].nam}")).toBe(
      'arguments.deep[0]["odd key"] uses ${list.files[0].nam}, but files[0] of that result has no "nam": it is an object with the keys name, size.',
    );
    expect(failureOf("${list.files[9]}")).toContain("has no element 9: it is a list of 2.");
    expect(failureOf("${list.constructor}")).toContain('has no "constructor"');
    expect(failureOf("${text.x}")).toContain('the result of "text" has no "x": it is the text "so ${list} $${x}".');
    expect(failureOf("${gone}")).toContain('no result of a call with the id "gone"');
    expect(failureOf("${list.files[?size > `900`].name | [0]}")).toContain("finds nothing");
    expect(failureOf("${list.files[}")).toContain("cannot be looked up as JMESPath");
  });

  it("are found with id, path and place; the longest known id counts", () => {
    const args = { x: ["${a.b.c}", "to ${list[0]} and ${list.n}"], y: "$${no} ${file}" };
    expect(findReferences(args, new Set(["a", "a.b", "list"]))).toEqual([
      { id: "a.b", path: "c", at: ["x", 0], whole: true, text: "${a.b.c}" },
      { id: "list", path: "[0]", at: ["x", 1], whole: false, text: "${list[0]}" },
      { id: "list", path: "n", at: ["x", 1], whole: false, text: "${list.n}" },
    ]);
    expect(findReferences({ x: "${a.b.c}" })).toMatchObject([{ id: "a", path: "b.c" }]);
  });

  it("with a path that is no JMESPath can be told before the run", () => {
    expect(pathProblem("a.b[0]")).toBeUndefined();
    expect(pathProblem("files[?x == `1`]")).toBeUndefined();
    expect(pathProblem("a[")).toBeTypeOf("string");
  });
});

describe("a path that is keys and indexes alone", () => {
  const odd: Json = {
    'a"b': 1,
    "a\\b": 2,
    é: 3,
    "a.b": { c: [4, null] },
    list: [[5, 6]],
    "0": 7,
    "a]b}c": 8,
    'n"': null,
  };
  const found = (path: string): unknown =>
    resolveReferences({ x: `\${r${path}}` }, (id) => (id === "r" ? odd : undefined)).x;

  it.each([
    ['."a\\"b"', 1],
    ['."a\\\\b"', 2],
    ['."\\u00e9"', 3],
    ['."n\\""', null],
    ['."a.b".c[0]', 4],
    ['."a.b".c[1]', null],
    ['."a.b"."c"[-2]', 4],
    [".list[0][1]", 6],
    ['."0"', 7],
    ['."a]b}c"', 8],
    [".list[0] | [1]", 6],
    [" | list[0][0]", 5],
  ])("finds %s", (path, value) => {
    expect(found(path)).toBe(value);
  });

  it.each([
    [".list[2]", "list of that result has no element 2: it is a list of 1."],
    [".list.x", 'list of that result has no "x": it is a list of 1.'],
    ['."a.b".c[1].x', '["a.b"].c[1] of that result has no "x": it is null.'],
    ['."a.b".d', '["a.b"] of that result has no "d": it is an object with the keys c.'],
    [".list[0][0].x", 'list[0][0] of that result has no "x": it is the number 5.'],
    ["[0]", 'the result of "r" has no element 0: it is an object with the keys'],
    ['."\\q"', "cannot be looked up as JMESPath"],
    [".list | [0] | [5]", "finds nothing in the result of"],
    [".", "cannot be looked up as JMESPath"],
    ["..list", "cannot be looked up as JMESPath"],
  ])("says what there is in the place of %s", (path, message) => {
    expect(() => found(path)).toThrow(message);
  });

  it.each<readonly [Json, string]>([
    [[], "an empty list"],
    [{}, "an object without keys"],
    [true, "the boolean true"],
    ["word ".repeat(20), `the text "${"word ".repeat(11).trim()}`],
    [Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`k${n}`, n])), "k10, k11."],
    [Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`k${n}`, n])), "k10, k11 and 3 more."],
  ])("describes %j", (value, words) => {
    expect(() => resolveReferences({ x: "${r.none}" }, (id) => (id === "r" ? value : undefined))).toThrow(words);
  });

  it("is known to be none before the run where it is not", () => {
    expect(["a", 'a."b"', "[0]", "a[-1].b"].map(pathProblem)).toEqual([undefined, undefined, undefined, undefined]);
    for (const path of ["", ".a", "a b", '"a', "a..b", "a.[", '"\\q"']) expect(pathProblem(path)).toBeTypeOf("string");
  });
});

describe("the id of a reference", () => {
  const idsOf = (text: string, ...known: readonly string[]) =>
    findReferences({ x: text }, new Set(known)).map(({ id, path }) => (path === undefined ? id : `${id} → ${path}`));

  it.each([
    ["${a}", [], ["a"]],
    ["${a.b}", ["a.b"], ["a.b"]],
    ["${a.b}", ["a"], ["a → b"]],
    ["${a[0]}", ["a[0]"], ["a[0]"]],
    ["${a[0].b}", ["a", "a[0]"], ["a[0] → b"]],
    ["${a | b}", ["a"], ["a → b"]],
    ["${a . b}", ["a"], ["a → b"]],
    ["${a.b.c.d}", ["a.b.c", "a"], ["a.b.c → d"]],
    ["${a.b} $${c} ${env:X} ${d}", [], ["a → b", "d"]],
  ] as const)("in %s, of calls %j, is %j", (text, known, ids) => {
    expect(idsOf(text, ...known)).toEqual(ids);
  });

  it("is found again in the text that it is filled in to", () => {
    expect(resolveReferences({ x: "${a.b}", y: "1 ${a.b} 2" }, (id) => (id === "a.b" ? "AB" : undefined))).toEqual({
      x: "AB",
      y: "1 AB 2",
    });
  });

  it("is named with its place where there is no such call", () => {
    const failing = () => resolveReferences({ a: [{ "b-c": { "1 2": "x ${no.x}" } }] }, () => undefined);
    expect(failing).toThrow(
      'arguments.a[0].b-c["1 2"] uses ${no.x}, but there is no result of a call with the id "no".',
    );
    expect(failing).toThrow(
      expect.objectContaining({
        name: "ReferenceFailure",
        kind: "reference",
        reference: { id: "no", path: "x", at: ["a", 0, "b-c", "1 2"], whole: false, text: "${no.x}" },
      }) as Error,
    );
  });
});

describe("results that are put in very often", () => {
  it("fail the call when its arguments would be larger than any tool may get", () => {
    const large = { items: Array.from({ length: 100_000 }, (_, n) => n) };
    const lookup = (): Json => large;
    const often = Array.from({ length: 1_000 }, () => "${a}");
    expect(() => resolveReferences({ q: often }, lookup)).toThrow("larger than any tool may get");
    expect(() => resolveReferences({ q: often.join(" ") }, lookup)).toThrow("larger than any tool may get");
    expect(resolveReferences({ q: often.slice(0, 10) }, lookup)).toEqual({
      q: Array.from({ length: 10 }, () => large),
    });
  });
});
