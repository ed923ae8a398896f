import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../../src/core/model/data/json";
import {
  checkArguments,
  schemaProblem,
  validateArguments,
  type UnknownValue,
} from "../../../../../src/core/plan/schemas/inputSchema";

const schema = {
  type: "object",
  properties: {
    path: { type: "string" },
    mode: { enum: ["read", "write", "append"] },
    count: { type: "integer", minimum: 1 },
    tags: { type: "array", items: { type: "string" }, minItems: 1 },
    when: { type: "string", format: "date-time" },
    who: { anyOf: [{ type: "string" }, { type: "null" }] },
    shape: {
      oneOf: [
        {
          type: "object",
          properties: { kind: { const: "circle" }, radius: { type: "number" } },
          required: ["kind", "radius"],
        },
        {
          type: "object",
          properties: { kind: { const: "square" }, side: { type: "number" } },
          required: ["kind", "side"],
        },
      ],
    },
  },
  required: ["path"],
  additionalProperties: false,
} as const;

function wrong(args: JsonObject, unknowns: readonly UnknownValue[] = []): string[] {
  return checkArguments(schema as unknown as JsonObject, args, () => unknowns).map(({ message }) =>
    message.replace(/\.$/, ""),
  );
}

describe("arguments that break an input schema", () => {
  it.each<[JsonObject, string[]]>([
    [{ path: "x", mode: "read", count: 1, tags: ["a"], who: null }, []],
    [{}, ['arguments lacks "path" (string), which is required']],
    [{ path: 5 }, ["arguments.path must be a string, but is the number 5"]],
    [
      { path: "x", mode: "reed" },
      ['arguments.mode must be one of "read", "write", "append", but is the text "reed". Did you mean "read"?'],
    ],
    [{ path: "x", count: 0 }, ["arguments.count must be >= 1, but is the number 0"]],
    [{ path: "x", count: 1.5 }, ["arguments.count must be a whole number, but is the number 1.5"]],
    [{ path: "x", tags: ["a", 2] }, ["arguments.tags[1] must be a string, but is the number 2"]],
    [{ path: "x", who: 5 }, ["arguments.who must be a string or null, but is the number 5"]],
    [{ path: "x", when: "noon" }, ['arguments.when must match format "date-time", but is the text "noon"']],
    [{ path: "x", shape: { kind: "circle" } }, ['arguments.shape lacks "radius" (number), which is required']],
  ])("%j is told in words: %j", (args, expected) => {
    expect(wrong(args)).toEqual(expected);
  });

  it("are told all at once, with what was meant and where to look", () => {
    const problems = checkArguments(schema, { pth: "x", mod: "read" }, () => []);
    expect(problems.map(({ path }) => path)).toEqual([[], ["pth"], ["mod"]]);
    expect(problems.map(({ message }) => message)).toEqual([
      'arguments lacks "path" (string), which is required. Is "pth" meant to be it?',
      'arguments has an unknown property "pth" (allowed: path, mode, count, tags, when, who, shape). Did you mean "path"?',
      'arguments has an unknown property "mod" (allowed: path, mode, count, tags, when, who, shape). Did you mean "mode"?',
    ]);
  });

  it("are one message for an attempt", () => {
    expect(validateArguments(schema as unknown as JsonObject, { path: "x" })).toBeUndefined();
    expect(validateArguments(schema as unknown as JsonObject, { count: "1" })?.message).toBe(
      'arguments lacks "path" (string), which is required. arguments.count must be a whole number, but is the text "1".',
    );
  });
});

describe("values that only the run tells", () => {
  const whole = (...path: (string | number)[]): UnknownValue => ({ path, isText: false });
  const text = (...path: (string | number)[]): UnknownValue => ({ path, isText: true });

  it("are no problem where they stand, nor for choices around them", () => {
    expect(
      wrong({ path: "${a}", count: "${a}", mode: "${a}", who: "${a}", shape: "${a}" }, [
        whole("path"),
        whole("count"),
        whole("mode"),
        whole("who"),
        whole("shape"),
      ]),
    ).toEqual([]);
    expect(wrong({ path: "x", shape: { kind: "${a}", side: 1 } }, [whole("shape", "kind")])).toEqual([]);
    expect(wrong({ path: "x", when: "${d}T00:00:00Z" }, [text("when")])).toEqual([]);
  });

  it("do not hide what is wrong whatever they are", () => {
    expect(wrong({ path: "x", count: "n${a}" }, [text("count")])).toEqual([
      'arguments.count must be a whole number, but is the text "n${a}"',
    ]);
    expect(wrong({ tags: ["${a}", 5] }, [whole("tags", 0)])).toEqual([
      'arguments lacks "path" (string), which is required',
      "arguments.tags[1] must be a string, but is the number 5",
    ]);
    expect(wrong({ path: ["${a}"] }, [whole("path", 0)])).toEqual([
      "arguments.path must be a string, but is a list of 1",
    ]);
  });
});

describe("an input schema", () => {
  it.each<[string, JsonObject]>([
    [
      "of draft 7 with a list of items",
      { type: "object", properties: { p: { type: "array", items: [{ type: "number" }] } } },
    ],
    ["that names draft 7", { $schema: "http://json-schema.org/draft-07/schema#", type: "object" }],
    ["that names 2020-12", { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" }],
    ["that names a draft nobody knows", { $schema: "https://example.org/schema", type: "object" }],
    ["with a pattern of older regular expressions", { properties: { p: { type: "string", pattern: "^[\\w\\-.]+$" } } }],
    ["with an unknown format and keyword", { properties: { p: { type: "string", format: "emoji", "x-order": 1 } } }],
    ["with references into itself", { $defs: { p: { type: "string" } }, properties: { p: { $ref: "#/$defs/p" } } }],
  ])("is used %s", (_, used) => {
    expect(schemaProblem(used)).toBeUndefined();
  });

  it("may have the id of another one", () => {
    for (const type of ["string", "number"])
      expect(schemaProblem({ $id: "http://h/s", properties: { p: { type } } })).toBeUndefined();
  });

  it.each<[string, JsonObject]>([
    ["has a type that there is not", { type: "nonsense" }],
    ["refers to what is not there", { $ref: "https://example.org/other" }],
    ["has a broken pattern", { properties: { p: { pattern: "(" } } }],
  ])("that %s finds nothing wrong, and says why it is not used", (_, broken) => {
    expect(schemaProblem(broken)).toEqual({ unusable: expect.stringMatching(/\w/) as string });
    expect(checkArguments(broken, { p: 1 }, () => [])).toEqual([]);
  });
});
