import { piecesOf, repeated, type Kind } from "../kind";

function withPatterns(patterns: readonly string[], piece: string): Kind {
  return (length) => ({ text: repeated(() => piece, length), secretPatterns: patterns });
}

/** What looks for secrets has most to do with. */
export const secretKinds: Readonly<Record<string, Kind>> = {
  "a pattern that may begin anywhere": withPatterns(["a.*b|a"], "a"),
  "a pattern that finds nothing": withPatterns(["a.*b"], "a"),
  "a pattern with nested repetition": withPatterns(["(x+x+)+y"], "x"),
  "a pattern with lazy repetition": withPatterns(["a.*?b|a.*?c|a"], "a"),
  "a pattern with large counts": withPatterns(["(a{1,50}b?){1,50}c"], "a"),
  "ten patterns": withPatterns(
    Array.from({ length: 10 }, (_, index) => `a[^z]*${String.fromCharCode(98 + index)}|a`),
    "a",
  ),
  "beginnings of secrets": piecesOf("hunter"),
  "beginnings of secrets that are cut off": piecesOf("hunt…"),
  "beginnings of secrets before what may be cut off": piecesOf("hunt\\u00%%&"),
  "keys that are cut off": piecesOf("://a:b…sk-a…"),
  "a secret over and over": piecesOf("hunter2-pass "),
  "secrets in percent signs": piecesOf("%68%75"),
  "percent signs of percent signs": piecesOf("%2525"),
  "character references": piecesOf("&#x68;&#117;"),
  "character references without end": piecesOf("&#0"),
  "escapes of escapes": piecesOf("\\\\\\u0068"),
  "base64 without end": piecesOf("aHVu"),
  "hexadecimal without end": piecesOf("68756e"),
  "UTF-16": piecesOf("h\0u\0"),
  "addresses with passwords": piecesOf("https://user:pass@"),
  "an address without end": piecesOf("a:b@", { before: "https://" }),
  "names of secrets": piecesOf("password="),
  "names of secrets and quotes": piecesOf('"token":"'),
  bearers: piecesOf("Bearer "),
  "beginnings of keys": piecesOf("sk-"),
  "a key without end": piecesOf("A", { before: "AKIA" }),
  "web tokens": piecesOf("eyJ."),
  "web tokens without end": piecesOf("eyJhbGciOi"),
  "beginnings of private keys": piecesOf("-----BEGIN PRIVATE KEY-----"),
  dashes: piecesOf("-----"),
  "cookies and headers": piecesOf("Cookie: a=b; authorization: "),
  "query parameters": piecesOf("?token=&key="),
  "shell words": piecesOf("--password "),
};
