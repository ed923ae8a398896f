import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { afterEach, describe, expect, it } from "vitest";

import { resultValue } from "../../../../../src/core/model/result";
import { mcpHttpSource } from "../../../../../src/node/tools/mcp/mcp";
import { attempt, failureOf } from "../attempt";

interface Message {
  readonly id?: number;
  readonly method?: string;
}

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(
  handle: (message: Message | undefined, incoming: IncomingMessage, answer: ServerResponse) => void,
): Promise<string> {
  const server = createServer((incoming, answer) => {
    void text(incoming).then((body) => {
      handle(body === "" ? undefined : (JSON.parse(body) as Message), incoming, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

function source(url: string, type: "http" | "sse" = "http") {
  const lines: string[] = [];
  const made = mcpHttpSource("far", { type, url }, { log: (_, line) => void lines.push(line) });
  closers.push(() => made.close());
  return Object.assign(made, { lines });
}

const hello = {
  protocolVersion: "2025-06-18",
  capabilities: { tools: {} },
  serverInfo: { name: "far", version: "1" },
};
const done = { content: [{ type: "text", text: "done" }] };

function json(answer: ServerResponse, id: number | undefined, result: unknown, headers = {}): void {
  answer.writeHead(200, { "content-type": "application/json", ...headers });
  answer.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
}

/** A server of the older generation; `call` answers calls, `session` names the session to open. */
function older(
  session: () => string,
  call: (message: Message, incoming: IncomingMessage, answer: ServerResponse) => void,
): Promise<string> {
  return listen((message, incoming, answer) => {
    if (message?.method === "initialize") json(answer, message.id, hello, { "mcp-session-id": session() });
    else if (message?.method === "tools/call") call(message, incoming, answer);
    else if (message?.method === "server/discover") answer.writeHead(400).end();
    else answer.writeHead(message === undefined ? 405 : 202).end();
  });
}

describe("a session that the server has forgotten", () => {
  it.each([
    [404, "Not found"],
    [400, "Bad Request: No valid session ID provided"],
  ])("is opened anew, and the call is made in it (HTTP %i)", async (status, said) => {
    let sessions = 0;
    const url = await older(
      () => `session-${String(++sessions)}`,
      ({ id }, { headers }, answer) => {
        if (headers["mcp-session-id"] === "session-1") answer.writeHead(status).end(said);
        else json(answer, id, done);
      },
    );
    const far = source(url);
    expect(resultValue(await far.call("echo", {}, attempt()))).toBe("done");
    expect(sessions).toBe(2);
    expect(far.lines.join()).toContain("a new one is opened");
  });

  it("is given up when the next one is forgotten, too", async () => {
    let sessions = 0;
    const url = await older(
      () => `session-${String(++sessions)}`,
      (_, __, answer) => {
        answer.writeHead(404).end();
      },
    );
    const failure = await failureOf(source(url).call("echo", {}, attempt()));
    expect(failure.message).toContain("does not know this session");
    expect(sessions).toBe(2);
  });
});

describe("an answer that is lost on its way", () => {
  it("fails its call at once, as perhaps done", async () => {
    const url = await older(
      () => "session",
      (_, __, answer) => {
        answer.writeHead(200, { "content-type": "text/event-stream" });
        answer.write(": so far\n\n");
        setTimeout(() => answer.destroy(), 50);
      },
    );
    expect(await failureOf(source(url).call("echo", {}, attempt()))).toMatchObject({
      kind: "unavailable",
      transient: true,
      details: { inFlight: true },
    });
  });

  it("is fetched where the server keeps it, from the last event on", async () => {
    let resumedFrom: unknown;
    let called: number | undefined;
    const url = await listen((message, incoming, answer) => {
      if (message?.method === "initialize") json(answer, message.id, hello, { "mcp-session-id": "s" });
      else if (message?.method === "server/discover") answer.writeHead(400).end();
      else if (message?.method === "tools/call") {
        called = message.id;
        answer.writeHead(200, { "content-type": "text/event-stream" });
        answer.end("id: e1\nretry: 20\ndata: \n\n");
      } else if (incoming.method === "GET" && incoming.headers["last-event-id"] !== undefined) {
        resumedFrom = incoming.headers["last-event-id"];
        answer.writeHead(200, { "content-type": "text/event-stream" });
        answer.end(`id: e2\ndata: ${JSON.stringify({ jsonrpc: "2.0", id: called, result: done })}\n\n`);
      } else answer.writeHead(message === undefined ? 405 : 202).end();
    });
    expect(resultValue(await source(url).call("echo", {}, attempt()))).toBe("done");
    expect(resumedFrom).toBe("e1");
  });

  it("over the older SSE fails its call at once, and the next call connects again", async () => {
    let stream: ServerResponse | undefined;
    let calls = 0;
    const send = (value: object) => stream?.write(`data: ${JSON.stringify({ jsonrpc: "2.0", ...value })}\n\n`);
    const url = await listen((message, _, answer) => {
      if (message === undefined) {
        stream = answer;
        answer.writeHead(200, { "content-type": "text/event-stream" });
        answer.write("event: endpoint\ndata: /messages\n\n");
        return;
      }
      answer.writeHead(202).end();
      if (message.method === "initialize") send({ id: message.id, result: hello });
      if (message.method !== "tools/call") return;
      if (++calls === 1) stream?.destroy();
      else send({ id: message.id, result: done });
    });
    const far = source(url, "sse");
    expect(await failureOf(far.call("echo", {}, attempt()))).toMatchObject({ kind: "unavailable", transient: true });
    expect(resultValue(await far.call("echo", {}, attempt()))).toBe("done");
  });
});

describe("an answer of several megabytes as JSON", () => {
  const result = { content: [], structuredContent: Array.from({ length: 200_000 }, (_, index) => ({ index })) };

  it("is read as any other", async () => {
    const url = await older(
      () => "session",
      ({ id }, _, answer) => {
        json(answer, id, result);
      },
    );
    expect((await source(url).call("echo", {}, attempt())).structuredContent).toEqual(result.structuredContent);
  });

  it("fails its call, as perhaps done, where its end is missing", async () => {
    const url = await older(
      () => "session",
      ({ id }, _, answer) => {
        answer.writeHead(200, { "content-type": "application/json" });
        answer.end(JSON.stringify({ jsonrpc: "2.0", id, result }).slice(0, -2));
      },
    );
    const failure = await failureOf(source(url).call("echo", {}, attempt()));
    expect(failure).toMatchObject({ kind: "network", transient: true });
  });
});

describe("an answer that is none", () => {
  it.each([
    ["with an error of another form", 200, '{ "jsonrpc": "2.0", "id": 1, "error": "not today" }'],
    ["without a body", 200, ""],
    ["that is no message", 200, '{ "hello": "world" }'],
    ["that is not even JSON", 200, "<html>"],
    ["that says only that it was heard", 202, ""],
  ])("%s fails its call at once, in words, and asks for no rest", async (_, status, body) => {
    const url = await older(
      () => "session",
      (__, ___, answer) => {
        answer.writeHead(status, { "content-type": "application/json" }).end(body);
      },
    );
    const failure = await failureOf(source(url).call("echo", {}, attempt()));
    expect(failure).toMatchObject({ kind: "protocol", transient: false });
    expect(failure.message).toMatch(/^The server "far" answered .*\.$/);
    expect(failure.message).not.toMatch(/[[{]/);
  });

  it("to `initialize` is the reason why it could not be started", async () => {
    const url = await listen((message, _, answer) => {
      if (message?.method === "server/discover") answer.writeHead(400).end();
      else answer.writeHead(200, { "content-type": "application/json" }).end('{ "hello": "world" }');
    });
    const failure = await failureOf(source(url).list());
    expect(failure.message).toBe(
      'The server "far" could not be started: The server "far" answered with something that is no message of its protocol.',
    );
  });
});

it("a message without end is not read for ever", async () => {
  const url = await older(
    () => "session",
    (_, __, answer) => {
      answer.writeHead(200, { "content-type": "text/event-stream" });
      answer.write("data: ");
      const more = () => {
        while (!answer.destroyed && answer.write("x".repeat(8 * 1024 * 1024)));
      };
      answer.on("drain", more);
      more();
    },
  );
  const failure = await failureOf(source(url).call("echo", {}, attempt()));
  expect(failure).toMatchObject({ kind: "unavailable", details: { inFlight: true } });
});
