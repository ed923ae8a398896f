import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Bodies of 98 MB: ASCII, two bytes a character, and JSON. */
const bodies = `
const words = "All work and no play makes Jack a dull boy, and what is more, he knows it well. ";
const size = 98e6;
const wideWords = "Übung macht den Meister → immer wieder, ".repeat(40);
const record = JSON.stringify({ id: 1, name: "Jack", sizes: [1, 2, 3], text: words.repeat(8), isDull: true });
const bodies = {
  text: () => Buffer.alloc(size, words),
  wide: () => Buffer.alloc(size, wideWords),
  json: () => Buffer.from("[" + Array.from({ length: size / (record.length + 1) }, () => record).join(",") + "]"),
};`;

/** Answers with them, and shortly to each POST; in a process of its own, so that it answers whatever its client does. */
const serverCode = `${bodies}
const { createServer } = require("node:http");
const made = Object.fromEntries(Object.entries(bodies).map(([kind, make]) => [kind, make()]));
createServer((asked, answer) => {
  asked.resume();
  const kind = asked.url.slice(1);
  answer.setHeader("content-type", kind === "json" ? "application/json" : "text/plain; charset=utf-8");
  setTimeout(() => answer.end(made[kind] ?? "done"), asked.method === "POST" ? 20 : 0);
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;

/** An MCP server over stdio with a tool for each of them, which answers with a text, or with structured content. */
export const stdioServerCode = `${bodies}
const tools = Object.keys(bodies).map((name) => ({ name, inputSchema: { type: "object" } }));
const say = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result }) + "\\n");
const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "large", version: "1" },
  }),
  "tools/list": () => ({ tools }),
};
const call = (id, name) => {
  const [before, after] =
    name === "json" ? ['"content":[],"structuredContent":', ""] : ['"content":[{"type":"text","text":"', '"}]'];
  process.stdout.write('{"jsonrpc":"2.0","id":' + id + ',"result":{' + before);
  process.stdout.write(bodies[name]());
  process.stdout.write(after + "}}\\n");
};
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (method === "tools/call") return call(id, params.name);
  const answer = answers[method];
  if (answer !== undefined) return say(id, answer(params));
  const error = { code: -32601, message: "Unknown method" };
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, error }) + "\\n");
});`;

export const kindsOfAnswer = ["text", "wide", "json"] as const;
export type KindOfAnswer = (typeof kindsOfAnswer)[number];

/** A server of large answers. */
export class LargeAnswers {
  private constructor(
    private readonly server: ChildProcess,
    readonly address: string,
  ) {}

  static async open(): Promise<LargeAnswers> {
    const server = spawn(process.execPath, ["-e", serverCode], { stdio: ["ignore", "pipe", "inherit"] });
    const [said] = (await once(server.stdout, "data")) as [Buffer];
    return new LargeAnswers(server, `http://127.0.0.1:${said.toString().trim()}`);
  }

  close(): void {
    this.server.kill();
  }
}
