import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { globMatcher } from "../../../../../src/node/tools/builtin/glob";

describe("a glob", () => {
  it.each<[string, string[], string[]]>([
    ["*.ts", ["a.ts", "x/y/a.ts"], ["a.tsx", "a.ts/b"]],
    ["src/*.ts", ["src/a.ts"], ["src/x/a.ts", "a.ts"]],
    ["src/**", ["src/a", "src/a/b"], ["src", "other/a"]],
    ["src/**/b", ["src/b", "src/x/b", "src/x/y/b"], ["src/xb"]],
    ["src/", ["src/a", "src/a/b"], ["a"]],
    ["./a?c", ["abc", "x/abc"], ["a/c", "ac"]],
    ["{a,b/{c,d}}.md", ["a.md", "b/c.md", "b/d.md"], ["c.md"]],
    ["{**/x,y}/z", ["x/z", "a/b/x/z", "y/z"], ["a/y/z"]],
    ["a,b", ["a,b"], ["a", "b"]],
    ["[a-c]x", ["bx"], ["dx"]],
    ["[!a-c]x", ["dx"], ["bx", "/x"]],
    ["a/x[+-9]y", ["a/x5y", "a/x+y"], ["a/x/y"]],
    ["[]-]x", ["]x", "-x"], ["ax"]],
    ["(a|b)+^$.txt", ["(a|b)+^$.txt"], ["a.txt"]],
    ["héllo😀?", ["héllo😀x", "héllo😀😀"], ["héllo😀"]],
  ])("%s", (pattern, fitting, others) => {
    const matches = globMatcher(pattern);
    expect(fitting.filter((path) => !matches(path))).toEqual([]);
    expect(others.filter(matches)).toEqual([]);
  });

  it.each(["{a", "a}", "[a", "[z-a]x"])("%s is refused", (pattern) => {
    expect(() => globMatcher(pattern)).toThrow("is no valid glob pattern");
  });

  it("takes no longer for a path that nearly fits in many ways", () => {
    const path = `${"a".repeat(250)}/${"a".repeat(250)}`;
    for (const unit of ["*?", "*a", "**/", "{a,a}", "{a*,*a}", "?*[a]"]) {
      expect([unit, globMatcher(`${unit.repeat(100)}.zz`)(path)]).toEqual([unit, false]);
    }
    expect(globMatcher("{a,b}".repeat(190))("ab".repeat(95))).toBe(true);
  });

  it("is a glob or is refused, whatever it is", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "*", "?", "{", "}", ",", "[", "]", "!", "-", "/", "\\", "(", "+"),
    });
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        try {
          globMatcher(pattern)(path);
        } catch (thrown) {
          expect(String(thrown)).toContain("is no valid glob pattern");
        }
      }),
      { numRuns: 2000 },
    );
  });
});
