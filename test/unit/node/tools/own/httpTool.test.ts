import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";

import type { JsonObject } from "../../../../../src/core/model/data/json";
import type { HttpToolDefinition } from "../../../../../src/core/model/manifest";
import { environmentProxy } from "../../../../../src/node/tools/http/environmentProxy";
import { ManifestSource } from "../../../../../src/node/tools/own/manifestSource";
import type { ManifestToolEnvironment } from "../../../../../src/node/tools/own/manifestTool";
import { attempt, failureOf } from "../attempt";
import { LoopbackServers } from "../loopbackServer";

const servers = new LoopbackServers();
afterEach(() => servers.close());

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function sourceOf(definition: HttpToolDefinition, more: Partial<ManifestToolEnvironment> = {}): ManifestSource {
  const variables = { env: (name: string) => (name === "KEY" ? "k&{a}" : undefined), input: () => undefined };
  return new ManifestSource({ it: definition }, { variables, log: () => undefined, ...more });
}

function call(http: HttpToolDefinition["http"], args: JsonObject, context = attempt(), more: object = {}) {
  return sourceOf({ http, ...more }).call("it", args, context);
}

async function echoed(http: HttpToolDefinition["http"], args: JsonObject, more: object = {}): Promise<Echo> {
  return (await call(http, args, attempt(), more)).structuredContent as unknown as Echo;
}

describe("an HTTP tool", () => {
  it("fills in address, query, headers and body", async () => {
    const base = await servers.echo();
    const got = await echoed(
      {
        method: "POST",
        url: `${base}/repos/{owner}/{name}?v=1&t={tag}`,
        query: { q: "{q}", list: "{list}", gone: "{gone}", fixed: true, both: ["x", "{owner}"] },
        headers: { "X-Key": "${env:KEY}", "X-Name": "<{name}>", "X-Gone": "{gone}" },
        body: { title: "{q} by {owner}", list: "{list}", gone: "{gone}", deep: { n: "{n}" } },
      },
      { owner: "a/b c", name: "ü?#", q: "x&y=z", list: [1, "two"], n: 3, tag: ["r", "s"] },
      { inputSchema: { type: "object" } },
    );
    expect(got.url).toBe(
      "/repos/a%2Fb%20c/%C3%BC%3F%23?v=1&t=r,s&q=x%26y%3Dz&list=1&list=two&fixed=true&both=x&both=a%2Fb+c",
    );
    expect(got.headers).toMatchObject({ "x-key": "k&{a}", "x-name": "<ü?#>", "content-type": "application/json" });
    expect(got.headers).not.toHaveProperty("x-gone");
    expect(JSON.parse(got.body)).toEqual({ title: "x&y=z by a/b c", list: [1, "two"], deep: { n: 3 } });
  });

  it("takes a placeholder at the beginning for the beginning of the address", async () => {
    const base = await servers.echo();
    expect((await echoed({ url: "{base}/x/{id}" }, { base, id: "/" })).url).toBe("/x/%2F");
    expect((await echoed({ url: "{base}" }, { base: `${base}/as/it?is` })).url).toBe("/as/it?is");
  });

  it.each(["", ".", ".."])("lets no argument lead to another path: %j", async (id) => {
    const base = await servers.echo();
    const failure = await failureOf(call({ method: "DELETE", url: `${base}/users/{id}` }, { id }));
    expect(failure).toMatchObject({ kind: "invalidArguments", reachedTool: false });
  });

  it("sends text as text, and objects as a form where the header says so", async () => {
    const base = await servers.echo();
    const text = await echoed({ method: "POST", url: base, body: "Hi {name}" }, { name: "you" });
    expect([text.body, text.headers["content-type"]]).toEqual(["Hi you", "text/plain;charset=UTF-8"]);
    const form = await echoed(
      {
        method: "POST",
        url: base,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: { a: "{a}", b: ["{a}", 2] },
      },
      { a: "x y" },
    );
    expect(form.body).toBe("a=x+y&b=x+y&b=2");
  });

  it("takes of the answer what is asked for", async () => {
    const url = await servers.serve((_, answer) => {
      answer.setHeader("content-type", "application/vnd.api+json");
      answer.end('{"items":[{"name":"a"},{"name":"b"}]}');
    });
    expect(await call({ url, result: "items[].name" }, {})).toEqual({
      content: [{ type: "text", text: '["a","b"]' }],
      structuredContent: ["a", "b"],
    });
    expect((await call({ url, result: "nothing.here" }, {})).structuredContent).toBe(null);
    const text = await servers.serve((_, answer) => answer.end("plain"));
    expect((await failureOf(call({ url: text, result: "a" }, {}))).message).toContain("answered no JSON");
  });

  it("has the safety of its method, unless its annotations say otherwise", async () => {
    const annotations = async (method: string, more: object = {}) =>
      (await sourceOf({ http: { method, url: "https://example.org" }, ...more }).list())[0]?.annotations;
    expect(await annotations("GET")).toMatchObject({ readOnlyHint: true });
    expect(await annotations("PUT")).toMatchObject({ readOnlyHint: false, idempotentHint: true });
    expect(await annotations("POST")).toMatchObject({ readOnlyHint: false, idempotentHint: false });
    expect(await annotations("POST", { annotations: { readOnlyHint: true } })).toMatchObject({ readOnlyHint: true });
  });

  it.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ])("reads what was compressed with %s, and bounds what comes out of it", async (encoding, compress) => {
    const text = "x".repeat(100_000);
    const url = await servers.serve((_, answer) => {
      answer.setHeader("content-encoding", encoding);
      answer.end(compress(text));
    });
    expect((await call({ url }, {})).content).toEqual([{ type: "text", text }]);
    const failure = await failureOf(call({ url, maxResponseBytes: 50_000 }, {}));
    expect(failure.message).toContain("larger than 50000 bytes");
  });

  it("takes no header that may be secret to another origin", async () => {
    const other = await servers.echo();
    const url = await servers.serve((incoming, answer) => {
      answer.statusCode = 307;
      answer.setHeader("location", incoming.url === "/same" ? "/other" : other);
      answer.end();
    });
    const headers = { "X-Api-Key": "secret", Authorization: "Bearer s", "Accept-Language": "de" };
    const got = await echoed({ url: `${url}/same`, headers }, {});
    expect(JSON.stringify(got)).not.toMatch(/secret|Bearer/);
    expect(got.headers["accept-language"]).toBe("de");
  });
});

