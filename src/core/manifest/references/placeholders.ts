import type { Json } from "../../model/data/json";
import { ClosingBraces } from "./closingBraces";

/** A `${…}` in a string, or an escaped one: `$${` stands for a literal `${`. */
export interface Placeholder {
  readonly kind: "placeholder" | "escape";
  readonly offset: number;
  readonly length: number;
  /** What stands between the braces, trimmed; empty for an escape. */
  readonly content: string;
}

/** The placeholders of a string, in order. One that is never closed is text, and so is one of more than 1,000 characters. */
export function placeholdersIn(text: string): readonly Placeholder[] {
  const found: Placeholder[] = [];
  const braces = new ClosingBraces(text);
  let from = 0;
  for (let at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
    if (at > from && text[at - 1] === "$") {
      found.push({ kind: "escape", offset: at - 1, length: 3, content: "" });
      from = at + 2;
      continue;
    }
    const end = braces.after(at + 2);
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

/** Whether there is a `${` in some string of a value: most have none, and this takes no memory to tell. */
export function hasPlaceholder(value: Json): boolean {
  if (typeof value === "string") return value.includes("${");
  if (typeof value !== "object" || value === null) return false;
  if (isArray(value)) return value.some(hasPlaceholder);
  for (const key in value) if (hasPlaceholder(value[key] ?? null)) return true;
  return false;
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
    for (let index = 0; index < value.length; index++) {
      const item = value[index] ?? null;
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
