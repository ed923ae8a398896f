import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  escapeText,
  hasPlaceholder,
  mapStrings,
  placeholdersIn,
  unescape,
} from "../../../../../src/core/manifest/references/placeholders";

/** A text that counts how often one of its characters is looked at. */
class CountedText extends String {
  looks = 0;

  override charAt(index: number): string {
    this.looks++;
    return super.charAt(index);
  }
}

function looksAt(text: string): number {
  const counted = new CountedText(text);
  placeholdersIn(counted as unknown as string);
  return counted.looks;
}

/** Where the brace stands that closes, found the plain way. */
function closing(text: string, from: number): number {
  let depth = 0;
  let quote = "";
  for (let at = from; at < Math.min(text.length, from + 1000); at++) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if ("'\"`".includes(character)) quote = character;
    else if (character === "{") depth++;
    else if (character === "}" && depth-- === 0) return at;
  }
  return -1;
}

function places(text: string): string[] {
  const found: string[] = [];
  let from = 0;
  for (let at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
    const isEscape = at > from && text[at - 1] === "$";
    const end = isEscape ? -1 : closing(text, at + 2);
    const isPlaceholder = end >= 0 && text.slice(at + 2, end).trim() !== "";
    if (isEscape) found.push(`escape ${at - 1}`);
    if (isPlaceholder) found.push(`${at} to ${end}`);
    from = isPlaceholder ? end + 1 : at + 2;
  }
  return found;
}

describe("placeholders of a text", () => {
  const length = 100_000;

  it.each([
    ["that are never closed", "${"],
    ["in each other's quotes", "${'${\"${`"],
    ["with a quote that is escaped", "${\\'"],
    ["that close too late", `\${${"a".repeat(500)}`],
    ["with braces in them", "${{"],
  ])("are found with few looks at each character, also those %s", (_, piece) => {
    expect(looksAt(piece.repeat(length / piece.length))).toBeLessThan(10 * length);
  });

  it("are found with few looks where they stand within each other", () => {
    expect(looksAt("${".repeat(length / 3) + "}".repeat(length / 3))).toBeLessThan(10 * length);
  });

  it("are those that looking from each beginning on finds", () => {
    const piece = fc.constantFrom(
      "${",
      "$${",
      "{",
      "}",
      "'",
      '"',
      "`",
      "\\",
      "a",
      " ",
      "b".repeat(300),
      "{}".repeat(200),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        const found = placeholdersIn(text).map(({ kind, offset, length }) =>
          kind === "escape" ? `escape ${offset}` : `${offset} to ${offset + length - 1}`,
        );
        expect(found).toEqual(places(text));
      }),
      { numRuns: 300 },
    );
  });
});

describe("strings of a value", () => {
  it("are replaced in place, and the rest is shared with the value as it was", () => {
    const value = { a: ["x", { b: "y" }, null, 1], c: { d: ["z"] }, e: true };
    const seen: string[] = [];
    const mapped = mapStrings(value, (text, at) => {
      seen.push(`${at.join(".")}=${text}`);
      return text === "y" ? ["new"] : text;
    });
    expect(seen).toEqual(["a.0=x", "a.1.b=y", "c.d.0=z"]);
    expect(mapped).toEqual({ a: ["x", { b: ["new"] }, null, 1], c: { d: ["z"] }, e: true });
    expect((mapped as typeof value).c).toBe(value.c);
    expect(mapStrings(value, (text) => text)).toBe(value);
    expect(value.a[1]).toEqual({ b: "y" });
  });

  it("are replaced also under a name that objects have of their own", () => {
    const value = JSON.parse('{"__proto__":"x"}') as { readonly __proto__: string };
    expect(JSON.stringify(mapStrings(value, () => "y"))).toBe('{"__proto__":"y"}');
  });

  it("have placeholders wherever one of them has one", () => {
    for (const value of ["${", ["a", "${"], { a: { b: ["${x}"] } }]) expect(hasPlaceholder(value)).toBe(true);
    for (const value of ["$ {", ["a"], { "${": { b: [null, 1, "$"] } }, null, 5])
      expect(hasPlaceholder(value)).toBe(false);
  });

  it("are literal once they are escaped, and themselves again after that", () => {
    const text = "${a} $${b} ${";
    expect(placeholdersIn(escapeText(text)).map(({ kind }) => kind)).toEqual(["escape", "escape", "escape"]);
    expect([escapeText("$a"), escapeText("${a}")]).toEqual(["$a", "$${a}"]);
    expect(unescape({ a: [escapeText("${a} ${")], b: "$$x" })).toEqual({ a: ["${a} ${"], b: "$$x" });
  });
});

describe("a placeholder", () => {
  const contents = (text: string) =>
    placeholdersIn(text).map(({ kind, content }) => (kind === "escape" ? "escape" : content));

  it("is what stands between its braces, trimmed; one with nothing in it is text", () => {
    expect(contents("${ a } ${} ${ } ${b}")).toEqual(["a", "b"]);
    expect(contents("$${a} $$${b} ${${c}")).toEqual(["escape", "escape", "c"]);
    expect(contents("${a}$${b}")).toEqual(["a", "escape"]);
    expect(placeholdersIn("x $${a} ${b}")).toEqual([
      { kind: "escape", offset: 2, length: 3, content: "" },
      { kind: "placeholder", offset: 8, length: 4, content: "b" },
    ]);
  });

  it("is at most 1,000 characters long", () => {
    expect(contents(`\${${"a".repeat(999)}}`)).toHaveLength(1);
    expect(contents(`\${${"a".repeat(1000)}} \${b}`)).toEqual(["b"]);
  });
});
