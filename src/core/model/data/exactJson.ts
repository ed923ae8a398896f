/** Escaped in a key, and not to be written otherwise. */

const mustBeEscaped = /["\\\u0000-\u001f]/;
const tab = 0x09;

/** Taken once: in what is built, libraries that say `JSON.parse` get `parseExactly`. */
const { parse } = JSON;

/**
 * What `JSON.parse` gives, and throws, with every key as it was written. The `JSON.parse` of V8 13.6, which Node 24 has,
 * takes one escaped key for another of the same length that it has seen in an object of the same form: after
 * `{"x":1,"\\":{}}` it reads `{"x":1,"\"":{}}` as `{"x":1,"\\":{}}`. So it never sees an escaped key: one that needs no
 * escapes is written without them, any other stands in as a plain name until the text is read.
 */
export function parseExactly(text: string, reviver?: Parameters<typeof JSON.parse>[1]): unknown {
  const spans = typeof text === "string" && reviver === undefined ? escapedKeys(text) : [];
  if (spans.length === 0) return parse(text, reviver);
  // A string by itself is no key; one that is not JSON's throws, as it should.
  const keys = spans.map(({ start, end }) => String(parse(text.slice(start, end))));
  const standIns = standInsFor(new Set(keys.filter((key) => mustBeEscaped.test(key))), text, keys);
  const pieces: string[] = [];
  let from = 0;
  for (const [index, { start, end }] of spans.entries()) {
    const key = keys[index] ?? "";
    pieces.push(text.slice(from, start), `"${standIns.get(key) ?? key}"`);
    from = end;
  }
  pieces.push(text.slice(from));
  const value: unknown = parse(pieces.join(""));
  if (standIns.size === 0) return value;
  return withOwnKeys(value, new Map([...standIns].map(([key, standIn]) => [standIn, key])));
}

/** One for each key, so that of a key that an object has twice the last value counts; none is a key of the text. */
function standInsFor(escaped: ReadonlySet<string>, text: string, keys: readonly string[]): Map<string, string> {
  let prefix = "key";
  while (text.includes(prefix) || keys.some((key) => key.includes(prefix))) prefix += "y";
  return new Map([...escaped].map((key, index) => [key, `${prefix}${index}`]));
}

function withOwnKeys(value: unknown, keyOf: ReadonlyMap<string, string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => withOwnKeys(item, keyOf));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [keyOf.get(key) ?? key, withOwnKeys(member, keyOf)]),
  );
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where keys with an escape stand, quotes included; linear, and nothing but a search where the text has no escape. */
function escapedKeys(text: string): readonly Span[] {
  const keys: Span[] = [];
  let escape = text.indexOf("\\");
  if (escape < 0) return keys;
  for (let start = text.indexOf('"'); start >= 0;) {
    let at = start + 1;
    let quote = text.indexOf('"', at);
    const hasEscape = escape >= 0 && escape < quote;
    while (escape >= 0 && escape < quote) {
      at = escape + 2;
      escape = text.indexOf("\\", at);
      if (quote < at) quote = text.indexOf('"', at);
    }
    if (quote < 0) return keys;
    if (hasEscape && isColonNext(text, quote + 1)) keys.push({ start, end: quote + 1 });
    if (escape < 0) return keys;
    start = text.indexOf('"', quote + 1);
  }
  return keys;
}

function isColonNext(text: string, from: number): boolean {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return text[at] === ":";
}

/** What JSON takes for white space. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === tab || code === 0x0a || code === 0x0d;
}
