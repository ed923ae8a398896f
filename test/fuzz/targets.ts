import type { Client, JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { linearPattern } from "../../src/core/manifest/patterns/linearPattern";
import { parseManifest } from "../../src/core/manifest/parse";
import { placeholdersIn } from "../../src/core/manifest/references/placeholders";
import { readPythonLiteral } from "../../src/core/manifest/text/pythonLiteral";
import { findReferences, ReferenceFailure, resolveReferences } from "../../src/core/manifest/references/references";
import {
  expandVariables,
  findVariables,
  VariableFailure,
  type Variables,
} from "../../src/core/manifest/references/variables";
import { isJsonObject, type Json, type JsonObject } from "../../src/core/model/data/json";
import { nearest } from "../../src/core/model/text/nearest";
import type { ToolLookup } from "../../src/core/model/plan";
import { ToolFailure } from "../../src/core/model/failure";
import { schemaProblem, validateArguments } from "../../src/core/plan/schemas/inputSchema";
import { planCalls, standardDefaults } from "../../src/core/plan/plan";
import { toolMatcher } from "../../src/core/plan/toolPattern";
import { ArgumentsReader } from "../../src/node/tasks/reading/argumentsReader";
import { TextCallReader } from "../../src/node/tasks/reading/textCallReader";
import { Redactor } from "../../src/node/runs/redaction/redactor";
import { isHostMessage } from "../../src/protocol/hostMessage";
import { isPanelMessage } from "../../src/protocol/intents";
import { ExpressionError, evaluate } from "../../src/node/tools/builtin/expression";
import { globMatcher } from "../../src/node/tools/builtin/glob";
import { LineReader } from "../../src/node/tools/mcp/stdio/lineReader";
import { filledText, templateParts } from "../../src/node/tools/own/template";
import { readMcpJson } from "../../src/node/tools/mcp/configuration/mcpJson";
import { readOpenApi } from "../../src/node/tools/openapi/document";
import { operationsOf } from "../../src/node/tools/openapi/operations";
import { createClient } from "../../src/node/tools/mcp/mcpClient";
import { callResultSchema, toolResult } from "../../src/node/tools/mcp/mcpResult";
import { listTools } from "../../src/node/tools/mcp/mcpListing";
import { WaitingForPeople } from "../../src/node/tools/waitingForPeople";
import { worded } from "../../src/core/model/text/wording";

/** What is to be held: it ends, and throws nothing. Throws itself where something else does that must not. */
export type Target = (text: string) => unknown;

/** Each part that reads what others wrote, by the name of its folder in the corpus. */
export const targets: Readonly<Record<string, Target>> = {
  manifest: planned,
  python: (text) => readPythonLiteral(text, 0, () => undefined),
  references: (text) => {
    const args = { a: text, b: [text] };
    findReferences(args);
    refusing(ReferenceFailure, () => resolveReferences(args, () => ({ b: [{ c: text.slice(0, 1000) }] })));
  },
  variables: (text) => {
    placeholdersIn(text);
    findVariables(text);
    refusing(VariableFailure, () => expandVariables(text, variables));
  },
  template: (text) => {
    templateParts(text);
    refusing(ToolFailure, () => filledText(text, { args: { a: text.slice(0, 1000), name: 1 }, variables }));
  },
  jmespath: (text) => {
    const args = { a: `\${r.${text}}` };
    findReferences(args);
    refusing(ReferenceFailure, () => resolveReferences(args, () => nested));
  },
  redaction: (text) => {
    const redactor = new Redactor();
    for (const secret of ["hunter2 &ä\"'", "0123456789", text.slice(5, 25)]) redactor.addSecret(secret);
    redactor.setPatterns([text.slice(0, 60)]);
    redactor.text(text);
    redactor.value(jsonOf(text));
  },
  pattern: (text) => {
    const pattern = linearPattern(text);
    if ("unusable" in pattern) return;
    for (const subject of [text, "a".repeat(5_000), "ab ".repeat(500)]) pattern.test(subject);
  },
  toolPattern: (text) => {
    const matches = toolMatcher(text);
    for (const toolName of [text, "a".repeat(5_000), "read_file"]) matches({ source: "s", toolName });
    nearest(text, ["read_file", text.slice(1), "a".repeat(90)]);
  },
  glob: (text) => {
    const matches = refusing(ToolFailure, () => globMatcher(text));
    for (const path of ["a/".repeat(500), text]) matches?.(path);
  },
  expression: (text) => refusing(ExpressionError, () => evaluate(text)),
  schema: (text) => {
    const schema = jsonOf(text);
    if (!isJsonObject(schema)) return;
    schemaProblem(schema);
    validateArguments(schema, { a: text.slice(0, 5_000), b: [1, null, { a: {} }], c: schema });
  },
  openApi: async (text) => {
    writeFileSync(join(folder, "document.yaml"), text);
    try {
      const document = await readOpenApi("document.yaml", {
        folder,
        isUsers: false,
        signal: new AbortController().signal,
      });
      operationsOf(document);
    } catch (thrown) {
      if (!(thrown instanceof ToolFailure)) throw thrown;
    }
  },
  servers: readMcpJson,
  panel: (text) => {
    const message = jsonOf(text);
    isPanelMessage(message);
    isHostMessage(message);
  },
  mcp: spokenTo,
  model: (text) => {
    const calls = new TextCallReader({ isCall: () => true, anywhere: true });
    const args = new ArgumentsReader();
    for (let at = 0; at < text.length; at += 7) {
      calls.write(text.slice(at, at + 7));
      args.write(text.slice(at, at + 7));
    }
    calls.end();
    args.end();
  },
};

const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
const variables: Variables = { workspaceFolder: "/w", userHome: "/h", env: () => "value", input: () => "value" };
const nested: Json = {
  a: [{ b: "x", c: 1, d: [3, 1, 2] }, null, { b: ["y", {}] }],
  name: "n",
  e: { f: { g: [[1], [2]] } },
};

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Does something that may refuse what it is given, in this way and in no other. */
function refusing<T>(refusal: abstract new (...args: never[]) => Error, work: () => T): T | undefined {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof refusal) return undefined;
    throw thrown;
  }
}

