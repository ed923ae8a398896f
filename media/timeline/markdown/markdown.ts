import { html, nothing, type TemplateResult } from "lit";
import type { Tokens } from "marked";
import type { CitationToken, MarkdownToken } from "./readMarkdown";

type Painted = TemplateResult | string | typeof nothing | readonly Painted[];

/** Paints the call that an id names; `undefined` when there is no such call: then what was written stays text. */
export type PaintCitation = (id: string) => TemplateResult | undefined;

/**
 * Paints Markdown that a model wrote. Each piece becomes an element of a fixed list with text in it: there is no HTML of
 * the model's, images are named instead of loaded, and links lead to the web and nowhere else.
 */
export function paintMarkdown(tokens: readonly MarkdownToken[], cite: PaintCitation): Painted {
  return tokens.map((token) => block(token, cite));
}

function block(token: MarkdownToken, cite: PaintCitation): Painted {
  switch (token.type) {
    case "space":
    case "def":
      return nothing;
    case "heading": {
      const { depth, tokens } = token as Tokens.Heading;
      return heading(depth, inlines(tokens, cite));
    }
    case "paragraph":
      return html`<p>${inlines((token as Tokens.Paragraph).tokens, cite)}</p>`;
    case "code":
      return html`<pre class="text" tabindex="0">${(token as Tokens.Code).text}</pre>`;
    case "blockquote":
      return html`<blockquote>${paintMarkdown((token as Tokens.Blockquote).tokens, cite)}</blockquote>`;
    case "list":
      return list(token as Tokens.List, cite);
    case "table":
      return table(token as Tokens.Table, cite);
    case "hr":
      return html`<hr />`;
    default:
      return inline(token, cite);
  }
}

/** The panel's own headings are the first two levels. */
function heading(depth: number, content: Painted): TemplateResult {
  switch (depth) {
    case 1:
    case 2:
      return html`<h3>${content}</h3>`;
    case 3:
      return html`<h4>${content}</h4>`;
    default:
      return html`<h5>${content}</h5>`;
  }
}

function list({ ordered, start, items }: Tokens.List, cite: PaintCitation): TemplateResult {
  const entries = items.map(
    (item) => html`<li>${item.task ? (item.checked ? "☑ " : "☐ ") : nothing}${paintMarkdown(item.tokens, cite)}</li>`,
  );
  return ordered
    ? html`<ol start=${start === "" ? 1 : start}>
        ${entries}
      </ol>`
    : html`<ul>
        ${entries}
      </ul>`;
}

function table({ header, rows }: Tokens.Table, cite: PaintCitation): TemplateResult {
  const side = ({ align }: Tokens.TableCell): string => (align === null ? "" : `is-${align}`);
  return html`<div class="table" tabindex="0">
    <table>
      <thead>
        <tr>
          ${header.map((cell) => html`<th class=${side(cell)}>${inlines(cell.tokens, cite)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td class=${side(cell)}>${inlines(cell.tokens, cite)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function inlines(tokens: readonly MarkdownToken[], cite: PaintCitation): Painted {
  return tokens.map((token) => inline(token, cite));
}

function inline(token: MarkdownToken, cite: PaintCitation): Painted {
  switch (token.type) {
    case "strong":
      return html`<strong>${inlines((token as Tokens.Strong).tokens, cite)}</strong>`;
    case "em":
      return html`<em>${inlines((token as Tokens.Em).tokens, cite)}</em>`;
    case "del":
      return html`<del>${inlines((token as Tokens.Del).tokens, cite)}</del>`;
    case "codespan":
      return html`<code>${(token as Tokens.Codespan).text}</code>`;
    case "br":
      return html`<br />`;
    case "link":
      return link(token as Tokens.Link, cite);
    case "image":
      return (token as Tokens.Image).text;
    case "citation":
      return citations(token as unknown as CitationToken, cite);
    case "text":
    case "escape": {
      const { text, tokens } = token as Tokens.Text;
      return tokens === undefined ? text : inlines(tokens, cite);
    }
    default:
      return token.raw;
  }
}

function link({ href, tokens }: Tokens.Link, cite: PaintCitation): Painted {
  const content = inlines(tokens, cite);
  return /^(https?|mailto):/i.test(href) ? html`<a href=${href} title=${href}>${content}</a>` : content;
}

function citations({ raw, ids }: CitationToken, cite: PaintCitation): Painted {
  const painted = ids.map(cite);
  return painted.every((each) => each !== undefined) ? painted : raw;
}
