import { Lexer, Marked, type Token, type Tokens, type TokensList, type TokenizerAndRendererExtension } from "marked";

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

/** In characters. Looking for emphasis takes the square of a paragraph's length; people write none that are as long. */
const longestParagraph = 4000;
/** In characters, of an answer as a whole. */
const longestText = 200_000;
/** Quotations in quotations, lists in lists, emphasis in emphasis: deeper ones would run out of stack. */
const deepest = 50;

/** Reads what goes beyond these bounds as the text that it is. */
class BoundedLexer extends Lexer {
  private depth = 0;

  override blockTokens(text: string, tokens: Token[] = [], isClipped?: boolean): TokensList {
    const list = tokens as TokensList;
    return this.depth > deepest
      ? asText(text, list)
      : this.within(() => super.blockTokens(text, list, isClipped ?? false) as TokensList);
  }

  override inlineTokens(text: string, tokens: Token[] = []): Token[] {
    const isTooMuch = this.depth > deepest || text.length > longestParagraph;
    return isTooMuch ? asText(text, tokens) : this.within(() => super.inlineTokens(text, tokens));
  }

  private within<List extends Token[]>(read: () => List): List {
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }
}

function asText<List extends Token[]>(text: string, tokens: List): List {
  tokens.push({ type: "text", raw: text, text });
  return tokens;
}

/** Reads GitHub-flavoured Markdown. HTML in it stays text, and so does what is too long or too deep to be read. */
export function readMarkdown(text: string): readonly MarkdownToken[] {
  return text.length > longestText ? asText(text, []) : new BoundedLexer(reader.defaults).lex(text);
}
