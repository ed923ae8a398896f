import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";

import type { Json, JsonObject } from "../../../../../src/core/model/data/json";
import { CheckAllowance } from "../../../../../src/core/plan/schemas/checkAllowance";
import { compileSchema } from "../../../../../src/core/plan/schemas/compiledSchema";
import { checkArguments, schemaProblem } from "../../../../../src/core/plan/schemas/inputSchema";

function messages(schema: JsonObject, args: JsonObject, allowance?: CheckAllowance): string[] {
  return checkArguments(schema, args, () => [], allowance).map(({ message }) => message);
}

function parsed(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}

/** Each definition tries the next one twice: two to the power of their number in all. */
function doubling(keyword: string, depth: number): JsonObject {
  const next = (level: number): JsonObject => ({ $ref: `#/$defs/d${level}` });
  const levels = Array.from({ length: depth }, (_, level): [string, Json] => [
    `d${level}`,
    { [keyword]: [next(level + 1), next(level + 1)] },
  ]);
  return { properties: { q: next(0) }, $defs: { ...Object.fromEntries(levels), [`d${depth}`]: { type: "number" } } };
}

describe("schemas that would take for ever", () => {
  it.each(["anyOf", "oneOf", "allOf"])("are given up when %s doubles at each level", (keyword) => {
    expect(messages(doubling(keyword, 40), { q: "x" })).toEqual([]);
  });

  it("are given up when they come back to themselves twice at each level of the value", () => {
    const self = { $ref: "#/$defs/t" };
    const schema = {
      properties: { q: self },
      $defs: {
        t: {
          type: ["object", "string"],
          anyOf: [{ properties: { n: self } }, { properties: { n: self } }],
          required: ["z"],
        },
      },
    };
    let value: Json = "x";
    for (let depth = 0; depth < 60; depth++) value = { n: value };
    expect(messages(schema, { q: value })).toEqual([]);
  });

  it("match patterns without backtracking", () => {
    const q = "a".repeat(48) + "!";
    expect(messages({ properties: { q: { pattern: "^(a+)+$" } } }, { q })).toEqual([
      expect.stringContaining('arguments.q must match pattern "^(a+)+$"'),
    ]);
    expect(messages({ patternProperties: { "^(a|a)*$": false } }, { [q]: 1 })).toEqual([]);
  });

  it("say which patterns are not checked, and check everything else", () => {
    const schema = { properties: { q: { pattern: "^(?!x)" }, n: { type: "number" } } };
    expect(schemaProblem(schema)).toEqual({
      unchecked: new Map([["^(?!x)", "look-ahead cannot be matched in bounded time"]]),
    });
    expect(messages(schema, { q: "x", n: "x" })).toEqual(['arguments.n must be a number, but is the text "x".']);
    expect(schemaProblem({ oneOf: [{ pattern: "^(?!x)" }, { minLength: 1 }] })).toEqual({
      unusable: "its pattern ^(?!x) is not usable: look-ahead cannot be matched in bounded time",
    });
  });

  it("are not compiled when they are too large, too deep, or too many together", () => {
    const wide = (count: number) => ({
      properties: Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, { type: "string" }])),
    });
    let deep: JsonObject = {};
    for (let depth = 0; depth < 50_000; depth++) deep = { not: deep };
    expect(schemaProblem(wide(20_000))).toEqual({ unusable: "it has more than 3000 parts" });
    expect(schemaProblem({ enum: Array.from({ length: 60_000 }, (_, n) => n) })).toEqual({
      unusable: "its lists of choices and names are too long",
    });
    expect(schemaProblem(deep)).toEqual({ unusable: "it is nested deeper than 100 levels" });
    const allowance = new CheckAllowance(1_000, 10);
    expect(schemaProblem(wide(5), allowance)).toBeUndefined();
    expect(schemaProblem(wide(6), allowance)).toEqual({ unusable: "the schemas of all tools together are too large" });
  });

  it("do not compile a definition as often as it is used", () => {
    const many = Array.from({ length: 1_000 }, (_, n) => [`p${n}`, { $ref: "#/$defs/d" }]);
    const large = Array.from({ length: 1_000 }, (_, n) => [`q${n}`, { type: "string" }]);
    const schema = {
      properties: Object.fromEntries(many) as JsonObject,
      $defs: { d: { properties: Object.fromEntries(large) as JsonObject } },
    };
    expect(messages(schema, { p7: { q7: 1 } })).toEqual(["arguments.p7.q7 must be a string, but is the number 1."]);
  });

  it("compare the items of long lists once each", () => {
    const schema = { properties: { q: { uniqueItems: true, items: {} } } };
    const items = Array.from({ length: 30_000 }, (_, n) => ({ n, text: ["x"] }));
    expect(messages(schema, { q: items })).toEqual([]);
    expect(messages(schema, { q: [...items, { text: ["x"], n: 3 }] })).toEqual([
      "arguments.q must not have the same item twice, but is a list of 30001.",
    ]);
    expect(messages(schema, { q: ["__proto__", "toString", "__proto__"] })).toHaveLength(1);
  });

  it("end with few problems however many there are", () => {
    const q = Array.from({ length: 400 }, () => "x");
    expect(messages({ properties: { q: { items: { type: "number" } } } }, { q })).toHaveLength(21);
    const more = Array.from({ length: 100_000 }, () => "x");
    expect(
      messages({ properties: { q: { items: { anyOf: [{ type: "number" }, { type: "null" }] } } } }, { q: more }),
    ).toEqual([]);
  });

  it("look no longer than is allowed at all arguments together", () => {
    const schema = { properties: { q: { items: { type: "number" } } } };
    const allowance = new CheckAllowance(1_000);
    const q = Array.from({ length: 1_200 }, () => 1);
    expect(messages(schema, { q: [...q, "x"] }, allowance)).toHaveLength(1);
    expect(messages(schema, { q: [...q, "x"] }, allowance)).toEqual([]);
    expect(messages(schema, { q: ["x"] }, allowance)).toHaveLength(1);
  });

  it.each(["url", "uri", "email", "date-time", "hostname", "regex", "uri-template", "json-pointer", "duration", "iri"])(
    "tell the format %s of long texts in bounded time",
    (format) => {
      for (const unit of ["http://1:", "a:", "a-", "%41", "{a}", "/~0", "P1D", "1.", "http://a."])
        messages({ properties: { q: { format } } }, { q: unit.repeat(40_000) + "!" });
      expect(messages({ properties: { q: { format: "url" } } }, { q: "https://example.org/a" })).toEqual([]);
      expect(messages({ properties: { q: { format: "url" } } }, { q: "ssh://example.org" })).toHaveLength(1);
    },
  );

  it("that ask to be checked later are checked at once", () => {
    expect(messages({ $async: true, properties: { q: { type: "number" } } }, { q: "x" })).toHaveLength(1);
  });
});

