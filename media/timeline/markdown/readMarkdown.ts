import { Marked, type Token, type Tokens, type TokenizerAndRendererExtension } from "marked";

/** A piece of Markdown as it was read; what it may become is decided where it is painted. */
export type MarkdownToken = Token;

/** The names of calls in double brackets, as a model cites them. */
export interface CitationToken {
  readonly type: "citation";
  readonly raw: string;
  readonly ids: readonly string[];
}

const citation: TokenizerAndRendererExtension = {
  name: "citation",
  level: "inline",
  start: (text) => {
    const at = text.indexOf("[[");
    return at < 0 ? undefined : at;
  },
  tokenizer: (text): (Tokens.Generic & CitationToken) | undefined => {
    const match = /^\[\[([^[\]\n]{1,200})\]\]/.exec(text);
    if (match === null) return undefined;
    return { type: "citation", raw: match[0], ids: (match[1] ?? "").split(",").map((id) => id.trim()) };
  },
};

const reader = new Marked({ gfm: true, extensions: [citation] });

/** Reads GitHub-flavoured Markdown. HTML in it stays text. */
export function readMarkdown(text: string): readonly MarkdownToken[] {
  return reader.lexer(text);
}
