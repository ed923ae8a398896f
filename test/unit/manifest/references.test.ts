import { describe, expect, it } from "vitest";

import type { Json, JsonObject } from "../../../src/model/json";
import { findReferences, pathProblem, ReferenceFailure, resolveReferences } from "../../../src/manifest/references";

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
