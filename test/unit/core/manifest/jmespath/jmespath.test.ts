import { search, type JSONValue } from "@jmespath-community/jmespath";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { PathAllowance, pathMistake, searchPath } from "../../../../../src/core/manifest/jmespath/jmespath";
import type { Json } from "../../../../../src/core/model/data/json";

const tooMuch = "It would take too much time or memory: take less at once.";

describe("a JMESPath expression", () => {
  const data = {
    people: [
      { name: "b", age: 3, tags: ["x", "y"] },
      { name: "a", age: 5, tags: [] },
      { name: "c", age: 5, tags: ["x"] },
    ],
    text: "  some text ",
    n: { one: 1, two: 2 },
  };

  it.each([
    "people[*].name",
    "people[?age > `3`].name",
    "people[].tags[]",
    "sort_by(people, &name)[0]",
    "n.*",
    "people[0].{n: name, a: age}",
    "people[*].[name, age]",
    "length(people)",
    "join(', ', people[*].name)",
    "trim(text)",
    "trim_left(text)",
    "trim_right(text)",
    "trim(text, ' st')",
    "replace(text, 'e', 'EE')",
    "replace(text, 'e', 'EE', `1`)",
    "pad_left('x', `5`, '-')",
    "pad_right('x', `3`)",
    "group_by(people, &to_string(age))",
    "merge(n, {three: `3`})",
    "people[::-1].name",
    "people | [0]",
    "max_by(people, &age).name",
    "let $x = n.one in people[?age > $x].name",
    "people[0].age == `3`",
    "!people",
    "people[?contains(tags, 'x')] | [*].name",
    "from_items(items(n))",
    "map(&age, people)",
    "zip(people[*].name, people[*].age)",
    "text[2:6]",
    "split(text, ' ')",
    "n.one + n.two",
  ])("finds what the library does: %s", (path) => {
    expect(searchPath(data, path)).toEqual(search(data, path));
  });

  it("finds the same as the library in generated values", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const step = fc.constantFrom(
      "a",
      "*",
      "[*]",
      "[0]",
      "[]",
      "[?a]",
      "[a, b]",
      "{x: a, y: @}",
      "keys(@)",
      "to_string(@)",
      "[1:]",
      "length(@)",
    );
    fc.assert(
      fc.property(value, fc.array(step, { minLength: 1, maxLength: 4 }), (given, steps) => {
        const path = steps.join(" | ");
        const outcome = (find: () => unknown): unknown => {
          try {
            return find();
          } catch {
            return "failed";
          }
        };
        expect(outcome(() => searchPath(given as Json, path))).toEqual(outcome(() => search(given as JSONValue, path)));
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, string]>([
    ["lists that double", `@${"|[@,@][]".repeat(40)}`],
    ["parts that are shared", `@${"|[@,@]".repeat(60)}`],
    ["objects that double", `@${"|{a:@,b:@}".repeat(60)}`],
    ["text of shared parts", `to_string(@${"|[@,@]".repeat(22)})`],
    ["comparing shared parts", `[@${"|[@,@]".repeat(22)},@${"|[@,@]".repeat(22)}]|[0]==[1]`],
    ["padding", "pad_left('x', `1000000000`)"],
    ["padding on the right", "pad_right('x', `1e15`)"],
    ["joining", `@${"|[@,@][]".repeat(18)}|[*].join('', ['${"x".repeat(500)}', @])|join(@[0], @)`],
    ["replacing", `'${"a".repeat(3000)}'|replace(@, 'a', @)|replace(@, 'a', @)`],
    ["projections in projections", `@${"|[@,@][]".repeat(12)}|[*].[$${"|[@,@][]".repeat(12)}]`],
    ["functions of functions", `@${"|[@,@][]".repeat(16)}|map(&map(&@, $${"|[@,@][]".repeat(16)}), @)`],
  ])("is given up when it takes too much: %s", (_, path) => {
    expect(() => searchPath(["x"], path)).toThrow(tooMuch);
  });

  it("is given up at once when others have taken what all may", () => {
    const allowance = new PathAllowance();
    const items = Array.from({ length: 50_000 }, (_, id) => ({ id }));
    expect(searchPath(items, "[*].id", allowance)).toHaveLength(50_000);
    for (let times = 0; times < 4; times++)
      expect(() => searchPath(["x"], `@${"|[@,@][]".repeat(40)}`, allowance)).toThrow(tooMuch);
    expect(() => searchPath(items, "[*].id", allowance)).toThrow(tooMuch);
    expect(searchPath(items.slice(0, 1000), "[*].id", allowance)).toHaveLength(1000);
  });

  it("takes no text of any length to be an expression", () => {
    expect(pathMistake("a".repeat(20_000))).toBe("It is longer than 10000 characters.");
    expect(pathMistake(`${"(".repeat(9_000)}a`)).toEqual(expect.any(String));
    expect(pathMistake(`${"[".repeat(9_000)}a`)).toEqual(expect.any(String));
    expect(pathMistake("a[*].b")).toBeUndefined();
  });

  it("finds members with the names of built-in ones only where they are", () => {
    const odd = JSON.parse('{"__proto__":{"x":1},"constructor":2}') as Json;
    expect(searchPath({}, "[constructor, toString, __proto__]")).toEqual([null, null, null]);
    expect(searchPath(odd, "[constructor, __proto__.x]")).toEqual([2, 1]);
    expect(JSON.stringify(searchPath(odd, '{"__proto__": constructor}'))).toBe('{"__proto__":2}');
    expect(JSON.stringify(searchPath(odd, "merge(@, {a: `1`})"))).toBe('{"__proto__":{"x":1},"constructor":2,"a":1}');
    const grouped = searchPath([{ k: "constructor" }, { k: "__proto__" }], "group_by(@, &k)");
    expect(JSON.stringify(grouped)).toBe('{"constructor":[{"k":"constructor"}],"__proto__":[{"k":"__proto__"}]}');
  });
});
