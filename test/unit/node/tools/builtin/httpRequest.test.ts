import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";

import { afterEach, describe, expect, it } from "vitest";

import { resultValue } from "../../../../../src/core/model/result";
import { builtInSource } from "../../../../../src/node/tools/builtin/builtInSource";
import { retryAfterMs } from "../../../../../src/node/tools/http/httpFailure";
import { attempt, eventually, failureOf } from "../attempt";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

const request = (args: Record<string, unknown>, context = attempt()) =>
  builtInSource({}).call("http_request", args as never, context);

describe("http_request", () => {
  it("sends method, headers and JSON, and gives JSON as structured content", async () => {
    const url = await serve((incoming, answer) => {
      let body = "";
      incoming.on("data", (chunk: Buffer) => (body += chunk.toString()));
      incoming.on("end", () => {
        const { method, headers } = incoming;
        answer.setHeader("content-type", "application/problem+json; charset=utf-8");
        answer.end(JSON.stringify({ method, body, type: headers["content-type"], x: headers["x-a"] }));
      });
    });
    const result = await request({ method: "POST", url, headers: { "X-A": "1" }, json: { a: [null] } });
    expect(result.structuredContent).toEqual({
      method: "POST",
      body: '{"a":[null]}',
      type: "application/json",
      x: "1",
    });
  });

  it("gives text as text, pictures as pictures and other bytes as a resource", async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00]);
    const url = await serve((incoming, answer) => {
      answer.setHeader(
        "content-type",
        incoming.url === "/text" ? "text/plain" : incoming.url === "/png" ? "image/png" : "application/zip",
      );
      answer.end(incoming.url === "/text" ? "grüezi" : bytes);
    });
    expect(resultValue(await request({ url: `${url}/text` }))).toBe("grüezi");
    expect((await request({ url: `${url}/png` })).content).toEqual([
      { type: "image", data: bytes.toString("base64"), mimeType: "image/png" },
    ]);
    expect((await request({ url: `${url}/zip` })).content).toEqual([
      {
        type: "resource",
        resource: { uri: `${url}/zip`, blob: bytes.toString("base64"), mimeType: "application/zip" },
      },
    ]);
  });

  it("fails on a status other than 2xx and keeps status, headers and body", async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(422, { "content-type": "application/json", "x-request-id": "r1", "set-cookie": "secret=1" });
      answer.end('{"error":"no name"}');
    });
    const failure = await failureOf(request({ url }));
    expect(failure).toMatchObject({
      kind: "tool",
      transient: false,
      details: { status: 422, body: { error: "no name" }, headers: { "x-request-id": "r1" } },
    });
    expect(failure.message).toContain('answered 422 Unprocessable Entity: {"error":"no name"}');
    expect(JSON.stringify(failure.details)).not.toContain("secret");
  });

  it.each([429, 503])("takes %i as a wish to slow down", async (status) => {
    const url = await serve((_, answer) => {
      answer.writeHead(status, { "retry-after": "2" }).end();
    });
    expect(await failureOf(request({ url }))).toMatchObject({
      kind: "rateLimited",
      transient: true,
      retryAfterMs: 2000,
    });
  });

  it("reads many megabytes of JSON as any other", async () => {
    const data = Array.from({ length: 100_000 }, (_, index) => ({ index, name: `ü ${index}` }));
    const url = await serve((incoming, answer) => {
      answer.setHeader("content-type", "application/json");
      const text = JSON.stringify(data);
      answer.end(incoming.url === "/whole" ? text : text.slice(0, -1));
    });
    expect((await request({ url: `${url}/whole` })).structuredContent).toEqual(data);
    const cutOff = await request({ url: `${url}/cut` });
    expect(cutOff.structuredContent).toBeUndefined();
    expect(cutOff.content).toEqual([{ type: "text", text: JSON.stringify(data).slice(0, -1) }]);
  });

  it("follows redirects as browsers do and keeps credentials at their origin", async () => {
    const other = await serve((incoming, answer) => {
      answer.setHeader("content-type", "application/json");
      answer.end(JSON.stringify({ method: incoming.method, authorization: incoming.headers.authorization ?? null }));
    });
    const url = await serve((incoming, answer) => {
      const status = Number(incoming.url?.slice(1));
      answer.writeHead(status, { location: other }).end();
    });
    const headers = { Authorization: "Bearer x" };
    expect(resultValue(await request({ method: "POST", url: `${url}/303`, body: "b", headers }))).toEqual({
      method: "GET",
      authorization: null,
    });
    expect(resultValue(await request({ method: "POST", url: `${url}/307`, body: "b", headers }))).toEqual({
      method: "POST",
      authorization: null,
    });
    expect(await failureOf(request({ url: `${url}/302`, followRedirects: false }))).toMatchObject({
      kind: "tool",
      details: { status: 302, headers: { location: other } },
    });
  });

  it("gives up on redirects in a circle and on those to elsewhere than the web", async () => {
    const url = await serve((incoming, answer) => {
      answer.writeHead(302, { location: incoming.url === "/file" ? "file:///etc/passwd" : "/again" }).end();
    });
    expect((await failureOf(request({ url }))).message).toContain("redirected more than 10 times");
    expect((await failureOf(request({ url: `${url}/file` }))).message).toContain("no http: or https: URL");
  });

  it("does not keep more of an endless answer than it may", async () => {
    const url = await serve((_, answer) => {
      const write = () => {
        while (!answer.destroyed && answer.write("x".repeat(65_536)));
      };
      answer.on("drain", write);
      write();
    });
    expect((await failureOf(request({ url, maxResponseBytes: 100_000 }))).message).toContain(
      "larger than 100000 bytes",
    );
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const)("counts what is left of an answer when it is decompressed, as %s", async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(50_000_000));
    const url = await serve((_, answer) => answer.writeHead(200, { "content-encoding": encoding }).end(bomb));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await failureOf(request({ url, maxResponseBytes: 100_000 }))).message).toContain(
      "larger than 100000 bytes",
    );
  });

  it("says that nothing listens, without having reached it", async () => {
    const url = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const failure = await failureOf(request({ url }));
    expect(failure).toMatchObject({ kind: "network", transient: true, reachedTool: false });
    expect(failure.message).toContain("nothing listens there");
  });

  it("says that the connection broke in the middle, perhaps after the server did its work", async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(200, { "content-length": "100" });
      answer.write("x");
      answer.destroy();
    });
    expect(await failureOf(request({ url, method: "POST" }))).toMatchObject({
      kind: "network",
      transient: true,
      reachedTool: true,
    });
  });

  it("stops at once when it is aborted", async () => {
    let isAsked = false;
    const url = await serve(() => {
      isAsked = true;
    });
    const controller = new AbortController();
    const failure = failureOf(request({ url }, attempt(controller.signal)));
    await eventually(() => isAsked);
    controller.abort();
    expect((await failure).kind).toBe("cancelled");
  });

  it.each([
    [{ url: "ftp://x" }, "url"],
    [{ url: "http://" }, "no valid URL"],
    [{ url: "http://a:b@c/" }, "user name or password"],
    [{ url: "http://x", body: "b" }, "A GET request has no body"],
    [{ url: "http://x", method: "POST", body: "b", json: 1 }, "not as both"],
    [{ url: "http://x", headers: { "a b": "c" } }, "headers cannot be sent"],
  ])("refuses %j", async (args, said) => {
    const failure = await failureOf(request(args));
    expect(failure.kind).toBe("invalidArguments");
    expect(failure.message).toContain(said);
  });
});

describe("Retry-After", () => {
  it.each([
    ["120", 120_000],
    ["0", 0],
    ["Thu, 01 Jan 1970 00:01:00 GMT", 59_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["soon", undefined],
    [null, undefined],
  ])("%s is %s ms", (header, expected) => {
    expect(retryAfterMs(header, 1000)).toBe(expected);
  });
});
