import { isSecretName, keyExtents, namedInText } from "./keyPatterns";
import { secretForms } from "./secretForms";
import { TextSearch, type Found } from "./textSearch";

/** What stands in the place of a secret. */
export const redactionMark = "«redacted»";

/** Shorter ones cannot be told from chance: replacing them would garble everything. */
const shortestSecret = 3;

/** Takes secrets out of what is stored, shown, logged or exported. */
export interface Redaction {
  /** From here on this value is taken out. One of fewer than three characters is left. */
  addSecret(value: string): void;
  /** The text without secrets; the same text when it has none. */
  text(text: string): string;
  /** Plain data without secrets, in its strings and its keys; the same, not a copy, where it has none. */
  value<T>(value: T): T;
}

/** Leaves everything as it is, for somebody who asked to see it. */
export const noRedaction: Redaction = {
  addSecret: () => undefined,
  text: (text) => text,
  value: (value) => value,
};

/**
 * Takes secrets out of what is stored, shown, logged or exported: those that it was told, in all their encoded forms, keys
 * that can be told by how they look, and values whose name says that they are secret. What the tools get is not touched.
 */
export class Redactor implements Redaction {
  private readonly secrets = new Set<string>();
  private patterns: readonly RegExp[] = [];
  private search: TextSearch | undefined;
  private anyOfDigits = false;

  addSecret(value: string): void {
    const trimmed = value.trim();
    if (trimmed.length < shortestSecret || redactionMark.includes(trimmed) || this.secrets.has(value)) return;
    this.secrets.add(value);
    if (/^[-\d.eE+]+$/.test(trimmed)) this.anyOfDigits = true;
    this.search = undefined;
  }

  /** What else is secret, as regular expressions. Gives those that are none, which are left out. */
  setPatterns(sources: readonly string[]): readonly string[] {
    const patterns: RegExp[] = [];
    const invalid: string[] = [];
    for (const source of sources) {
      try {
        const pattern = new RegExp(source, "g");
        // One that matches nothing at all would put a mark between any two characters.
        if (pattern.test("")) throw new SyntaxError("It matches the empty text.");
        patterns.push(pattern);
      } catch {
        invalid.push(source);
      }
    }
    this.patterns = patterns;
    return invalid;
  }

  text(text: string): string {
    if (text.length < shortestSecret) return text;
    let redacted = replaceAll(text, this.searched().findIn(text));
    for (const pattern of namedInText) {
      redacted = redacted.replace(pattern, (match, before: string) =>
        match.startsWith(redactionMark, before.length) ? match : before + redactionMark,
      );
    }
    for (const pattern of this.patterns) {
      redacted = redacted.replace(pattern, (match) => (match === "" ? "" : redactionMark));
    }
    return redacted;
  }

  value<T>(value: T): T {
    return this.redact(value, false) as T;
  }

  private redact(value: unknown, isNamedSecret: boolean): unknown {
    if (typeof value === "string") return isNamedSecret ? this.namedSecret(value) : this.text(value);
    if (typeof value === "number") return this.anyOfDigits ? this.number(value) : value;
    if (typeof value !== "object" || value === null) return value;
    return Array.isArray(value)
      ? this.items(value, isNamedSecret)
      : this.members(value as Readonly<Record<string, unknown>>);
  }

  /** One that is written as a variable or reference says nothing by itself, and tells what would be sent. */
  private namedSecret(value: string): string {
    return value === "" || value.includes("${") ? this.text(value) : redactionMark;
  }

  private number(value: number): unknown {
    const text = String(value);
    return this.text(text) === text ? value : redactionMark;
  }

  private items(items: readonly unknown[], isNamedSecret: boolean): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (const [index, item] of items.entries()) {
      const redacted = this.redact(item, isNamedSecret);
      if (redacted !== item) (copy ??= [...items])[index] = redacted;
    }
    return copy ?? items;
  }

  private members(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const entries = Object.entries(members);
    let isChanged = false;
    for (const entry of entries) {
      const [key, value] = entry;
      entry[0] = this.text(key);
      entry[1] = this.redact(value, isSecretName(key));
      isChanged ||= entry[0] !== key || entry[1] !== value;
    }
    return isChanged ? Object.fromEntries(entries) : members;
  }

  private searched(): TextSearch {
    this.search ??= new TextSearch([...this.secrets].flatMap(secretForms), keyExtents);
    return this.search;
  }
}

function replaceAll(text: string, found: readonly Found[]): string {
  if (found.length === 0) return text;
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of found) {
    parts.push(text.slice(from, start), redactionMark);
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}
