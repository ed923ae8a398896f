import type { Json } from "../model/json";

/** A `${…}` in a string, or an escaped one: `$${` stands for a literal `${`. */
export interface Placeholder {
  readonly kind: "placeholder" | "escape";
  readonly offset: number;
  readonly length: number;
  /** What stands between the braces, trimmed; empty for an escape. */
  readonly content: string;
}

/** Longer ones are text. It keeps the search for closing braces from growing with the square of a long string. */
const MAX_LENGTH = 1000;

/** The placeholders of a string, in order. One that is never closed is text. */
export function placeholdersIn(text: string): readonly Placeholder[] {
  const found: Placeholder[] = [];
  let from = 0;
  for (let at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
    if (at > from && text[at - 1] === "$") {
      found.push({ kind: "escape", offset: at - 1, length: 3, content: "" });
      from = at + 2;
      continue;
    }
    const end = closingBrace(text, at + 2);
    const content = end < 0 ? "" : text.slice(at + 2, end).trim();
    if (content === "") {
      from = at + 2;
      continue;
    }
    found.push({ kind: "placeholder", offset: at, length: end + 1 - at, content });
    from = end + 1;
  }
  return found;
}

/** A path may hold braces and quoted text: the brace that closes is the first that is in neither. */
function closingBrace(text: string, from: number): number {
  const limit = Math.min(text.length, from + MAX_LENGTH);
  let depth = 0;
  let quote = "";
  for (let at = from; at < limit; at++) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (character === "'" || character === '"' || character === "`") quote = character;
    else if (character === "{") depth++;
    else if (character === "}" && depth-- === 0) return at;
  }
  return -1;
}

/** Makes text literal: each `${` in it is written so that nothing is filled in there. */
export function escapeText(text: string): string {
  return text.includes("${") ? text.replaceAll("${", "$$$${") : text;
}

/**
 * Turns every `$${` into the `${` that it stands for: the last step for strings that hold variables and no references
 * (servers, tools), after `expandVariables`. For arguments `resolveReferences` has done it.
 */
export function unescape<T extends Json>(value: T): T {
  return mapStrings(value, (text) => (text.includes("$${") ? text.replaceAll("$${", "${") : text)) as T;
}

/** The value with every string in it replaced; the same value when none was. Keys stay as they are. */
export function mapStrings(value: Json, replace: (text: string, at: readonly (string | number)[]) => Json): Json {
  return mapAt(value, replace, []);
}

function mapAt(
  value: Json,
  replace: (text: string, at: readonly (string | number)[]) => Json,
  at: (string | number)[],
): Json {
  if (typeof value === "string") return replace(value, at);
  if (typeof value !== "object" || value === null) return value;
  if (isArray(value)) {
    let items: Json[] | undefined;
    for (const [index, item] of value.entries()) {
      at.push(index);
      const mapped = mapAt(item, replace, at);
      at.pop();
      if (mapped !== item) (items ??= [...value])[index] = mapped;
    }
    return items ?? value;
  }
  let members: Record<string, Json> | undefined;
  for (const key of Object.keys(value)) {
    const member = value[key] ?? null;
    at.push(key);
    const mapped = mapAt(member, replace, at);
    at.pop();
    if (mapped !== member) define((members ??= { ...value }), key, mapped);
  }
  return members ?? value;
}

function define(members: Record<string, Json>, key: string, value: Json): void {
  Object.defineProperty(members, key, { value, enumerable: true, writable: true, configurable: true });
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
