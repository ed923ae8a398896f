import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { HttpServerDefinition } from "../../../../../src/core/model/manifest";
import { resultValue } from "../../../../../src/core/model/result";
import { mcpHttpSource } from "../../../../../src/node/tools/mcp/mcp";
import type { ToolSource } from "../../../../../src/node/tools/source";
import { GuardedServer } from "../../../../fixtures/servers/guardedServer";
import { attempt, failureOf, officialServer } from "../attempt";
import { LoopbackServers } from "../loopbackServer";

const options = { log: () => undefined };
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

describe("a proxy", () => {
  const loopback = new LoopbackServers();
  afterEach(() => {
    loopback.close();
  });

  function far(
    url: string,
    proxy: string,
    type: "http" | "sse" = "http",
    definition: Partial<HttpServerDefinition> = {},
  ) {
    const made = mcpHttpSource("far", { type, url, ...definition }, { ...options, proxyFor: () => proxy });
    sources.push(made);
    return made;
  }

  it.each([
    ["http", () => streamable, "/mcp"],
    ["sse", () => sse, "/sse"],
  ] as const)("is gone through to a server over %s, with its stream", async (type, target, path) => {
    const proxy = await loopback.proxyTo(target());
    const source = far(`http://far.test${path}`, proxy.address, type);
    const context = attempt();
    await source.call("trigger-long-running-operation", { duration: 0.1, steps: 2 }, context);
    expect(context.reports[0]).toEqual({ progress: 1, total: 2 });
    await source.close();
    expect(new Set(proxy.asked.map((each) => new URL(each.split(" ")[1] ?? "").host))).toEqual(new Set(["far.test"]));
  });

  it("is gone through to the server that authorizes, too", async () => {
    const guarded = await new GuardedServer().listen();
    const proxy = await loopback.proxyTo(guarded.origin);
    guarded.origin = "http://guarded.localhost";
    const oauth = { grant: "client_credentials", clientId: "us", clientSecret: "secret" } as const;
    const source = far("http://guarded.localhost/mcp", proxy.address, "http", { oauth });
    expect(resultValue(await source.call("enter", {}, attempt()))).toBe("let in");
    expect(proxy.asked).toContain("POST http://guarded.localhost/token");
    guarded.close();
  });

  it("that cannot be reached is named, and one that opens no tunnel is told of", async () => {
    const lost = await failureOf(far("http://far.test/mcp", "http://127.0.0.1:1").list());
    expect(lost).toMatchObject({ kind: "unavailable", reachedTool: false });
    expect(lost.message).toContain("through the proxy 127.0.0.1:1");
    const { address } = await loopback.proxyTo("http://127.0.0.1:1");
    expect((await failureOf(far("https://far.test/mcp", address).list())).message).toContain("403");
  });
});
