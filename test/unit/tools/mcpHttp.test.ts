import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { resultValue } from "../../../src/model/result";
import { mcpHttpSource } from "../../../src/tools/mcp";
import type { ToolSource } from "../../../src/tools/source";
import { attempt, failureOf, officialServer } from "./attempt";

const options = { log: () => undefined, startTimeoutMs: 5000 };
const started: ChildProcess[] = [];
const servers: Server[] = [];
const sources: ToolSource[] = [];
let streamable = "";
let sse = "";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startEverything(mode: string): Promise<string> {
  const port = await freePort();
  const child = spawn(process.execPath, [officialServer("server-everything"), mode], {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  await new Promise<void>((resolve, reject) => {
    const look = (chunk: Buffer) => {
      if (/listening|running/i.test(chunk.toString())) resolve();
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("exit", () => {
      reject(new Error("The server ended."));
    });
  });
  return `http://127.0.0.1:${String(port)}`;
}

beforeAll(async () => {
  [streamable, sse] = await Promise.all([startEverything("streamableHttp"), startEverything("sse")]);
});

afterAll(() => {
  for (const child of started) child.kill();
});

afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.close()));
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/mcp`;
}

function source(url: string, type: "http" | "sse" = "http", headers: Record<string, string> = {}): ToolSource {
  const made = mcpHttpSource("far", { type, url, headers }, options);
  sources.push(made);
  return made;
}

describe("a server over HTTP", () => {
  it("is listed and called over streamable HTTP, with progress", async () => {
    const far = source(`${streamable}/mcp`);
    expect((await far.list()).map((tool) => tool.name)).toContain("echo");
    const context = attempt();
    await far.call("trigger-long-running-operation", { duration: 0.1, steps: 2 }, context);
    expect(context.reports[0]).toEqual({ progress: 1, total: 2 });
    await far.close();
    expect(resultValue(await far.call("echo", { message: "again" }, attempt()))).toBe("Echo: again");
  });

  it.each(["sse", "http"] as const)("is called over SSE where it has nothing else, with type %s", async (type) => {
    expect(resultValue(await source(`${sse}/sse`, type).call("echo", { message: "hi" }, attempt()))).toBe("Echo: hi");
  });

  it("gets the headers of its definition, and says when it refuses them", async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((incoming, answer) => {
      seen.push(incoming.headers.authorization);
      answer.writeHead(401).end();
    });
    const failure = await failureOf(source(url, "http", { Authorization: "Bearer t" }).list());
    expect(failure).toMatchObject({ kind: "unavailable", reachedTool: false });
    expect(failure.message).toContain("refuses the Authorization header of its definition");
    expect(seen[0]).toBe("Bearer t");
    expect((await failureOf(source(url).list())).message).toContain("asks for authorization");
  });

  it("says that nothing listens, that a URL is not valid, and that a server never answers", async () => {
    const gone = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect((await failureOf(source(gone).list())).message).toContain("nothing listens there");
    expect((await failureOf(source("nonsense").list())).message).toContain('"nonsense" is no valid URL');
    const silent = mcpHttpSource(
      "far",
      { type: "http", url: await serve(() => undefined) },
      { ...options, startTimeoutMs: 200 },
    );
    expect((await failureOf(silent.list())).message).toContain("did not answer within 0.2 s");
    await silent.close();
  });

  it("that asks to slow down is heard", async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(429, { "retry-after": "3" }).end();
    });
    expect((await failureOf(source(url).list())).message).toContain("asks to slow down");
  });
});
