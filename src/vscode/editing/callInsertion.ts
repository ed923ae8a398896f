import { findNodeAtLocation, parseTree, type Node } from "jsonc-parser";

/** What to put into a text, in the place of `length` characters from `offset` on. */
export interface Insertion {
  readonly offset: number;
  readonly length: number;
  /** A snippet whose lines are indented with tabs, from the indentation of the line that it is put into. */
  readonly snippet: string;
}

/**
 * Where a call goes in a manifest: behind the call that the cursor is in or behind, else behind the last one, with the
 * commas that are needed. A text without a place for calls gets one. `undefined` for one that is JSON but no manifest.
 */
export function callInsertion(text: string, cursor: number, call: string): Insertion | undefined {
  if (text.trim() === "") {
    const whole = `{\n\t"version": 1,\n\t"calls": [\n${indented(call, 2)}\n\t]\n}\n`;
    return { offset: 0, length: text.length, snippet: whole };
  }
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root === undefined) return undefined;
  const calls = root.type === "array" ? root : findNodeAtLocation(root, ["calls"]);
  if (calls?.type === "array") return intoArray(text, calls, cursor, call);
  return root.type === "object" && calls === undefined ? asNewMember(text, root, call) : undefined;
}

function intoArray(text: string, calls: Node, cursor: number, call: string): Insertion {
  const members = calls.children ?? [];
  if (members.length === 0) {
    const offset = calls.offset + 1;
    const close = text.indexOf("]", offset);
    const inside = text.slice(offset, close);
    // A comment between the brackets is kept before the call.
    const kept = inside.trim() === "" ? "" : escapedSnippet(inside.trimEnd());
    return { offset, length: inside.length, snippet: `${kept}\n${indented(call, 1)}\n` };
  }
  const before = members.findLast(({ offset }) => offset <= cursor) ?? members.at(-1);
  const member = isWithin(calls, cursor) ? before : members.at(-1);
  const end = (member?.offset ?? 0) + (member?.length ?? 0);
  const depth = lineOf(text, member?.offset ?? 0) === lineOf(text, calls.offset) ? 1 : 0;
  const comma = commaBehind(text, end);
  const isLast = member === members.at(-1);
  const line = `\n${indented(call, depth)}`;
  if (comma === undefined) return { offset: end, length: 0, snippet: `,${line}` };
  return { offset: comma + 1, length: 0, snippet: isLast ? line : `${line},` };
}

function asNewMember(text: string, root: Node, call: string): Insertion {
  const last = root.children?.at(-1);
  const member = `\n\t"calls": [\n${indented(call, 2)}\n\t]`;
  if (last === undefined) return { offset: root.offset + 1, length: 0, snippet: `${member}\n` };
  const end = last.offset + last.length;
  const comma = commaBehind(text, end);
  const depth = lineOf(text, last.offset) === lineOf(text, root.offset) ? 1 : 0;
  const line = `\n${indented(`"calls": [\n${indented(call, 1)}\n]`, depth)}`;
  return { offset: comma === undefined ? end : comma + 1, length: 0, snippet: comma === undefined ? `,${line}` : line };
}

function isWithin(node: Node, offset: number): boolean {
  return offset > node.offset && offset <= node.offset + node.length;
}

/** Where the next comma stands if nothing but blanks and comments come before it. */
function commaBehind(text: string, from: number): number | undefined {
  const found = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*,/.exec(text.slice(from));
  return found === null ? undefined : from + found[0].length - 1;
}

function lineOf(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1);
}

function indented(snippet: string, depth: number): string {
  const tabs = "\t".repeat(depth);
  return snippet
    .split("\n")
    .map((line) => tabs + line)
    .join("\n");
}

function escapedSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/g, String.raw`\$&`);
}
