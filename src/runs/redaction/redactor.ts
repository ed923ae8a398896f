import { findOverBreaks } from "./brokenLines";
import { isSecretName, keyExtents, namedInText } from "./keyPatterns";
import { isOwnWord } from "./ownWords";
import { secretForms } from "./secretForms";
import { TextSearch, type Found } from "./textSearch";

/** What stands in the place of a secret. */
export const redactionMark = "«redacted»";

/** Shorter ones cannot be told from chance: replacing them would garble everything. */
const shortestSecret = 3;

/** Takes secrets out of what is stored, shown, logged or exported. */
export interface Redaction {
  /**
   * From here on this value is taken out. One of fewer than three characters is left, and one that is a word, or a part
   * of a word, which every run is written with, such as "arguments".
   */
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

interface KnownName {
  readonly text: string;
  readonly isSecret: boolean;
}

const mostNames = 10_000;

/**
 * Takes secrets out of what is stored, shown, logged or exported: those that it was told, in all their encoded forms, keys
 * that can be told by how they look, and values whose name says that they are secret. What the tools get is not touched.
 */
export class Redactor implements Redaction {
  private readonly secrets = new Set<string>();
  private patterns: readonly RegExp[] = [];
  private search: TextSearch | undefined;
  private anyOfDigits = false;
  private readonly names = new Map<string, KnownName>();

  addSecret(value: string): void {
    const trimmed = value.trim();
    if (trimmed.length < shortestSecret || this.secrets.has(value)) return;
    if (redactionMark.includes(trimmed) || isOwnWord(trimmed)) return;
    this.secrets.add(value);
    if (/^[-\d.eE+]+$/.test(trimmed)) this.anyOfDigits = true;
    this.search = undefined;
    this.names.clear();
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
    this.names.clear();
    return invalid;
  }

  text(text: string): string {
    if (text.length < shortestSecret) return text;
    const search = this.searched();
    let redacted = replaceAll(text, findOverBreaks(text, search));
    redacted = replaceAll(redacted, search.findIn(redacted));
    for (const { pattern, needs } of namedInText) {
      if (!needs.some((each) => redacted.includes(each))) continue;
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
    let isChanged = false;
    const keys = Object.keys(members);
    const values = new Array<unknown>(keys.length);
    for (const [index, key] of keys.entries()) {
      const value = members[key];
      const redacted =
        typeof value === "number" && !this.anyOfDigits ? value : this.redact(value, this.nameOf(key).isSecret);
      values[index] = redacted;
      isChanged ||= redacted !== value || this.nameOf(key).text !== key;
    }
    if (!isChanged) return members;
    return Object.fromEntries(keys.map((key, index) => [this.nameOf(key).text, values[index]]));
  }

  /** Data has the same few keys over and over: what is to be known of them is found out once. */
  private nameOf(key: string): KnownName {
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const name = { text: this.text(key), isSecret: isSecretName(key) };
    if (this.names.size >= mostNames) this.names.clear();
    this.names.set(key, name);
    return name;
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
