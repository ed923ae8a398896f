import { withoutWording } from "../../../core/model/failure";
import type { Shown } from "../../../core/model/text/shown";
import { linearPattern, type LinearPattern } from "../../../core/manifest/patterns/linearPattern";
import type { Slices } from "../../tools/data/slices";
import type { Found } from "./secrets/keyPatterns";
import { isOwnWord } from "./ownWords";
import { isSecretName } from "./secrets/secretNames";
import { SlicedRedaction, type KnownName } from "./slicedRedaction";
import { TextSearch } from "./textSearch";

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
  text(text: string): Shown;
  /** Plain data without secrets, in its strings and its keys; the same, not a copy, where it has none. */
  value<T>(value: T): Shown<T>;
  /**
   * The same of what a run says of itself (a plan, an event, a problem): its indexes, times and limits are no secret, even
   * where one has the same digits. Numbers in what came from outside, such as arguments and details, are taken out there too.
   */
  record<T>(value: T): Shown<T>;
  /** The same of what may be large, with pauses in which whatever else waits has its turn. */
  valueInSlices<T>(value: T, slices: Slices): Promise<Shown<T>>;
  /** Is another number whenever there is more to be taken out than before. */
  readonly revision: number;
}

/** Leaves everything as it is, for somebody who asked to see it. */
export const noRedaction: Redaction = {
  addSecret: () => undefined,
  text: (text) => text as Shown,
  value: <T>(value: T) => value as Shown<T>,
  record: <T>(value: T) => value as Shown<T>,
  valueInSlices: <T>(value: T) => Promise.resolve(value as Shown<T>),
  revision: 0,
};

/** A key, with what was found out of it. */
interface SearchedName extends KnownName {
  /** The last text under it in which nothing was found: much that is said of calls is the same for all of them. */
  clean: string | undefined;
}

/** Whose the numbers are that stand somewhere: the run's, those of calls by their index, or those of who knows whom. */
type Numbers = "own" | "ofCalls" | "outside";

/** What stands in a run, a plan, a manifest or a task, and came from outside. */
const fromOutside = new Set(
  "arguments result details content structuredContent progress total tools servers inputs".split(" "),
);
const isIndex = /^\d+$/;

type Members = Readonly<Record<string, unknown>>;

function numbersBeneath(key: string, numbers: Numbers): Numbers {
  if (numbers === "outside" || numbers === "ofCalls" || fromOutside.has(key)) return "outside";
  return key === "edited" ? "ofCalls" : "own";
}

const mostNames = 10_000;
/** In characters. */
const longestKnownClean = 100;

/**
 * Takes secrets out of what is stored, shown, logged or exported: those that it was told, in all their encoded forms, keys
 * that can be told by how they look, and values whose name says that they are secret. What the tools get is not touched.
 */
export class Redactor implements Redaction {
  revision = 0;
  private readonly secrets = new Set<string>();
  private readonly search = new TextSearch();
  private anyOfDigits = false;
  private readonly names = new Map<string, SearchedName>();

  addSecret(value: string): void {
    const trimmed = value.trim();
    if (trimmed.length < shortestSecret || this.secrets.has(trimmed)) return;
    if (redactionMark.includes(trimmed) || isOwnWord(trimmed)) return;
    this.secrets.add(trimmed);
    this.search.addSecret(trimmed);
    if (/^[-\d.eE+]+$/.test(trimmed)) this.anyOfDigits = true;
    this.hasLearned();
  }

  /** What else is secret, as regular expressions. Gives those that cannot be used, which are left out, and why. */
  setPatterns(sources: readonly string[]): readonly { readonly pattern: string; readonly unusable: string }[] {
    const patterns: LinearPattern[] = [];
    const left: { pattern: string; unusable: string }[] = [];
    for (const source of sources) {
      const reading = linearPattern(source);
      if ("unusable" in reading) left.push({ pattern: source, unusable: reading.unusable });
      // One that matches nothing at all says nothing of what is secret.
      else if (reading.test("")) left.push({ pattern: source, unusable: "it matches the empty text" });
      else patterns.push(reading);
    }
    this.search.patterns = patterns;
    this.hasLearned();
    return left;
  }

  private hasLearned(): void {
    this.revision++;
    this.names.clear();
  }

  text(text: string): Shown {
    this.search.renewLooks();
    return this.ofText(text);
  }

