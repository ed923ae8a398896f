import * as fc from "fast-check";

/** A way in which some program writes a text into something longer. */
export interface Writing {
  readonly name: string;
  readonly write: (text: string) => string;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function bytesOf(text: string): readonly number[] {
  return [...new TextEncoder().encode(text)];
}

function unitsOf(text: string): readonly number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

function pointsOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function json(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function utf16be(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

function each(text: string, replace: (character: string) => string): string {
  return Array.from(text, replace).join("");
}

function escaped(text: string, characters: RegExp, escape: (character: string) => string): string {
  return each(text, (character) => (characters.test(character) ? escape(character) : character));
}

function percent(text: string): string {
  return bytesOf(text)
    .map((byte) => `%${hex(byte, 2).toUpperCase()}`)
    .join("");
}

function unicode(text: string): string {
  return unitsOf(text)
    .map((unit) => `\\u${hex(unit, 4)}`)
    .join("");
}

function lines(text: string, width: number, lineBreak: string): string {
  return text.match(new RegExp(`.{1,${String(width)}}`, "gsu"))?.join(lineBreak) ?? text;
}

const htmlNames: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
  "/": "sol",
  "\\": "bsol",
  "+": "plus",
  "=": "equals",
  "@": "commat",
  "!": "excl",
  $: "dollar",
  "%": "percnt",
  ä: "auml",
  é: "eacute",
  "€": "euro",
};

/** Most programs' forms: with just those characters escaped that this program takes for dangerous. */
export const programs: readonly Writing[] = [
  { name: "as it is", write: (text) => text },
  { name: "JSON of JavaScript", write: json },
  { name: "JSON of Python", write: (text) => escaped(json(text), /[^ -~]/u, unicode) },
  { name: "JSON of Go", write: (text) => escaped(json(text), /[<>&\u2028]/, unicode) },
  {
    name: "JSON of .NET",
    write: (text) =>
      escaped(json(text.replaceAll('"', "\u0001")).replaceAll("\\u0001", "\\u0022"), /[^ -~]|[<>&'+`]/u, (character) =>
        unicode(character).toUpperCase().replaceAll("\\U", "\\u"),
      ),
  },
  { name: "JSON of PHP", write: (text) => json(text).replaceAll("/", "\\/") },
  { name: "JSON in JSON", write: (text) => json(json(text)) },
  { name: "JSON in JSON in JSON", write: (text) => json(json(json(text))) },
  { name: "JSON of Go in JSON", write: (text) => json(escaped(json(text), /[<>&]/, unicode)) },
  {
    name: "html.escape of Python",
    write: (text) =>
      escaped(text, /[&<>"']/, (character) => (character === "'" ? "&#x27;" : `&${htmlNames[character] ?? ""};`)),
  },
  {
    name: "HTML with names",
    write: (text) =>
      each(text, (character) => (htmlNames[character] === undefined ? character : `&${htmlNames[character]};`)),
  },
  {
    name: "HTML in decimal",
    write: (text) => escaped(text, /\W/u, (character) => `&#${String(character.codePointAt(0))};`),
  },
  {
    name: "HTML in hexadecimal",
    write: (text) => escaped(text, /\W/u, (character) => `&#X${hex(character.codePointAt(0) ?? 0, 4)};`),
  },
  {
    name: "HTML in HTML",
    write: (text) =>
      escaped(
        escaped(text, /[&<>"']/, (character) => `&#${String(character.charCodeAt(0))};`),
        /&/,
        () => "&amp;",
      ),
  },
  {
    name: "HTML of JSON",
    write: (text) => escaped(json(text), /[&<>"']/, (character) => `&${htmlNames[character] ?? ""};`),
  },
  {
    name: "quote of Python's urllib",
    write: (text) => escaped(text, /[^\w.~/-]/u, percent).replaceAll(/[^ -~]/gu, percent),
  },
  { name: "quote with nothing safe", write: (text) => escaped(text, /[^A-Za-z0-9_.~-]/u, percent) },
  { name: "quote_plus", write: (text) => escaped(text, /[^A-Za-z0-9_.~-]/u, percent).replaceAll("%20", "+") },
  { name: "encodeURIComponent", write: (text) => encodeURIComponent(text) },
  { name: "encodeURI", write: (text) => encodeURI(text) },
  {
    name: "encodeURIComponent in small letters",
    write: (text) => encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
  },
  { name: "a form", write: (text) => new URLSearchParams({ "": text }).toString().slice(1) },
  { name: "percent twice", write: (text) => encodeURIComponent(encodeURIComponent(text)) },
  { name: "JSON in a URL", write: (text) => encodeURIComponent(json(text)) },
  {
    name: "HTML in a URL",
    write: (text) =>
      encodeURIComponent(escaped(text, /[&<>"']/, (character) => `&#${String(character.charCodeAt(0))};`)),
  },
  {
    name: "escape of JavaScript",
    write: (text) =>
      unitsOf(text)
        .map((unit) =>
          unit < 0x80
            ? encodeURIComponent(String.fromCharCode(unit))
            : unit < 0x100
              ? `%${hex(unit, 2)}`
              : `%u${hex(unit, 4)}`,
        )
        .join(""),
  },
  { name: "quoted for a shell", write: (text) => text.replaceAll("'", "'\"'\"'") },
  { name: "quoted for a shell, with a backslash", write: (text) => text.replaceAll("'", "'\\''") },
  { name: "quoted for a shell, in JSON", write: (text) => json(text.replaceAll("'", "'\\''")) },
  { name: "%q of bash", write: (text) => escaped(text, /[^A-Za-z0-9_]/u, (character) => `\\${character}`) },
  { name: "SQL and YAML in single marks", write: (text) => text.replaceAll("'", "''") },
  { name: "SQL in SQL", write: (text) => text.replaceAll("'", "''''") },
  { name: "CSV", write: (text) => text.replaceAll('"', '""') },
  { name: "carets of cmd", write: (text) => escaped(text, /[&|<>^"%!]/, (character) => `^${character}`) },
  { name: "PowerShell", write: (text) => escaped(text, /[`"$]/, (character) => `\`${character}`) },
  { name: "Compose", write: (text) => text.replaceAll("$", "$$$$") },
  {
    name: "repr of Python",
    write: (text) =>
      escaped(text, /[\\'\n\t\r]|[^ -~]/u, (character) =>
        character.charCodeAt(0) < 0x100 && !/[\\']/.test(character)
          ? `\\x${hex(character.charCodeAt(0), 2)}`
          : /[\\']/.test(character)
            ? `\\${character}`
            : (character.codePointAt(0) ?? 0) > 0xffff
              ? `\\U${hex(character.codePointAt(0) ?? 0, 8)}`
              : unicode(character),
      ),
  },
  {
    name: "repr of Python's bytes",
    write: (text) =>
      bytesOf(text)
        .map((byte) =>
          byte < 0x20 || byte > 0x7e
            ? `\\x${hex(byte, 2)}`
            : byte === 0x5c || byte === 0x27
              ? `\\${String.fromCharCode(byte)}`
              : String.fromCharCode(byte),
        )
        .join(""),
  },
  {
    name: "C, in octal",
    write: (text) =>
      bytesOf(text)
        .map((byte) =>
          byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
            ? `\\${byte.toString(8).padStart(3, "0")}`
            : String.fromCharCode(byte),
        )
        .join(""),
  },
  {
    name: "octal throughout",
    write: (text) =>
      bytesOf(text)
        .map((byte) => `\\${byte.toString(8).padStart(3, "0")}`)
        .join(""),
  },
  {
    name: "\\x throughout",
    write: (text) =>
      bytesOf(text)
        .map((byte) => `\\x${hex(byte, 2).toUpperCase()}`)
        .join(""),
  },
  { name: "\\u throughout", write: unicode },
  {
    name: "\\u{} throughout",
    write: (text) =>
      pointsOf(text)
        .map((point) => `\\u{${point.toString(16)}}`)
        .join(""),
  },
  { name: "percent throughout", write: percent },
  {
    name: "quoted printable",
    write: (text) =>
      bytesOf(text)
        .map((byte) =>
          byte < 0x20 || byte > 0x7e || byte === 0x3d ? `=${hex(byte, 2).toUpperCase()}` : String.fromCharCode(byte),
        )
        .join(""),
  },
  { name: "quoted printable in lines", write: (text) => lines(text, 9, "=\r\n").replaceAll(/=(?!\r)/g, "=3D") },
  {
    name: "quoted printable in lines, in JSON",
    write: (text) => json(lines(text, 9, "=\r\n").replaceAll(/=(?!\r)/g, "=3D")),
  },
  {
    name: "UTF-16 read byte by byte",
    write: (text) => Buffer.from(text, "utf16le").toString("latin1").replace(/\0$/, ""),
  },
  { name: "UTF-8 read as Latin", write: (text) => Buffer.from(text).toString("latin1") },
  { name: "hexadecimal", write: (text) => Buffer.from(text).toString("hex") },
  { name: "hexadecimal in capitals", write: (text) => Buffer.from(text).toString("hex").toUpperCase() },
  ...[" ", ":", "-", ", ", ",\\n", "\n  "].map((separator) => ({
    name: `hexadecimal with ${JSON.stringify(separator)}`,
    write: (text: string) =>
      bytesOf(text)
        .map((byte) => hex(byte, 2))
        .join(separator),
  })),
  {
    name: "hexadecimal of C",
    write: (text) =>
      bytesOf(text)
        .map((byte) => `0x${hex(byte, 2)}`)
        .join(", ")
        .slice(2),
  },
  { name: "hexadecimal of UTF-16", write: (text) => Buffer.from(text, "utf16le").toString("hex").replace(/00$/, "") },
  {
    name: "hexadecimal of UTF-16, the other way round",
    write: (text) => utf16be(text).toString("hex").replace(/^00/, ""),
  },
  { name: "a list of bytes", write: (text) => bytesOf(text).join(", ") },
  { name: "a list of bytes without blanks", write: (text) => bytesOf(text).join(",") },
];

/** Where the characters around it decide the first and the last of what is written, too. */
export const encodings: readonly Writing[] = ["base64", "base64url"].flatMap((alphabet) => {
  const encode = (bytes: Buffer): string => bytes.toString(alphabet as BufferEncoding);
  return [
    ...["", "u", "u:", "me:"].map((before) => ({
      name: `${alphabet} behind ${String(before.length)} bytes`,
      write: (text: string) => encode(Buffer.from(`${before}${text}!`)),
    })),
    {
      name: `${alphabet} within JSON of .NET`,
      write: (text: string) => encode(Buffer.from(text)).replaceAll("+", "\\u002B"),
    },
    { name: `${alphabet} in a URL`, write: (text: string) => encodeURIComponent(encode(Buffer.from(text))) },
    {
      name: `${alphabet} in lines`,
      write: (text: string) => lines(encode(Buffer.from(`some words before it ${text} and some behind`)), 16, "\r\n"),
    },
    {
      name: `${alphabet} in lines within JSON`,
      write: (text: string) => lines(encode(Buffer.from(`words before it ${text} and some behind`)), 20, "\\n"),
    },
    { name: `${alphabet} of UTF-16`, write: (text: string) => encode(Buffer.from(`{${text}}`, "utf16le")) },
    { name: `${alphabet} of UTF-16, the other way round`, write: (text: string) => encode(utf16be(`{${text}}`)) },
    { name: `${alphabet} of JSON`, write: (text: string) => encode(Buffer.from(JSON.stringify({ a: text }))) },
    { name: `${alphabet} twice`, write: (text: string) => encode(Buffer.from(encode(Buffer.from(`me:${text}`)))) },
  ];
});

const spellings: readonly ((character: string) => string)[] = [
  (character) => character,
  (character) => character,
  (character) => character,
  unicode,
  percent,
  (character) => encodeURIComponent(percent(character)),
  (character) => `&#${String(character.codePointAt(0))};`,
  (character) => `&#x${hex(character.codePointAt(0) ?? 0, 6)};`,
  (character) => `&amp;#${String(character.codePointAt(0))};`,
  (character) =>
    bytesOf(character)
      .map((byte) => `\\x${hex(byte, 2)}`)
      .join(""),
  (character) =>
    bytesOf(character)
      .map((byte) => `\\\\x${hex(byte, 2)}`)
      .join(""),
  (character) =>
    bytesOf(character)
      .map((byte) => `\\${byte.toString(8).padStart(3, "0")}`)
      .join(""),
  (character) =>
    bytesOf(character)
      .map((byte) => `=${hex(byte, 2).toUpperCase()}`)
      .join(""),
  (character) => (/[A-Za-z0-9]/.test(character) ? character : `\\${character}`),
  (character) => (/['"`$%]/.test(character) ? character + character : character),
  (character) => (htmlNames[character] === undefined ? character : `&${htmlNames[character]};`),
  (character) => (character === " " ? "+" : character),
];

/** A text with each character in a spelling of its own: what no single program writes, but several in a row do. */
export function mixed(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(...Array.from(text, (character) => fc.constantFrom(...spellings).map((spell) => spell(character))))
    .map((parts) => parts.join(""));
}