/** Read and planned, as an editor does with every text that is opened. */
function planned(text: string): void {
  const { manifest } = parseManifest(text);
  const inputSchema: JsonObject = { type: "object", properties: { path: { type: "string" } } };
  const lookups = manifest.calls.map((_, index): ToolLookup => {
    const tool = { source: "fs", name: "write", inputSchema };
    return index % 7 === 6
      ? { kind: "unknown", ...worded("There is none.") }
      : { kind: "found", tool, facts: { kind: "server", tools: [tool] } };
  });
  const environment = { workspaceFolder: "/w", platform: "posix", caseSensitive: true } as const;
  planCalls({ manifest, lookups, defaults: standardDefaults, environment });
}

/** A server that answers in order, with what it is made to say for every answer but the first. */
class MadeUpServer implements Transport {
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;

  constructor(private readonly said: Json) {}

  start = () => Promise.resolve();
  close = () => {
    this.onclose?.();
    return Promise.resolve();
  };

  send(message: JSONRPCMessage): Promise<void> {
    if (!("id" in message) || !("method" in message)) return Promise.resolve();
    const first = {
      protocolVersion: "2025-06-18",
      capabilities: { tools: {} },
      serverInfo: { name: "s", version: "1" },
    };
    const result = message.method === "initialize" ? first : this.said;
    const { id } = message;
    queueMicrotask(() => {
      this.onmessage?.(
        isJsonObject(result)
          ? { jsonrpc: "2.0", id, result }
          : { jsonrpc: "2.0", id, error: { code: 1, message: "no" } },
      );
    });
    return Promise.resolve();
  }
}

/** What a server sends, line by line and as its answers, through the client of the extension. */
async function spokenTo(text: string): Promise<void> {
  const lines = [...new LineReader(1_000_000).read(Buffer.from(`${text}\n`))].map((line) => line.text());
  const said = jsonOf(text) ?? null;
  const server = new MadeUpServer(said);
  const client: Client = createClient(
    {
      name: "s",
      host: { elicit: () => Promise.resolve({ action: "cancel" }) },
      people: new WaitingForPeople(),
      log: () => undefined,
      onToolsChanged: () => undefined,
    },
    {},
  );
  await client.connect(server);
  const options = { timeout: 500, maxTotalTimeout: 500 };
  for (const line of [...lines, ...(Array.isArray(said) ? said.map((each) => JSON.stringify(each)) : [])]) {
    const message = jsonOf(line);
    if (isMessage(message)) server.onmessage?.(message as never);
  }
  // Refusals of answers are errors that the sources tell; what is no error at all must not be thrown.
  await listTools(client, options, () => undefined).catch(refusedAnswer);
  await client
    .request({ method: "tools/call", params: { name: "a" } }, callResultSchema, options)
    .then((answer) => toolResult(answer, "a"), refusedAnswer);
  await turn();
  await client.close();
}

function isMessage(value: Json | undefined): boolean {
  return isJsonObject(value) && value.jsonrpc === "2.0";
}

function refusedAnswer(thrown: unknown): void {
  if (!(thrown instanceof Error) || thrown instanceof TypeError || thrown instanceof RangeError) throw thrown;
}
