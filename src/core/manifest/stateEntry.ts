import { findNodeAtLocation, parseTree, type Edit, type Node } from "jsonc-parser";

/**
 * The edits that write an entry into a manifest's `state`; everything else stays as it stands, comments included. Undefined
 * for a text that is no object, which has no place for it.
 */
export function stateEntryEdits(text: string, pattern: string, value: string): readonly Edit[] | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root?.type !== "object") return undefined;
  const state = findNodeAtLocation(root, ["state"]);
  const entry = `${JSON.stringify(pattern)}: ${JSON.stringify(value)}`;
  if (state === undefined) return [newMember(text, root, "calls", `"state": { ${entry} }`)];
  if (state.type !== "object") return [replaced(state, `{ ${entry} }`)];
  const before = findNodeAtLocation(state, [pattern]);
  return [before === undefined ? newMember(text, state, undefined, entry) : replaced(before, JSON.stringify(value))];
}

function replaced({ offset, length }: Node, content: string): Edit {
  return { offset, length, content };
}

/** Puts a member before another one, or before all, on a line of its own where that has one. */
function newMember(text: string, object: Node, beforeKey: string | undefined, member: string): Edit {
  const members = object.children ?? [];
  const next = members.find(({ children }) => children?.[0]?.value === beforeKey) ?? members[0];
  if (next === undefined) return { offset: object.offset + 1, length: 0, content: ` ${member} ` };
  return { offset: next.offset, length: 0, content: `${member},${gapBefore(text, next.offset)}` };
}

/** The line break and the indentation that stand before a member, or a blank where it shares its line. */
function gapBefore(text: string, offset: number): string {
  return /\r?\n[ \t]*$/.exec(text.slice(0, offset))?.[0] ?? " ";
}
