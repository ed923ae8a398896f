import { describe, expect, it } from "vitest";
import { readMarkdown, type MarkdownToken } from "../../../media/timeline/markdown/readMarkdown";

function tokensOf(token: MarkdownToken): readonly MarkdownToken[] {
  return (token as { readonly tokens?: readonly MarkdownToken[] }).tokens ?? [];
}

/** The kinds of tokens, each with those within it. */
function kinds(tokens: readonly MarkdownToken[]): string {
  return tokens
    .map((token) => {
      const within = kinds(tokensOf(token));
      return within === "" || within === "text" ? token.type : `${token.type}(${within})`;
    })
    .join(" ");
}

function depthOf(tokens: readonly MarkdownToken[]): number {
  return Math.max(0, ...tokens.map((token) => 1 + depthOf(tokensOf(token))));
}

describe("Markdown of an answer", () => {
  it("is read with emphasis, lists and citations", () => {
    expect(kinds(readMarkdown("# A\n\n**b** and [[call]]\n\n> c\n"))).toBe(
      "heading space paragraph(strong text citation) space blockquote(paragraph)",
    );
  });

  it.each([
    ["quotations", ">".repeat(20_000)],
    ["lists", "- ".repeat(20_000)],
    ["lists below lists", Array.from({ length: 600 }, (_, depth) => `${"  ".repeat(depth)}- a`).join("\n")],
    ["links", "[".repeat(20_000)],
    ["emphasis", "*a **b ".repeat(20_000)],
  ])("stays text where %s are nested too deeply, and nothing of it is lost", (_what, text) => {
    const tokens = readMarkdown(text);
    expect(depthOf(tokens)).toBeLessThan(200);
    expect(tokens.map(({ raw }) => raw).join("")).toBe(text);
  });

  it("stays text in a paragraph that is too long to look for emphasis in, and is read in the next one", () => {
    expect(kinds(readMarkdown(`${"a**b".repeat(2000)}\n\n**c**`))).toBe("paragraph space paragraph(strong)");
  });

  it("stays text where it is too long as a whole", () => {
    expect(kinds(readMarkdown("**a**\n\n".repeat(40_000)))).toBe("text");
  });
});
