import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Journal, newRunId } from "../../src/node/runs/journal/journal";
import { prepare } from "../../src/node/runs/prepare";
import { Redactor } from "../../src/node/runs/redaction/redactor";
import { ownWords } from "../../src/core/model/text/shown";
import { plainEnvironment } from "../fixtures/runEnvironment";

/** An MCP server that answers `echo`, and ends with its input. */
const serverCode = `
let rest = "";
process.stdin.on("data", (data) => {
  const lines = (rest + data).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    const { id, method, params } = JSON.parse(line);
    if (id === undefined) continue;
    const tools = [{ name: "echo", inputSchema: { type: "object", properties: { text: { type: "string" } } } }];
    const result =
      method === "initialize" ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "soak", version: "1" } }
      : method === "tools/list" ? { tools }
      : { content: [{ type: "text", text: params.arguments.text }] };
    process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result }) + "\\n");
  }
});
process.stdin.on("end", () => process.exit(0));`;

/**
 * Runs of every kind, one after another in one process, each from its text to its end: built-in tools, HTTP, a program, an
 * MCP server; that succeed, fail, time out, are cancelled, and are kept and pruned.
 */
export class SoakRuns {
  private runs = 0;

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
  ) {}

  static async open(): Promise<SoakRuns> {
    const server = createServer((incoming, answer) => {
      incoming.resume();
      answer.statusCode = incoming.url === "/fails" ? 500 : 200;
      // Nobody waits as long as this for "/slow".
      if (incoming.url !== "/slow") answer.end("x".repeat(5000));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new SoakRuns(server, await mkdtemp(join(tmpdir(), "soak-")));
  }

  /** Every tenth run starts processes, which take a hundred times as long as everything else. */
  async runOne(): Promise<void> {
    const number = this.runs++;
    const environment = plainEnvironment({ places: { workspaceFolder: this.folder }, redaction: new Redactor() });
    const text = JSON.stringify(this.manifestOf(number));
    const prepared = await prepare({ text, environment, servers: "start", origin: "userFile" });
    const header = prepared.header(newRunId(Date.now()), "soak", Date.now());
    const journal = number % 2 === 0 ? new Journal(this.folder, () => undefined) : undefined;
    const session = prepared.session({ header }, { ...(journal && { journal: journal.create(ownWords(header)) }) });
    const round = session.start();
    if (number % 7 === 0) setImmediate(() => { session.cancel(); }); // prettier-ignore
    await round;
    if (number % 5 === 0) await session.retry(session.state.calls.map(({ index }) => index));
    await session.close();
    if (number % 50 === 0) await journal?.prune(0);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await rm(this.folder, { recursive: true, force: true });
  }

  private manifestOf(number: number): object {
    const address = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
    const plain = [
      { id: "sum", tool: "calculate", arguments: { expression: `${String(number)} + 1` } },
      { tool: "calculate", arguments: { expression: "${sum.value} * 2" } },
      { tool: "wait", arguments: { durationMs: 1 } },
      { tool: "http_request", arguments: { url: `${address}/${String(number)}` } },
      { tool: "http_request", arguments: { method: "POST", url: `${address}/fails`, body: "x" } },
      { tool: "http_request", arguments: { url: `${address}/slow` }, timeoutMs: 20, retry: { maxAttempts: 1 } },
    ];
    if (number % 10 !== 3) return { version: 1, calls: plain };
    return {
      version: 1,
      servers: { soak: { command: process.execPath, args: ["-e", serverCode] } },
      calls: [
        ...plain,
        { tool: "soak/echo", arguments: { text: "${sum}" } },
        { tool: "run_process", arguments: { command: process.execPath, args: ["-e", "console.log(1)"] } },
      ],
    };
  }
}
