import type { JsonObject } from "../../../src/core/model/data/json";
import { besideOneCall, inCalls, piecesOf, repeated, type Kind } from "../kind";

/** A call of a tool whose source has described it with this schema. */
function described(inputSchema: JsonObject, args: string): ReturnType<Kind> {
  return {
    text: `{"calls":[{"tool":"many/t","arguments":${args}}]}`,
    tools: [{ source: "many", name: "t", inputSchema }],
  };
}

/** An object with that many members. */
function members(count: number, value: (index: number) => JsonObject): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, value(index)]));
}

const yaml = "openapi: 3.0.0\ninfo: {title: t, version: '1'}\n";

function openApi(document: string): ReturnType<Kind> {
  return { text: besideOneCall('"openapi":"document.yaml"', '{"tool":"t"}'), files: { "document.yaml": document } };
}

function twice(name: string, index: number, of: string): string {
  return `${name}${index}: &${name}${index} [${of},${of}]`;
}

/** Schemas, OpenAPI documents and arguments of built-in tools. */
export const toolKinds: Readonly<Record<string, Kind>> = {
  "20,000 properties": (length) =>
    described({ type: "object", properties: members(length / 20, () => ({ type: "string" })) }, '{"p0":1}'),
  "required properties": (length) =>
    described({ type: "object", required: Array.from({ length: length / 20 }, (_, index) => `p${index}`) }, "{}"),
  "schemas in schemas": (length) => {
    let schema: JsonObject = { type: "object" };
    for (let level = 0; level < Math.min(3_000, length / 30); level++)
      schema = { type: "object", properties: { a: schema } };
    return described(schema, "{}");
  },
  "choices in choices": () => {
    let schema: JsonObject = { type: "object" };
    for (let level = 0; level < 60; level++) schema = { anyOf: [schema, { allOf: [schema, { not: schema }] }] };
    return described({ type: "object", properties: { a: schema } }, '{"a":{"a":{"a":1}}}');
  },
  "references in circles": () =>
    described(
      {
        type: "object",
        $defs: members(200, (index) => ({
          anyOf: [{ $ref: `#/$defs/p${(index + 1) % 200}` }, { $ref: `#/$defs/p${(index + 7) % 200}` }],
        })),
        properties: { a: { $ref: "#/$defs/p0" } },
      },
      '{"a":1}',
    ),
  "patterns of schemas": (length) =>
    described(
      {
        type: "object",
        properties: { a: { type: "string", pattern: "^(a+)+$" } },
        patternProperties: { "(a|aa)+b": {} },
      },
      `{"a":"${"a".repeat(length)}b"}`,
    ),
  "many patterns": (length) =>
    described(
      {
        type: "object",
        patternProperties: Object.fromEntries(
          Array.from({ length: length / 30 }, (_, index) => [`(a.*)*${index}$`, {}]),
        ),
      },
      '{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":1}',
    ),
  "unique items": (length) =>
    described(
      { type: "object", properties: { a: { type: "array", uniqueItems: true } } },
      `{"a":[${repeated((index) => `{"i":${index}}`, length, { between: "," })}]}`,
    ),
  "choices of values": (length) =>
    described(
      {
        type: "object",
        properties: { a: { enum: Array.from({ length: length / 10 }, (_, index) => ({ i: index })) } },
      },
      '{"a":{"i":-1}}',
    ),
  "choices of values in an older draft": (length) =>
    described(
      {
        $schema: "http://json-schema.org/draft-07/schema#",
        type: "object",
        properties: { a: { enum: Array.from({ length: length / 10 }, (_, index) => ({ i: index })) } },
      },
      '{"a":{"i":-1}}',
    ),
  "arguments that fit nothing": (length) =>
    described(
      { type: "object", additionalProperties: { type: "string", format: "uri" } },
      `{${repeated((index) => `"k${index}":${index}`, length, { between: "," })}}`,
    ),
  "calls that fit nothing": (length) => ({
    text: repeated((index) => `{"tool":"many/t","arguments":{"a":${index},"b":[]}}`, length, inCalls),
    tools: [
      {
        source: "many",
        name: "t",
        inputSchema: {
          type: "object",
          properties: { a: { type: "string" }, b: { type: "string" } },
          additionalProperties: false,
        },
      },
    ],
  }),
  "YAML aliases": () => {
    const levels = Array.from({ length: 30 }, (_, index) => `x-${twice("a", index + 1, `*a${index}`)}`).join("\n");
    return openApi(`${yaml}x-a0: &a0 [1]\n${levels}\npaths: {}\n`);
  },
  "YAML anchors": (length) =>
    openApi(
      `${yaml}paths: {}\nx-a:\n${repeated((index) => `  - &a${index} [*a${Math.max(0, index - 1)}]`, length, { between: "\n", before: "  - &a0 1\n" })}\n`,
    ),
  "YAML uses of one alias": (length) =>
    openApi(`${yaml}paths: {}\nx-a: &a {b: [1, 2, 3]}\nx-b:\n${repeated(() => "  - *a", length, { between: "\n" })}\n`),
  "YAML merges": (length) =>
    openApi(
      `${yaml}paths: {}\nx-a: &a0 {k0: 1}\nx-b:\n${repeated((index) => `  - &a${index + 1} {<<: *a${index}, k${index + 1}: 1}`, length, { between: "\n" })}\n`,
    ),
  "YAML flow lists": (length) => openApi(`${yaml}paths: ${"[".repeat(length)}`),
  "YAML block lists": (length) => openApi(`${yaml}paths:\n ${"- ".repeat(length / 2)}`),
  "YAML keys": (length) =>
    openApi(`${yaml}paths: {}\n${repeated((index) => `x-k${index}: ?`, length, { between: "\n" })}\n`),
  "YAML quotes": (length) => openApi(`${yaml}paths: "${"\\x41 ".repeat(length / 5)}`),
  "YAML errors": (length) => openApi(`${yaml}${"a: b: c\n".repeat(length / 8)}`),
  "OpenAPI operations": (length) =>
    openApi(
      `${yaml}servers: [{url: 'http://127.0.0.1:1'}]\npaths:\n${repeated((index) => `  /p${index}/{id}: {get: {responses: {}}}`, length, { between: "\n" })}\n`,
    ),
  "OpenAPI operations with one name": (length) =>
    openApi(
      `${yaml}servers: [{url: 'http://127.0.0.1:1'}]\npaths:\n${repeated((index) => `  /p${index}: {get: {operationId: a, responses: {}}}`, length, { between: "\n" })}\n`,
    ),
  "OpenAPI parameters": (length) =>
    openApi(
      `${yaml}paths:\n  /p:\n    get:\n      parameters:\n${repeated((index) => `      - {name: a${index}, in: query, schema: {type: string}}`, length, { between: "\n" })}\n`,
    ),
  "OpenAPI references in circles": (length) =>
    openApi(
      `${yaml}paths:\n  /p: {get: {parameters: [{name: a, in: query, schema: {$ref: '#/components/schemas/s0'}}]}}\ncomponents:\n  schemas:\n` +
        `${repeated((index) => `    s${index}: {anyOf: [{$ref: '#/components/schemas/s${index + 1}'}, {$ref: '#/components/schemas/s0'}]}`, length, { between: "\n" })}\n`,
    ),
  "OpenAPI operations of one large type": (length) =>
    openApi(
      `${yaml}paths:\n${repeated((index) => `  /p${index}: {get: {parameters: [{name: a, in: query, schema: {$ref: '#/components/schemas/s0'}}]}}`, length / 2, { between: "\n" })}\ncomponents:\n  schemas:\n` +
        `${repeated((index) => `    s${index}: {properties: {a: {$ref: '#/components/schemas/s${index + 1}'}}}`, length / 2, { between: "\n" })}\n`,
    ),
  "OpenAPI operation patterns": (length) => ({
    text: besideOneCall(
      `"openapi":{"url":"document.yaml","operations":[${repeated((index) => `"*a*b*${index}"`, length, { between: "," })}]}`,
      '{"tool":"t"}',
    ),
    files: { "document.yaml": `${yaml}paths: {/p: {get: {}}}\n` },
  }),
  globs: piecesOf("{a,", { before: '{"tool":"list_files","arguments":{"pattern":"', after: '"}}' }),
  "stars in a glob": piecesOf("**/", { before: '{"tool":"list_files","arguments":{"pattern":"', after: 'x"}}' }),
  "classes in a glob": piecesOf("[a-", { before: '{"tool":"list_files","arguments":{"pattern":"', after: '"}}' }),
  "many globs": piecesOf(
    (index) => `{"tool":"list_files","arguments":{"pattern":"${"{a,b}".repeat(12)}${index}"}}`,
    inCalls,
  ),
  "patterns of a search": piecesOf("(a+", {
    before: '{"tool":"search_text","arguments":{"regex":true,"pattern":"',
    after: '"}}',
  }),
  "a deep sum": piecesOf("(", { before: '{"tool":"calculate","arguments":{"expression":"', after: '1"}}' }),
  "a long sum": piecesOf("1+", { before: '{"tool":"calculate","arguments":{"expression":"', after: '1"}}' }),
  "signs of a sum": piecesOf("-", { before: '{"tool":"calculate","arguments":{"expression":"', after: '1"}}' }),
  "powers of a sum": piecesOf("2^", { before: '{"tool":"calculate","arguments":{"expression":"', after: '1"}}' }),
  "templates of tools": (length) => ({
    text: `{"tools":{"t":{"process":{"command":"true","args":["${"${args.a}$${".repeat(length / 13)}"]},"inputSchema":{"type":"object","properties":{"a":{"type":"string"}}}}},"calls":[{"tool":"t","arguments":{"a":"x"}}]}`,
  }),
  "tools of the manifest": (length) => ({
    text: besideOneCall(
      `"tools":{${repeated((index) => `"t${index}":{"process":{"command":"true"}}`, length, { between: "," })}}`,
    ),
  }),
};