describe("members with the names of built-in ones", () => {
  it("are there when they are given, and are not when they are not", () => {
    const types = {
      properties: { constructor: { type: "string" }, toString: { type: "number" } },
    } as unknown as JsonObject;
    expect(messages(types, {})).toEqual([]);
    expect(messages({ required: ["constructor", "valueOf", "__proto__"] }, {})).toEqual([
      'arguments lacks "constructor", which is required.',
      'arguments lacks "valueOf", which is required.',
      'arguments lacks "__proto__", which is required.',
    ]);
    expect(messages({ required: ["__proto__"] }, parsed('{"__proto__":1}'))).toEqual([]);
  });

  it("are checked as any other", () => {
    const schema = parsed('{"properties":{"__proto__":{"type":"string"}},"additionalProperties":false}');
    expect(messages(schema, parsed('{"__proto__":"x"}'))).toEqual([]);
    expect(checkArguments(schema, parsed('{"__proto__":1}'), () => [])).toMatchObject([
      { path: ["__proto__"], message: "arguments.__proto__ must be a string, but is the number 1." },
    ]);
    expect(messages(schema, parsed('{"constructor":1}'))).toEqual([
      'arguments has an unknown property "constructor" (allowed: __proto__).',
    ]);
    expect(
      messages(parsed('{"properties":{"q":{"enum":[{"__proto__":1}]}}}'), parsed('{"q":{"__proto__":2}}')),
    ).toHaveLength(1);
  });
});

describe("compiled schemas", () => {
  afterEach(() => setFlagsFromString("--no-expose-gc"));

  it("are let go with the schemas that they were made of", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const compile = (n: number) => {
      const schema = { properties: { [`p${n}`]: { type: "string", pattern: "^a" } } };
      compileSchema(schema, new CheckAllowance());
      return new WeakRef(schema);
    };
    const schemas = Array.from({ length: 300 }, (_, n) => compile(n));
    // What a weak reference was just made of stays until the end of the turn.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(schemas.filter((schema) => schema.deref() !== undefined).length).toBeLessThan(3);
  });
});

describe("schemas with long lists of choices", () => {
  it("are looked at themselves without comparing each choice with all others", () => {
    let looks = 0;
    const counted = (choice: JsonObject): JsonObject =>
      new Proxy(choice, {
        ownKeys(target) {
          looks++;
          return Reflect.ownKeys(target);
        },
      });
    const choices = Array.from({ length: 2_000 }, (_, index) => counted({ i: index }));
    const $schema = "http://json-schema.org/draft-07/schema#";
    expect(messages({ $schema, properties: { q: { enum: choices } } }, { q: 1 })).toHaveLength(1);
    expect(looks).toBeLessThan(20 * choices.length);
  });
});