  value<T>(value: T): Shown<T> {
    this.search.renewLooks();
    return this.redact(value, false, "outside") as Shown<T>;
  }

  record<T>(value: T): Shown<T> {
    this.search.renewLooks();
    return this.redact(value, false, "own") as Shown<T>;
  }

  private ofText(text: string): Shown {
    if (text.length < shortestSecret) return text as Shown;
    return withoutFound(text, this.search.findIn(text));
  }

  async valueInSlices<T>(value: T, slices: Slices): Promise<Shown<T>> {
    const redaction = new SlicedRedaction(slices, {
      small: (each, isNamedSecret) => {
        this.search.renewLooks();
        return this.redact(each, isNamedSecret, "outside");
      },
      text: async (text) => withoutFound(text, await this.search.findInSlices(text, slices)),
      name: (key) => this.nameOf(key),
    });
    return (await redaction.redact(value, false)) as Shown<T>;
  }

  private redact(value: unknown, isNamedSecret: boolean, numbers: Numbers): unknown {
    if (typeof value === "string") return isNamedSecret ? this.namedSecret(value) : this.ofText(value);
    if (typeof value === "number") return this.anyOfDigits && numbers !== "own" ? this.number(value) : value;
    if (typeof value !== "object" || value === null) return value;
    return Array.isArray(value) ? this.items(value, isNamedSecret, numbers) : this.members(value as Members, numbers);
  }

  /** One that is written as a variable or reference says nothing by itself, and tells what would be sent. */
  private namedSecret(value: string): string {
    return value === "" || value.includes("${") ? this.ofText(value) : redactionMark;
  }

  private number(value: number): unknown {
    const text = String(value);
    return this.ofText(text) === text ? value : redactionMark;
  }

  private items(items: readonly unknown[], isNamedSecret: boolean, numbers: Numbers): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (const [index, item] of items.entries()) {
      const redacted = this.redact(item, isNamedSecret, numbers);
      if (redacted !== item) (copy ??= [...items])[index] = redacted;
    }
    return copy ?? items;
  }

  private members(members: Members, numbers: Numbers): Members {
    let copy: [string, unknown][] | undefined;
    // Most objects have nothing to take out, and no list of their members is made for these.
    for (const key in members) {
      const name = this.nameOf(key);
      const value = members[key];
      const redacted = this.member(name, value, numbersBeneath(key, numbers));
      const text = numbers !== "outside" && isIndex.test(key) ? key : name.text;
      if (copy === undefined && (redacted !== value || text !== key)) copy = membersBefore(key, members);
      copy?.push([text, redacted]);
    }
    if (copy === undefined) return members;
    const redacted = Object.fromEntries(copy);
    return numbers === "own" && "wording" in redacted ? withoutTellingWording(redacted, members) : redacted;
  }

  private member(name: SearchedName, value: unknown, numbers: Numbers): unknown {
    if (typeof value === "boolean" || (typeof value === "number" && !this.anyOfDigits)) return value;
    if (typeof value !== "string") return this.redact(value, name.isSecret, numbers);
    if (value === name.clean) return value;
    const redacted = this.redact(value, name.isSecret, numbers);
    if (redacted === value && value.length <= longestKnownClean) name.clean = value;
    return redacted;
  }

  /** Data has the same few keys over and over: what is to be known of them is found out once. */
  private nameOf(key: string): SearchedName {
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const name: SearchedName = { text: this.ofText(key), isSecret: isSecretName(key), clean: undefined };
    if (this.names.size >= mostNames) this.names.clear();
    this.names.set(key, name);
    return name;
  }
}

/** Out of what a text was put together of, one could put it together again: that stays only where nothing was taken out. */
function withoutTellingWording(redacted: Members, members: Members): Members {
  const isTelling = ["message", "reason", "wording"].some((key) => redacted[key] !== members[key]);
  return isTelling ? withoutWording(redacted) : redacted;
}

/** Of plain data, which inherits nothing. */
function membersBefore(end: string, members: Members): [string, unknown][] {
  const keys = Object.keys(members);
  return keys.slice(0, keys.indexOf(end)).map((key) => [key, members[key]]);
}

function withoutFound(text: string, found: readonly Found[]): Shown {
  if (found.length === 0) return text as Shown;
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of found) {
    parts.push(text.slice(from, start), redactionMark);
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join("") as Shown;
}
