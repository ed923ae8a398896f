import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseExactly } from "../../../../../src/core/model/data/exactJson";

/** Read in this order, the second one has the first one's key with the JSON.parse of Node 24. */
const alike = ['{"x":1,"\\\\":{}}', '{"x":1,"\\"":{}}', '{"x":1,"\\n":{}}', '{"x":1,"\\u0041":{}}'];

const key = fc.oneof(
  fc.constantFrom('"', "\\", "\n", "\t", '\\"', "key", "key0", "keyy1", "__proto__", "a:", "1", "\ud800"),
  fc.string({ maxLength: 3 }),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.integer(), key, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
  object: fc
    .array(fc.tuple(key, tie("value")), { maxLength: 4 })
    .map((members) => Object.fromEntries(members) as unknown),
}));

describe("JSON from outside", () => {
  it("keeps each key as it was written, whatever was read before", () => {
    const keys = [...alike, ...alike].map((text) => Object.keys(parseExactly(text) as object)[1]);
    expect(keys).toEqual(["\\", '"', "\n", "A", "\\", '"', "\n", "A"]);
  });

  it("is what was said, for any data", () => {
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1), (said, indent) => {
        const text = JSON.stringify(said, undefined, indent);
        expect(JSON.stringify(parseExactly(text), undefined, indent)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it("has the last value of a key that is there twice, however it is spelled", () => {
    expect(parseExactly('{"\\u0061":1,"a":2,"\\u0061":3}')).toEqual({ a: 3 });
    expect(parseExactly('{"\\"":1,"\\u0022":2}')).toEqual({ '"': 2 });
    expect(parseExactly('{"\\"":0,"\\u006bey0":1,"key":2}')).toEqual({ '"': 0, key0: 1, key: 2 });
  });

  it("keeps a key that is a name of the language", () => {
    const read = parseExactly('{"\\u005f_proto__":{"a":1},"\\"":2}') as object;
    expect(Object.keys(read)).toEqual(["__proto__", '"']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it.each(["{", '{"\\"":', '{"\\":1}', '{"\\x":1}', '{"a\\n":1}}', '"\\":', '["\\"":1]', '{"\\u00":1}'])(
    "is refused where JSON.parse refuses it: %s",
    (text) => {
      expect(() => parseExactly(text)).toThrow(SyntaxError);
    },
  );

  it("reads text with escapes everywhere in one go", () => {
    const text = JSON.stringify({ text: '\\"\n'.repeat(1_000_000), '"': 1 });
    expect(JSON.stringify(parseExactly(text))).toBe(text);
  });
});
