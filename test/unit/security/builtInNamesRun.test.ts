import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/core/model/data/json";
import { ownWords } from "../../../src/core/model/text/shown";
import { Journal, newRunId } from "../../../src/node/runs/journal/journal";
import { prepare } from "../../../src/node/runs/prepare";
import { redactionMark, Redactor } from "../../../src/node/runs/redaction/redactor";
import { documentPieces, type ResultsDocument } from "../../../src/node/runs/documents/resultsDocument";
import type { ToolSource } from "../../../src/node/tools/source";
import { plainEnvironment } from "../../fixtures/runEnvironment";

const names = ["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty", "__defineGetter__"];

let folder: string;
let server: Server;
/** The headers of each request as they came over the wire. */
const headers: string[][] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "names-"));
  server = createServer((request, response) => {
    headers.push(request.rawHeaders);
    response.end("seen");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** An object with this one member of its own, whatever its name is. */
function record(name: string, value: Json): JsonObject {
  return JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as JsonObject;
}

/** Says its arguments back as they are. */
function echoing(name: string): ToolSource {
  return {
    name: "echo",
    list: () =>
      Promise.resolve([
        {
          source: "echo",
          name,
          inputSchema: { type: "object", properties: record(name, { type: "string" }), required: [name] },
          annotations: { readOnlyHint: true },
        },
      ]),
    call: (_tool, args) => Promise.resolve({ content: [], structuredContent: args }),
    close: () => Promise.resolve(),
  };
}

it.each(names)("%s is a name as any other from the text to the document, the wire and the journal", async (name) => {
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const call = (id: string, tool: string, args: unknown) => ({ id, tool, arguments: args });
  const text = `{"version":1,"maxConcurrency":2,
    "inputs":${JSON.stringify([{ id: name, type: "promptString", description: "d" }])},
    "safety":${JSON.stringify(record(`echo/${name}`, "readOnly"))},
    "state":${JSON.stringify(record(`echo/${name}`, "none"))},
    "resources":${JSON.stringify(record(`echo/${name}`, [name]))},
    "calls":${JSON.stringify([
      call(name, `echo/${name}`, record(name, `\${input:${name}} \${env:${name}}`)),
      call("after", `echo/${name}`, record(name, `\${${name}.${name}}`)),
      call("sent", "http_request", { url: address, headers: record(name, "value") }),
    ])}}`;
  const environment = plainEnvironment({
    places: { workspaceFolder: folder },
    redaction: new Redactor(),
    tools: { extraSources: [echoing(name)] },
    process: { env: (asked) => (asked === name ? "here" : undefined) },
    inputs: { ask: () => Promise.resolve("given") },
  });
  const prepared = await prepare({ text, environment, servers: "start", origin: "userFile" });
  expect(prepared.problems.map(({ message }) => message)).toEqual([]);
  expect(prepared.inputsProvided).toBe(true);
  const id = newRunId(Date.now());
  const header = prepared.header(id, name, Date.now());
  const journal = new Journal(folder, () => undefined);
  const session = prepared.session({ header }, { journal: journal.create(ownWords(header)) });
  await session.start();
  await session.close();

  const document = JSON.parse([...documentPieces(session.plan, session.record, 2)].join("")) as ResultsDocument;
  const [first, after, sent] = document.results;
  expect([first?.outcome, after?.outcome, sent?.outcome]).toEqual(["succeeded", "succeeded", "succeeded"]);
  for (const each of [first, after]) {
    expect(Object.entries((each?.result ?? {}) as JsonObject)).toEqual([[name, `${redactionMark} here`]]);
  }
  const raw = headers.at(-1) ?? [];
  expect(raw[raw.indexOf(name.toLowerCase()) + 1]).toBe("value");

  const kept = await journal.read(id);
  expect(kept?.header.plan.calls.map((each) => each.id)).toEqual([name, "after", "sent"]);
  expect(Object.keys(kept?.header.plan.calls[0]?.arguments ?? {})).toEqual([name]);
  const results = [...(kept?.events ?? [])].flatMap((event) =>
    event.type === "callEnded" && event.ending.outcome === "succeeded" && event.call < 2
      ? [Object.entries((event.ending.result.structuredContent ?? {}) as object)]
      : [],
  );
  expect(results).toEqual([[[name, `${redactionMark} here`]], [[name, `${redactionMark} here`]]]);
});
