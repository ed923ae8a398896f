import { inCalls, piecesOf, repeated, type Kind } from "../kind";

/** JSON and what is nearly JSON, in any text. */
export const textKinds: Readonly<Record<string, Kind>> = {
  "deep lists": (length) => ({ text: "[".repeat(length / 2) + "]".repeat(length / 2) }),
  "open lists": piecesOf("["),
  "open objects": piecesOf('{"a":'),
  "open objects in prose": piecesOf('say {"a": '),
  "closed lists": piecesOf("[]"),
  "deep in arguments": (length) => ({
    text: `{"calls":[{"tool":"wait","arguments":{"a":${"[".repeat(length / 2)}${"]".repeat(length / 2)}}}]}`,
  }),
  "450 levels again and again": piecesOf(
    `{"tool":"wait","arguments":${'{"a":'.repeat(450)}1${"}".repeat(451)}`,
    inCalls,
  ),
  "wide object": piecesOf((index) => `"k${index}":1`, {
    before: '{"calls":[{"tool":"wait","arguments":{',
    after: "}}]}",
    between: ",",
  }),
  "one key over and over": piecesOf('"a":1', {
    before: '{"calls":[{"tool":"wait","arguments":{',
    after: "}}]}",
    between: ",",
  }),
  "unknown keys": piecesOf((index) => `"k${index}":1`, {
    before: '{"calls":[],"version":1,',
    after: "}",
    between: ",",
  }),
  "wide list": piecesOf("1", { before: '{"tool":"wait","arguments":{"a":[', after: "]}}", between: "," }),
  "long numbers": piecesOf("123456789012345678901", {
    before: '{"tool":"wait","arguments":{"a":[',
    after: "]}}",
    between: ",",
  }),
  "one number": piecesOf("1", { before: '{"tool":"wait","arguments":{"a":', after: "}}" }),
  "unclosed string": piecesOf('{"a', {}),
  quotes: piecesOf('"'),
  "escaped quotes": piecesOf('\\"', { before: '"' }),
  backslashes: piecesOf("\\"),
  "unclosed comments": piecesOf("[/*"),
  "comments to the line's end": piecesOf("[//"),
  "comments between values": piecesOf("1,/* */", { before: '{"tool":"wait","arguments":{"a":[', after: "1]}}" }),
  "lists and spaces": piecesOf(`[${" ".repeat(60)}`),
  spaces: piecesOf(" "),
  "line breaks": piecesOf("\r\n"),
  "lists that break off in lists": piecesOf('[{"a":1} '),
  "objects that break off in objects": piecesOf('{"a": 1 {'),
  "objects side by side": piecesOf('{"tool":"a"}'),
  "calls side by side": piecesOf('{"tool":"wait","arguments":{"ms":0}}'),
  "lines of objects": piecesOf((index) => `{"a":${index}}`, { between: "\n" }),
  "lines of calls": piecesOf((index) => `{"tool":"calculate","arguments":{"expression":"${index}"}}`, {
    between: "\n",
  }),
  "lines with prose": piecesOf((index) => `[12:30:${index % 60}] {"tool":"wait","arguments":{}} `, { between: "\n" }),
  "calls in a string": (length) => ({
    text: JSON.stringify({
      log: repeated(() => '{"tool":"wait","arguments":{"ms":0}}', length / 1.4, { between: "\n" }),
    }),
  }),
  "strings in strings": (length) => {
    let text = '{"tool":"wait","arguments":{"ms":0}}';
    while (text.length * 2 < length) text = JSON.stringify({ log: text });
    return { text };
  },
  "many strings with calls": piecesOf(() => JSON.stringify('{"tool":"wait","arguments":{}}'), {
    before: "[",
    after: "]",
    between: ",",
  }),
  "escaped characters": (length) => ({
    text: `{"log":"{\\"tool\\":\\"wait\\",\\"arguments\\":{\\"a\\":\\"${"\\\\u0041".repeat(length / 7)}\\"}}"}`,
  }),
  "two manifests": piecesOf('{"version":1,"calls":[{"tool":"wait"}]}', { between: "\n" }),
  "a manifest that breaks off": piecesOf('{"tool":"wait","arguments":{}}', { ...inCalls, after: "" }),
  "a brace too many": piecesOf('{"tool":"wait","arguments":{}}', { ...inCalls, after: "]}}" }),
  nulls: piecesOf("\0"),
  surrogates: piecesOf("\ud800"),
  "not a call": piecesOf('{"type":"x"}', inCalls),
  "every call of a wrong type": piecesOf('{"tool":1}', inCalls),
  "prototype names": piecesOf('{"tool":"__proto__","id":"constructor","arguments":{"__proto__":1}}', inCalls),
};
