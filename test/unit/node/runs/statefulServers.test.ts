import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newRunId } from "../../../../src/node/runs/journal/journal";
import { prepare } from "../../../../src/node/runs/prepare";
import { Redactor } from "../../../../src/node/runs/redaction/redactor";
import { documentOf } from "../../../fixtures/resultsDocument";
import { plainEnvironment } from "../../../fixtures/runEnvironment";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stateful-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const memoryServer = resolve("node_modules/@modelcontextprotocol/server-memory/dist/index.js");
const fixture = resolve("test/fixtures/servers/stateful.mjs");

/** Runs calls in the default mode; gives what each answered, as text, and how many ran at once at most. */
async function run(servers: object, calls: readonly object[], options: object = {}) {
  const prepared = await prepare({
    text: JSON.stringify({ version: 1, maxConcurrency: 24, servers, ...options, calls }),
    environment: plainEnvironment({ places: { workspaceFolder: folder }, redaction: new Redactor() }),
    servers: "start",
  });
  const session = prepared.session({ header: prepared.header(newRunId(0), "test", 0) });
  await session.start();
  await session.close();
  const { results, summary } = documentOf(session);
  expect(summary.succeeded).toBe(calls.length);
  return { answers: results.map(({ result }) => JSON.stringify(result)), peak: summary.peakConcurrency };
}

describe("the official memory server", () => {
  it("keeps each of 24 entities, and shows what was created before to who reads between", async () => {
    const file = join(folder, "memory.json");
    const memory = { command: process.execPath, args: [memoryServer], env: { MEMORY_FILE_PATH: file } };
    const calls = Array.from({ length: 24 }, (_, index) => [
      {
        tool: "memory/create_entities",
        arguments: { entities: [{ name: `entity-${index}.`, entityType: "thing", observations: [] }] },
      },
      { tool: "memory/search_nodes", arguments: { query: `entity-${index}.` } },
      { tool: "memory/read_graph" },
    ]).flat();
    const { answers, peak } = await run({ memory }, calls);
    const kept = await readFile(file, "utf8");
    for (let index = 0; index < 24; index++) {
      expect(kept).toContain(`entity-${index}.`);
      expect(answers[3 * index + 1]).toContain(`entity-${index}.`);
      expect(answers[3 * index + 2]).not.toContain(`entity-${index + 1}.`);
    }
    expect(peak).toBe(2);
  });
});

describe("a browser-like server", () => {
  it("shows each page to the readers behind the call that opened it", async () => {
    const browser = { command: process.execPath, args: [fixture, "browser"] };
    const calls = ["one", "two", "three"].flatMap((url) => [
      { tool: "browser/navigate", arguments: { url } },
      { tool: "browser/page_title" },
      { tool: "browser/page_title" },
      { tool: "browser/click", arguments: { ref: "next" } },
      { tool: "browser/page_title" },
    ]);
    for (const conflicts of ["resource", "strict"]) {
      const { answers, peak } = await run({ browser }, calls, { conflicts });
      for (const [place, url] of ["one", "two", "three"].entries()) {
        expect(answers[5 * place + 1]).toContain(`"${url}"`);
        expect(answers[5 * place + 2]).toContain(`"${url}"`);
        expect(answers[5 * place + 4]).toContain(`"${url}/next"`);
      }
      expect(peak).toBe(2);
    }
  });
});

describe("a spreadsheet-like server", () => {
  it("keeps every cell of each workbook, and changes several workbooks at once", async () => {
    const sheets = { command: process.execPath, args: [fixture, "spreadsheet"] };
    const books = ["a.json", "b.json", "c.json"].map((book) => join(folder, book));
    const calls = Array.from({ length: 8 }, (_, index) =>
      books.map((fileAbsolutePath) => ({
        tool: "sheets/write_cell",
        arguments: { fileAbsolutePath, cell: `A${index}` },
      })),
    ).flat();
    const { peak } = await run({ sheets }, calls);
    for (const book of books) expect(Object.keys(JSON.parse(await readFile(book, "utf8")) as object)).toHaveLength(8);
    expect(peak).toBe(3);
  });
});
