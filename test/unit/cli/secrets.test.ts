import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runTask } from "../../../src/cli/commands/taskCommand";
import { redactionMark } from "../../../src/node/runs/redaction/redactor";
import { startScriptedModel } from "../../fixtures/models/scriptedModel";

const key = "7f3c9a1b5d2e4f608192a3b4c5d6e7f8";
const header = "a header's value & no more";
const password = "p@ss of <nobody>";

let folder: string;
let printed: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "secrets-"));
  printed = "";
  const print = (text: string | Uint8Array) => ((printed += String(text)), true);
  vi.spyOn(process.stdout, "write").mockImplementation(print);
  vi.spyOn(process.stderr, "write").mockImplementation(print);
  vi.stubEnv("OPENAI_API_KEY", key);
  vi.stubEnv("MY_DB_PASSWORD", password);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

function task(baseUrl: string, ...words: string[]): Promise<number> {
  const line = [
    "Do it.",
    "--model",
    "m",
    "--base-url",
    baseUrl,
    "--header",
    `X-Team: ${header}`,
    "--workspace",
    folder,
  ];
  return runTask([...line, ...words], new AbortController().signal);
}

function expectNoSecret(text: string): void {
  for (const secret of [key, header, password]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(text).not.toContain(Buffer.from(secret).toString("base64"));
  }
}

describe("what a model is reached with", () => {
  it("is in nothing that is printed when its server says it back", async () => {
    const server = createServer((request, response) => {
      request.resume().on("end", () => {
        response.writeHead(401, { "content-type": "application/json" });
        const message = `Invalid key: ${request.headers.authorization ?? ""} ${JSON.stringify(request.headers)}`;
        response.end(JSON.stringify({ error: { message } }));
      });
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    for (const format of ["text", "json"]) {
      expect(await task(`http://127.0.0.1:${String(port)}/v1`, "--format", format)).toBe(2);
    }
    server.close();
    expect(printed).toContain(redactionMark);
    expectNoSecret(printed);
  });

  it.each(["text", "json"])("is in no result that is printed as %s, and in no request to a model", async (format) => {
    const script =
      "console.log(JSON.stringify({ all: process.env, as: encodeURIComponent(process.env.DB), hex: Buffer.from(process.env.DB).toString('hex') }))";
    const manifest = join(folder, "m.toolcalls.json");
    const program = { command: process.execPath, args: ["-e", script], env: { DB: "${env:MY_DB_PASSWORD}" } };
    const say = { process: program, description: `say ${header}`, annotations: { readOnlyHint: true } };
    await writeFile(manifest, JSON.stringify({ version: 1, tools: { say }, calls: [] }));
    const call = { name: "say", arguments: { call_id: "said" } };
    const model = await startScriptedModel([{ calls: [call] }, { text: `It is ${key}, ${header} and ${password}.` }]);
    await task(model.baseUrl, "--manifest", manifest, "--format", format);
    await model.close();
    expect(printed).toContain(redactionMark);
    expectNoSecret(printed);
    expect(model.requests.length).toBe(2);
    expectNoSecret(JSON.stringify(model.requests.map(({ body }) => body)));
  });
});

describe("a variable that a server's definition names", () => {
  it("is in no word about why the server could not be started", async () => {
    const manifest = join(folder, "m.toolcalls.json");
    const args = ["-e", "console.error('cannot log in with', process.env.DB_PASSWORD); process.exit(3)"];
    const bad = { command: process.execPath, args, env: { DB_PASSWORD: "${env:MY_DB_PASSWORD}" } };
    await writeFile(manifest, JSON.stringify({ version: 1, servers: { bad }, calls: [] }));
    const model = await startScriptedModel([{ text: "Done." }]);
    await task(model.baseUrl, "--manifest", manifest, "--verbose");
    await model.close();
    expect(printed).toContain(`cannot log in with ${redactionMark}`);
    expectNoSecret(printed);
  });
});
