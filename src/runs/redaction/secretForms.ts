/** The fewest characters that a part of an encoded secret must have to be told from chance. */
const shortestPart = 6;

/** The fewest characters of a line of a secret with several, such as a key file, that is a secret by itself. */
const shortestLine = 16;

/**
 * The texts under which a secret may turn up: as it is, and as it is written in JSON (also JSON within JSON), URLs, forms,
 * HTML, base64 (also in the middle of something longer that was encoded, and of UTF-16) and hexadecimal digits, with what
 * must be escaped there or with every character escaped. Longest first.
 */
export function secretForms(secret: string): readonly string[] {
  const forms = new Set<string>();
  for (const each of partsOf(secret)) {
    for (const form of [...escapedForms(each), ...whollyEscapedForms(each), ...encodedForms(each)]) {
      if (form !== "") forms.add(form);
    }
  }
  return [...forms].sort((one, other) => other.length - one.length);
}

/** The secret, without blanks around it and without a scheme before it, and its lines: a log has them one by one. */
function partsOf(secret: string): readonly string[] {
  const trimmed = secret.trim();
  const credentials = /^(?:Bearer|Basic|Token|ApiKey)\s+(\S{4,})$/i.exec(trimmed)?.[1];
  const lines = trimmed.split(/\r?\n/).map((line) => line.trim());
  const longLines = lines.length > 1 ? lines.filter((line) => line.length >= shortestLine) : [];
  return [secret, trimmed, ...(credentials === undefined ? [] : [credentials]), ...longLines];
}

function escapedForms(text: string): readonly string[] {
  const json = insideJson(text);
  const ascii = json.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return [
    text,
    json,
    ascii,
    json.replaceAll("/", "\\/"),
    insideJson(json),
    insideJson(ascii),
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;"),
    ...urlForms(text),
  ];
}

function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function urlForms(text: string): readonly string[] {
  const form = new URLSearchParams({ "": text }).toString().slice(1);
  const forms = [form, form.replaceAll("+", "%20")];
  try {
    forms.push(encodeURIComponent(text), encodeURI(text));
  } catch {
    // Half a surrogate pair has no such form.
  }
  return forms.flatMap((each) => [each, each.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

/** With every character escaped, as programs write what they take for dangerous, and tools dump bytes. */
function whollyEscapedForms(text: string): readonly string[] {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return [inSmallDigits, inCapitalDigits].flatMap((digits) => {
    const bytes = Array.from(new TextEncoder().encode(text), (byte) => digits(byte, 2));
    const units = Array.from({ length: text.length }, (_, at) => digits(text.charCodeAt(at), 4));
    const backslashed = [bytes.map((byte) => `\\x${byte}`), units.map((unit) => `\\u${unit}`)].map((each) =>
      each.join(""),
    );
    return [
      bytes.map((byte) => `%${byte}`).join(""),
      ...["", " ", ":"].map((between) => bytes.join(between)),
      codes.map((code) => `&#x${digits(code, 0)};`).join(""),
      codes.map((code) => `&#${String(code)};`).join(""),
      ...backslashed,
      ...backslashed.map(insideJson),
    ].filter((form) => form.length >= shortestPart);
  });
}

function inSmallDigits(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function inCapitalDigits(value: number, digits: number): string {
  return inSmallDigits(value, digits).toUpperCase();
}

function encodedForms(text: string): readonly string[] {
  return [new TextEncoder().encode(text), utf16Of(text)]
    .flatMap((bytes) => [base64Of(bytes), ...[0, 1, 2].map((offset) => base64Within(bytes, offset))])
    .flatMap(base64Spellings)
    .filter((form) => form.length >= shortestPart);
}

/** Lower bytes first, as Windows has it. */
function utf16Of(text: string): Uint8Array {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8]));
}

/** With both alphabets, and without padding. */
function base64Spellings(base64: string): readonly string[] {
  const urlSafe = base64.replaceAll("+", "-").replaceAll("/", "_");
  return [base64, base64.replace(/=+$/, ""), urlSafe, urlSafe.replace(/=+$/, "")];
}

/** The characters that the bytes alone decide when they follow `offset` others (modulo 3) in what is encoded. */
function base64Within(bytes: Uint8Array, offset: number): string {
  const padded = new Uint8Array(offset + bytes.length);
  padded.set(bytes, offset);
  return base64Of(padded).slice(Math.ceil((offset * 8) / 6), Math.floor((padded.length * 8) / 6));
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
