import { getOrMake } from "../../../../core/model/data/getOrMake";

/** Names that HTML has for characters that passwords and keys are made of, by their code point. */
const ascii: Readonly<Record<string, string>> = {
  "\t": "Tab",
  "\n": "NewLine",
  " ": "nbsp",
  "!": "excl",
  '"': "quot QUOT",
  "#": "num",
  $: "dollar",
  "%": "percnt",
  "&": "amp AMP",
  "'": "apos",
  "(": "lpar",
  ")": "rpar",
  "*": "ast midast",
  "+": "plus",
  ",": "comma",
  "-": "hyphen dash",
  ".": "period",
  "/": "sol",
  ":": "colon",
  ";": "semi",
  "<": "lt LT",
  "=": "equals",
  ">": "gt GT",
  "?": "quest",
  "@": "commat",
  "[": "lsqb lbrack",
  "\\": "bsol",
  "]": "rsqb rbrack",
  "^": "Hat",
  _: "lowbar UnderBar",
  "`": "grave DiacriticalGrave",
  "{": "lcub lbrace",
  "|": "verbar vert VerticalLine",
  "}": "rcub rbrace",
  "€": "euro",
  "–": "ndash",
  "—": "mdash",
  "‘": "lsquo",
  "’": "rsquo",
  "“": "ldquo",
  "”": "rdquo",
  "…": "hellip",
  "•": "bull",
  "™": "trade",
  Œ: "OElig",
  œ: "oelig",
  Š: "Scaron",
  š: "scaron",
  Ÿ: "Yuml",
};

/** From U+00A0 to U+00FF, in order. */
const latin = `
  nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr
  deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest
  Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml
  ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig
  agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml
  eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
`
  .trim()
  .split(/\s+/);

const pairs: readonly (readonly [string, number])[] = [
  ...latin.map((name, index): [string, number] => [name, 0xa0 + index]),
  ...Object.entries(ascii).flatMap(([character, names]) =>
    names.split(" ").map((name): [string, number] => [name, character.codePointAt(0) ?? 0]),
  ),
];

/** The code points that each name may stand for: `&nbsp;` is written for a blank, too. */
export const pointsOfHtmlName: ReadonlyMap<string, readonly number[]> = grouped(pairs);

export const htmlNamesOfPoint: ReadonlyMap<number, readonly string[]> = grouped(
  pairs.map(([name, point]): [number, string] => [point, name]),
);

function grouped<Key, Value>(entries: readonly (readonly [Key, Value])[]): ReadonlyMap<Key, readonly Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const [key, value] of entries) getOrMake(groups, key, () => []).push(value);
  return groups;
}
