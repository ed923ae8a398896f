import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Answers of 100 MB, and a short one to each POST; in a process of its own, so that it answers whatever its client does. */
const serverCode = `
const { createServer } = require("node:http");
const words = "All work and no play makes Jack a dull boy, and what is more, he knows it well. ";
const size = 98e6;
const text = Buffer.alloc(size, words);
const wide = Buffer.alloc(size, "Übung macht den Meister → immer wieder, ".repeat(40));
const record = JSON.stringify({ id: 1, name: "Jack", sizes: [1, 2, 3], text: words.repeat(8), isDull: true });
const json = Buffer.from("[" + Array.from({ length: size / (record.length + 1) }, () => record).join(",") + "]");
const plain = "text/plain; charset=utf-8";
const bodies = { "/text": [plain, text], "/wide": [plain, wide], "/json": ["application/json", json] };
createServer((asked, answer) => {
  asked.resume();
  const [type, body] = bodies[asked.url] ?? [plain, Buffer.from("done")];
  answer.setHeader("content-type", type);
  setTimeout(() => answer.end(body), asked.method === "POST" ? 20 : 0);
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;

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
