import { CharacterKind, CharacterRuns } from "../spellings/characterRuns";
import { isEllipsis } from "../cutOff";

/** Where something stands in a text. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

const digits = "0123456789";
const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const letters = capitals + capitals.toLowerCase();
const words = new CharacterKind(`${letters}${digits}_`);
const lettersAndDigits = new CharacterKind(letters + digits);
const capitalsAndDigits = new CharacterKind(capitals + digits);
const wordsAndHyphens = new CharacterKind(`${letters}${digits}_-`);
const tokens = new CharacterKind(`${letters}${digits}_.~+/-`);
const base64 = new CharacterKind(`${letters}${digits}+/`);
const inPrivateKey = new CharacterKind(`${capitals} `);

/** A kind of key that can be told by how it looks. */
interface KeyPattern {
  readonly begins: readonly string[];
  readonly find: (scan: KeyScan, start: number, bodyStart: number) => Found | undefined;
}

const keyPatterns: readonly KeyPattern[] = [
  // OpenAI, Anthropic and many that follow them. A digit tells a key from words with hyphens.
  { begins: ["sk-"], find: bodyOf(wordsAndHyphens, { atLeast: 20, withDigit: true }) },
  { begins: ["sk_live_", "sk_test_", "rk_live_", "rk_test_"], find: bodyOf(words, { atLeast: 16 }) },
  { begins: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], find: bodyOf(words, { atLeast: 30 }) },
  { begins: ["github_pat_"], find: bodyOf(words, { atLeast: 22 }) },
  { begins: ["glpat-"], find: bodyOf(wordsAndHyphens, { atLeast: 20 }) },
  { begins: ["AKIA", "ASIA"], find: awsKey },
  { begins: ["AIza"], find: bodyOf(wordsAndHyphens, { atLeast: 35, atMost: 35 }) },
  { begins: ["ya29."], find: bodyOf(wordsAndHyphens, { atLeast: 20 }) },
  { begins: ["xoxa-", "xoxb-", "xoxo-", "xoxp-", "xoxr-", "xoxs-"], find: bodyOf(wordsAndHyphens, { atLeast: 10 }) },
  { begins: ["xapp-"], find: bodyOf(wordsAndHyphens, { atLeast: 20 }) },
  { begins: ["hf_"], find: bodyOf(lettersAndDigits, { atLeast: 30 }) },
  { begins: ["npm_"], find: bodyOf(lettersAndDigits, { atLeast: 36, atMost: 36 }) },
  { begins: ["pypi-"], find: bodyOf(wordsAndHyphens, { atLeast: 50 }) },
  { begins: ["eyJ"], find: jsonWebToken },
  { begins: ["-----BEGIN "], find: privateKey },
  { begins: ["Bearer ", "bearer "], find: bearer },
  { begins: ["Basic ", "basic "], find: basic },
  { begins: ["://"], find: passwordInUrl },
];

const patternsByBeginning = new Map<string, { readonly begin: string; readonly pattern: KeyPattern }[]>();
for (const pattern of keyPatterns) {
  for (const begin of pattern.begins) {
    const beginning = begin.slice(0, 3);
    patternsByBeginning.set(beginning, [...(patternsByBeginning.get(beginning) ?? []), { begin, pattern }]);
  }
}

/** The first three characters of what begins a key. */
export const keyBeginnings: Iterable<string> = [...patternsByBeginning.keys()];

/** Looks for keys in one text, from left to right. */
export class KeyScan {
  /** Of each kind, by how many other stretches stand before it in what is looked for. */
  private readonly runs = new Map<CharacterKind, CharacterRuns[]>();

  constructor(readonly text: string) {}

