import fc from "fast-check";

/** Words that the parsers look for, so that what is made up gets past their first look. */
const words = [
  ..."{}[]()<>\"'`\\,:;.*?+|^$&#@!=/-_~% \n\r\t".split(""),
  ...[
    "${",
    "$${",
    "{{",
    "}}",
    "${env:",
    "${input:",
    "${a.b[0]}",
    "\\u00",
    "\\ud800",
    "\0",
    "\u202e",
    "\ufeff",
    "//",
    "/*",
  ],
  ...[
    '"tool":',
    '"arguments":',
    '"id":',
    '"calls":',
    '"type":',
    '"function":',
    '"__proto__":',
    "tool_calls",
    "toolUse",
  ],
  ...[
    "functionCall",
    "args",
    "#E1 = ",
    "$1",
    "Plan: ",
    "search(",
    "1. ",
    "name=",
    "None",
    "True",
    "nan",
    "1e999",
    "-0",
  ],
  ...["Bearer ", "password=", "sk-", "&#x41;", "%2525", "AKIA", "-----BEGIN PRIVATE KEY-----", "authorization: "],
  ...["(a+)+", "(?:", "(?=", "[^", "\\d", "{1,999}", "**/", "{a,b}", "!(", "[a-", "*a*"],
  ...["to_string(", "join(", "pad_left(", "sort_by(", "@", "[*]", "[?", "&&", "let $x = "],
  ...["&a ", "*a", "<<: ", "$ref", "- ", "? ", "| ", "!!", '"jsonrpc":"2.0",', '"method":', '"result":', '"error":'],
];

const piece = fc.oneof(
  { arbitrary: fc.constantFrom(...words), weight: 8 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 6 }), weight: 1 },
  { arbitrary: fc.string({ maxLength: 12 }), weight: 2 },
);

const repeated = fc
  .tuple(piece, fc.integer({ min: 2, max: 3_000 }), fc.constantFrom("", " ", "\n", ","))
  .map(([text, count, between]) => Array<string>(count).fill(text).join(between));

const plain = fc.array(fc.oneof({ arbitrary: piece, weight: 12 }, { arbitrary: repeated, weight: 1 }), {
  maxLength: 40,
});

const names = fc.constantFrom(
  ...[
    "tool",
    "name",
    "arguments",
    "args",
    "input",
    "id",
    "type",
    "function",
    "calls",
    "tool_calls",
    "toolUse",
    "parts",
  ],
  ...["functionCall", "content", "role", "method", "params", "servers", "inputs", "safety", "limits", "resources"],
  ...[
    "dependsOn",
    "retry",
    "openapi",
    "tools",
    "http",
    "url",
    "properties",
    "pattern",
    "anyOf",
    "allOf",
    "$ref",
    "$defs",
  ],
  ...["items", "enum", "const", "required", "minLength", "paths", "/x", "get", "parameters", "schema", "runId", "call"],
  ...[
    "jsonrpc",
    "result",
    "error",
    "message",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "events",
    "nowMs",
  ],
);

/** Data in which the words that mean something are more common than chance would have them. */
const data = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom<unknown>(
      "a",
      "fs/read",
      "tool_use",
      "function",
      "object",
      "string",
      "2.0",
      "#/$defs/a",
      "snapshot",
      "copy",
    ),
    piece,
    fc.double(),
    fc.integer({ min: -2, max: 9 }),
    fc.boolean(),
    fc.constant(null),
  ),
  value: fc.oneof(
    { maxDepth: 6, depthSize: "small" },
    tie("leaf"),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(fc.tuple(names, tie("value")), { maxLength: 6 }).map((members) => Object.fromEntries(members)),
  ),
})).value;

/** Texts of words, of data written as JSON, and of kept texts with pieces cut out, doubled, exchanged and put in. */
export function texts(kept: readonly string[]): fc.Arbitrary<string> {
  const written = data.map((value) => JSON.stringify(value));
  const known = kept.length === 0 ? written : fc.oneof(written, fc.constantFrom(...kept));
  const mutated = fc.tuple(known, fc.array(change, { minLength: 1, maxLength: 5 })).map(([text, changes]) =>
    changes.reduce((before, { from, length, put, isDoubled }) => {
      const start = Math.floor(from * before.length);
      const cut = before.slice(start, start + length);
      return before.slice(0, start) + (isDoubled ? cut.repeat(20) : "") + put + before.slice(start + length);
    }, text),
  );
  const spliced = fc.tuple(known, known, fc.double({ min: 0, max: 1, noNaN: true })).map(([first, second, share]) => {
    return first.slice(0, Math.floor(first.length * share)) + second.slice(Math.floor(second.length * share));
  });
  return fc.oneof(
    plain.map((parts) => parts.join("")),
    written,
    { arbitrary: mutated, weight: 3 },
    spliced,
  );
}

const change = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 60 }),
  put: piece,
  isDoubled: fc.boolean(),
});
