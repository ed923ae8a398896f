/**
 * What a person reads, as it can be put into another language: a sentence of this program in English with `{0}`, `{1}`, …,
 * by which translations are found, and what stands there. Plain data, small enough to go with every problem.
 */
export type Wording = readonly [key: string, ...values: (string | number | Wording)[]];

/** A text in English, as it is kept and printed and as models read it, with what it takes to say it otherwise. */
export interface Worded {
  readonly message: string;
  readonly wording: Wording;
}

/** A text of ours, or one from outside or from before there were wordings, which has none and is shown as it is. */
export type Said = string | { readonly message: string; readonly wording?: Wording | undefined };

/** Puts a text into the language of whoever reads it, as `vscode.l10n.t` and the panel's translator do. */
export type Translate = (key: string, ...values: readonly (string | number)[]) => string;

/**
 * Says something to people. The key is written out where this is called, since the keys are collected from the source;
 * of a placeholder for code, such as `${id}`, all is a value, its braces too.
 */
export function worded(key: string, ...values: readonly (Said | number)[]): Worded {
  if (values.length === 0) return { message: key, wording: [key] };
  return {
    message: filledIn(
      key,
      values.map((value) => (typeof value === "number" ? value : inEnglish(value))),
    ),
    wording: [key, ...values.map((value) => (typeof value === "object" ? (value.wording ?? value.message) : value))],
  };
}

/** Sentences one after another; those that there is no reason to say are left out. */
export function sentences(first: Worded, ...others: readonly (Said | undefined)[]): Worded {
  return others.reduce<Worded>((said, next) => (next === undefined ? said : worded("{0} {1}", said, next)), first);
}

/** "a, b, c". */
function listed(items: readonly Said[]): Said {
  const [first = "", ...others] = items;
  if (items.every((item) => typeof item === "string")) return items.join(", ");
  return others.reduce((list, item) => worded("{0}, {1}", list, item), first);
}

/** "a, b or c". */
export function anyOf(items: readonly Said[]): Said {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : worded("{0} or {1}", listed(items.slice(0, -1)), last);
}

/** "a, b and c". */
export function allOf(items: readonly Said[]): Said {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : worded("{0} and {1}", listed(items.slice(0, -1)), last);
}

/** The first of a list, and how many there are beside: "a, b and 7 more". */
export function andMore(items: readonly Said[], shown: number): Said {
  const first = listed(items.slice(0, shown));
  return items.length > shown ? worded("{0} and {1} more", first, items.length - shown) : first;
}

/** A text in English. */
export function inEnglish(said: Said): string {
  return typeof said === "object" ? said.message : said;
}

/** The same where the text is a reason. */
export function asReason(said: Said): { readonly reason: string; readonly wording?: Wording } {
  if (typeof said === "string") return { reason: said };
  return { reason: said.message, ...(said.wording && { wording: said.wording }) };
}

/** A text from outside, alone: nothing of it is ours to translate. */
export function verbatim(message: string): Worded {
  return { message, wording: ["{0}", message] };
}

/** A text in the language of whoever reads it. A wording may come from a journal, and counts only where it is one. */
export function inLanguage(said: Said, translate: Translate): string {
  if (typeof said === "string") return said;
  return translated(said.wording, translate) ?? said.message;
}

function translated(wording: unknown, translate: Translate): string | undefined {
  if (!Array.isArray(wording)) return undefined;
  const [key, ...values] = wording as readonly unknown[];
  if (typeof key !== "string") return undefined;
  const shown: (string | number)[] = [];
  for (const value of values) {
    const words = typeof value === "string" || typeof value === "number" ? value : translated(value, translate);
    if (words === undefined) return undefined;
    shown.push(words);
  }
  return translate(key, ...shown);
}

/** A key with its values in their places. */
export function filledIn(key: string, values: readonly (string | number)[]): string {
  return key.replace(/\{(\d+)\}/g, (hole, place: string) => String(values[Number(place)] ?? hole));
}

/** An error that says something of ours: who catches it can show it in another language. */
export class WordedError extends Error {
  readonly wording: Wording | undefined;

  constructor(said: Said, options?: ErrorOptions) {
    super(inEnglish(said), options);
    this.wording = typeof said === "object" ? said.wording : undefined;
  }
}