  /** The key that begins at a place, without what stands before its secret part. */
  at(start: number): Found | undefined {
    if (isWithinWord(this.text, start)) return undefined;
    for (const { begin, pattern } of patternsByBeginning.get(this.text.slice(start, start + 3)) ?? []) {
      if (!this.text.startsWith(begin, start)) continue;
      const found = pattern.find(this, start, start + begin.length);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Each part of a pattern has an own `place`, so that looking at one does not make another forgotten. */
  run(kind: CharacterKind, start: number, place = 0): { readonly end: number; readonly lastDigit: number } {
    const ofKind = this.runs.get(kind) ?? [];
    this.runs.set(kind, ofKind);
    return (ofKind[place] ??= new CharacterRuns(this.text, kind)).at(start);
  }
}

/** In the middle of a word it is none: "task-…" holds "sk-". The letter of an escape before it is not of the word. */
function isWithinWord(text: string, start: number): boolean {
  if (!lettersAndDigits.has(text.charCodeAt(start)) || !words.has(text.charCodeAt(start - 1))) return false;
  return !/\\[nrtbfv]$|%[\da-fA-F]{2}$|\\u00[\da-fA-F]{2}$|\\x[\da-fA-F]{2}$/.test(
    text.slice(Math.max(0, start - 6), start),
  );
}

function bodyOf(
  kind: CharacterKind,
  { atLeast, atMost = Infinity, withDigit = false }: { atLeast: number; atMost?: number; withDigit?: boolean },
): KeyPattern["find"] {
  return (scan, start, bodyStart) => {
    const { end, lastDigit } = scan.run(kind, bodyStart);
    if (isCutOff(scan, bodyStart, end)) return { start, end };
    if (end - bodyStart < atLeast || (withDigit && lastDigit < bodyStart)) return undefined;
    return { start, end: Math.min(end, bodyStart + atMost) };
  };
}

function awsKey(scan: KeyScan, start: number, bodyStart: number): Found | undefined {
  const end = bodyStart + 16;
  const reached = scan.run(capitalsAndDigits, bodyStart).end;
  if (reached < end && isCutOff(scan, bodyStart, reached)) return { start, end: reached };
  if (reached < end || words.has(scan.text.charCodeAt(end))) return undefined;
  return { start, end };
}

function jsonWebToken(scan: KeyScan, start: number, bodyStart: number): Found | undefined {
  let end = bodyStart;
  for (let part = 0; part < 3; part++) {
    if (part > 0 && scan.text.charAt(end++) !== ".") return undefined;
    const from = end;
    end = scan.run(wordsAndHyphens, from, part).end;
    if (isEllipsis(scan.text, end) && end > bodyStart) return { start, end };
    if (end - from < 8) return undefined;
  }
  return { start, end };
}

const privateKeyEnds = "PRIVATE KEY-----";

/** To its end, or to that of the text, where it was cut off. */
function privateKey(scan: KeyScan, start: number, bodyStart: number): Found | undefined {
  const { text } = scan;
  const titleEnd = scan.run(inPrivateKey, bodyStart).end;
  if (
    !text.startsWith("-----", titleEnd) ||
    !text.slice(Math.max(bodyStart, titleEnd - 11), titleEnd).endsWith("PRIVATE KEY")
  )
    return undefined;
  for (let at = text.indexOf("-----END ", titleEnd); at >= 0; at = text.indexOf("-----END ", at + 1)) {
    const end = scan.run(inPrivateKey, at + 9, 1).end + 5;
    if (text.slice(at, end).endsWith(privateKeyEnds)) return { start, end };
  }
  return { start, end: text.length };
}

function bearer(scan: KeyScan, _: number, bodyStart: number): Found | undefined {
  const start = afterBlanks(scan.text, bodyStart);
  const { end, lastDigit } = scan.run(tokens, start);
  if (isCutOff(scan, start, end)) return { start, end };
  return end - start < 8 || lastDigit < start ? undefined : { start, end: afterPadding(scan.text, end) };
}

function basic(scan: KeyScan, _: number, bodyStart: number): Found | undefined {
  const start = afterBlanks(scan.text, bodyStart);
  const { end, lastDigit } = scan.run(base64, start);
  if (isCutOff(scan, start, end)) return { start, end };
  if (end - start < 8) return undefined;
  const padded = afterPadding(scan.text, end);
  return lastDigit >= start || padded > end ? { start, end: padded } : undefined;
}

const longestInUrl = 500;
const endsUser = new CharacterKind(" \t\r\n\f\v/:@\"'<>\\");
const endsPassword = new CharacterKind(" \t\r\n\f\v/@\"'<>\\");

/** A password in a URL, which a variable in its place is not. */
function passwordInUrl({ text }: KeyScan, _: number, bodyStart: number): Found | undefined {
  const userEnd = endBefore(text, bodyStart, endsUser);
  if (text.charAt(userEnd) !== ":" || text.startsWith("${", userEnd + 1)) return undefined;
  const start = userEnd + 1;
  const end = endBefore(text, start, endsPassword);
  if (text.charAt(end) === "@") return end > start ? { start, end } : undefined;
  const cutOffAfter = text.slice(start, end).search(/…|\.{3}$/);
  return cutOffAfter > 0 ? { start, end: start + cutOffAfter } : undefined;
}

/** Whether what can be told by how it looks was cut off, so that its length says nothing. */
function isCutOff({ text }: KeyScan, bodyStart: number, end: number): boolean {
  return end > bodyStart && isEllipsis(text, end);
}

function endBefore(text: string, start: number, stop: CharacterKind): number {
  const last = Math.min(text.length, start + longestInUrl);
  let end = start;
  while (end < last && !stop.has(text.charCodeAt(end))) end++;
  return end;
}

const mostBlanks = 100;

function afterBlanks(text: string, at: number): number {
  let end = at;
  while (end < at + mostBlanks && text.charAt(end) === " ") end++;
  return end;
}

function afterPadding(text: string, at: number): number {
  let end = at;
  while (end < at + 3 && text.charAt(end) === "=") end++;
  return end;
}