describe("a server that misbehaves", () => {
  it("by redirecting in circles is given up", async () => {
    const url = await servers.serve((_, answer) => answer.writeHead(302, { location: "/again" }).end());
    expect((await failureOf(call({ url }, {}))).message).toContain("redirected more than 10 times");
  });

  it("by streaming for ever is given up at the limit", async () => {
    const url = await servers.serve((_, answer) => {
      const more = () => {
        while (!answer.destroyed && answer.write("x".repeat(65_536)));
      };
      answer.on("drain", more);
      more();
    });
    const failure = await failureOf(call({ url, maxResponseBytes: 1_000_000 }, {}));
    expect(failure.message).toContain("larger than 1000000 bytes");
  });

  it("by closing the connection is a failure that may pass", async () => {
    const sockets = await servers.serve((incoming) => incoming.socket.resetAndDestroy());
    expect(await failureOf(call({ url: sockets }, {}))).toMatchObject({ kind: "network", transient: true });
    const middle = await servers.serve((incoming, answer) => {
      answer.writeHead(200, { "content-length": "100" }).write("half");
      setTimeout(() => incoming.socket.destroy(), 20);
    });
    expect(await failureOf(call({ url: middle }, {}))).toMatchObject({ kind: "network", transient: true });
  });

  it.each(["before its answer", "in the middle of it"])("by stalling %s can be stopped", async (when) => {
    const stop = new AbortController();
    const url = await servers.serve((_, answer) => {
      if (when !== "before its answer") answer.writeHead(200).write("half");
      setTimeout(() => {
        stop.abort();
      }, 20);
    });
    expect(await failureOf(call({ url }, {}, attempt(stop.signal)))).toMatchObject({ kind: "cancelled" });
  });

  it.each([429, 503])("by answering %d asks for patience, and for how long", async (status) => {
    const url = await servers.serve((_, answer) =>
      answer.writeHead(status, { "retry-after": "3", "x-request-id": "r1", "set-cookie": "secret" }).end('{"a":1}'),
    );
    const failure = await failureOf(call({ url }, {}));
    expect(failure).toMatchObject({ kind: "rateLimited", transient: true, retryAfterMs: 3000 });
    expect(failure.details).toMatchObject({ status, headers: { "x-request-id": "r1" }, body: '{"a":1}' });
    expect(JSON.stringify(failure.details)).not.toContain("secret");
  });

  it("by closing a kept connection just when it is used again is asked once more", async () => {
    let requests = 0;
    const url = await servers.serve((incoming, answer) => {
      requests++;
      if (requests === 2) incoming.socket.destroy();
      else answer.end("fine");
    });
    await call({ url }, {});
    expect((await call({ url }, {})).content).toEqual([{ type: "text", text: "fine" }]);
    expect(requests).toBe(3);
  });
});

describe("a proxy", () => {
  it("gets requests for http addresses, and is asked for a tunnel to https ones", async () => {
    const { address, asked } = await servers.proxyTo(await servers.echo());
    const proxyFor = () => address;
    const plain = sourceOf({ http: { url: "http://api.test/pets" } }, { proxyFor });
    expect((await plain.call("it", {}, attempt())).structuredContent).toMatchObject({ url: "/pets" });
    const secure = sourceOf({ http: { url: "https://api.test/pets" } }, { proxyFor });
    expect((await failureOf(secure.call("it", {}, attempt()))).message).toContain("403");
    expect(asked).toEqual(["GET http://api.test/pets", "CONNECT api.test:443"]);
    const lost = sourceOf({ http: { url: "http://api.test/pets" } }, { proxyFor: () => "http://127.0.0.1:1" });
    expect((await failureOf(lost.call("it", {}, attempt()))).message).toContain("through the proxy 127.0.0.1:1");
  });

  it("is what the environment says, except for this machine itself", () => {
    const before = { ...process.env };
    Object.assign(process.env, { HTTP_PROXY: "http://p:1", HTTPS_PROXY: "http://p:2", NO_PROXY: "inside.test" });
    try {
      const proxies = ["http://a.test", "https://a.test", "https://inside.test", "http://127.0.0.1:9", "http://[::1]"];
      expect(proxies.map((url) => environmentProxy(new URL(url)))).toEqual([
        "http://p:1",
        "http://p:2",
        undefined,
        undefined,
        undefined,
      ]);
    } finally {
      process.env = before;
    }
  });
});
