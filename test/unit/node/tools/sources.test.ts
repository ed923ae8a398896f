import { describe, expect, it } from "vitest";

import type { Variables } from "../../../../src/core/manifest/references/variables";
import { readMcpJson } from "../../../../src/node/tools/mcp/configuration/mcpJson";
import { createSources } from "../../../../src/node/tools/sources";
import { failureOf } from "./attempt";
import { worded } from "../../../../src/core/model/text/wording";

const variables: Variables = { workspaceFolder: process.cwd(), env: () => undefined, input: () => undefined };
const environment = { variables, log: () => undefined };

describe("the sources of a manifest", () => {
  it("are the built-in tools, its own servers and those of mcp.json, its own first", () => {
    const { sources, problems } = createSources(
      { servers: { own: { command: "own" }, both: { command: "mine" } }, tools: {} },
      { both: { command: "theirs" }, far: { type: "http", url: "http://127.0.0.1/mcp" } },
      environment,
    );
    expect(sources.map((source) => source.name)).toEqual(["builtin", "own", "both", "far"]);
    expect(problems).toEqual([
      {
        severity: "hint",
        ...worded('.vscode/mcp.json has a server "{0}" too; the one here is used.', "both"),
        at: ["servers", "both"],
      },
    ]);
  });

  it("are no more than a hundred servers, and what is left out is said", () => {
    const many = (count: number, letter: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${letter}${index}`, { command: "x" }]));
    const own = createSources({ servers: many(150, "s"), tools: {} }, many(5, "m"), environment);
    expect(own.sources.map(({ name }) => name)).toHaveLength(101);
    expect(own.problems).toEqual([
      {
        severity: "error",
        ...worded(
          'There are {0} servers here, and at most {1} are used: those from "{2}" on are not there. Remove those that no call needs, or split the manifest.',
          150,
          100,
          "s100",
        ),
        at: ["servers"],
      },
      {
        severity: "warning",
        ...worded(
          'At most {0} servers are used: of those in mcp.json, those from "{1}" on are not there. Remove those that no call needs.',
          100,
          "m0",
        ),
        at: [],
      },
    ]);
    const listed = createSources({ servers: many(60, "s"), tools: {} }, many(40, "m"), environment);
    expect([listed.sources.length, listed.problems]).toEqual([101, []]);
  });

  it("are no more than a hundred OpenAPI documents, and it is said what to do about the others", () => {
    const named = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [`t${index}`, { openapi: { document: "t.json" } }]),
    );
    const openapi = Array.from({ length: 99 }, (_, index) => `d${index}.yaml`);
    const { sources, problems, definitions } = createSources({ servers: {}, tools: named, openapi }, {}, environment);
    expect([sources.length, sources.at(-1)?.name, Object.keys(definitions).length]).toEqual([101, "t0", 100]);
    expect(problems).toEqual([
      {
        severity: "error",
        ...worded(
          'There are {0} OpenAPI documents here, and at most {1} are used: those from "{2}" on are not there. Remove those whose operations no call needs, or split the manifest.',
          2099,
          100,
          "t1",
        ),
        at: ["tools", "t1"],
      },
    ]);
  });

  it("have no server with the name of the built-in tools", () => {
    const { sources, problems } = createSources({ servers: { builtin: { command: "x" } }, tools: {} }, {}, environment);
    expect(sources).toHaveLength(1);
    expect(problems).toMatchObject([{ severity: "error", at: ["servers", "builtin"] }]);
  });

  it("are its own tools and its OpenAPI documents, which are named by their files unless they say otherwise", async () => {
    const { sources, problems, definitions } = createSources(
      {
        servers: {},
        tools: {
          lint: { process: { command: "lint", args: ["{file}"] } },
          shop: { openapi: { document: "https://example.org/v1/api.json" } },
        },
        openapi: ["./a/petstore.openapi.yaml", { document: "b.json", name: "other" }],
      },
      {},
      environment,
    );
    expect(problems).toEqual([]);
    expect(sources.map((source) => source.name)).toEqual(["builtin", "tools", "petstore", "other", "shop"]);
    expect(Object.keys(definitions)).toEqual(["tools", "petstore", "other", "shop"]);
    expect(await sources[1]!.list()).toMatchObject([
      { source: "tools", name: "lint", inputSchema: { required: ["file"], additionalProperties: false } },
    ]);
  });

  it("say at its place what keeps a tool of the manifest's own from being called", () => {
    const { problems } = createSources(
      {
        servers: { tools: { command: "x" } },
        tools: {
          a: { http: { url: "ftp://x", body: "b", result: "a[" } },
          b: { process: { command: "x", args: ["{file}"] }, inputSchema: { type: "object", properties: {} } },
        },
        openapi: { document: "x.yaml", name: "builtin" },
      },
      {},
      environment,
    );
    expect(problems.map(({ at, severity }) => [at.join("."), severity])).toEqual([
      ["tools.a.http.url", "error"],
      ["tools.a.http.body", "error"],
      ["tools.a.http.result", "error"],
      ["tools.b.inputSchema", "error"],
      ["openapi", "error"],
      ["servers.tools", "error"],
    ]);
  });

  it("fill in variables when a server starts, and say when they cannot", async () => {
    const servers = { a: { command: "${workspaceFolder}/no-such" }, b: { command: "${input:missing}" } };
    const { sources } = createSources({ servers, tools: {} }, {}, environment);
    const [, a, b] = sources;
    expect((await failureOf(a!.list())).message).toContain(`"${process.cwd()}/no-such" was not found`);
    expect(await failureOf(b!.list())).toMatchObject({ kind: "unavailable", reachedTool: false });
  });
});

describe("reading mcp.json", () => {
  it("takes comments, trailing commas and keys of the editor's own", () => {
    const text = `{
      // servers
      "servers": {
        "fs": { "type": "stdio", "command": "npx", "args": ["-y", "x"], "env": { "A": "1", "B": null }, "dev": {} },
        "api": { "url": "http://127.0.0.1/mcp", "headers": { "X": "\${input:token}" } },
      },
      "inputs": [{ "type": "promptString", "id": "token", "password": true }],
    }`;
    expect(readMcpJson(text)).toEqual({
      servers: {
        fs: { type: "stdio", command: "npx", args: ["-y", "x"], env: { A: "1", B: null } },
        api: { type: "http", url: "http://127.0.0.1/mcp", headers: { X: "${input:token}" } },
      },
      inputs: [{ type: "promptString", id: "token", password: true }],
      problems: [],
    });
  });

  it("keeps what can be used and says where the rest stands", () => {
    const text = '{"servers":{"a":{"command":1},"b":{},"c":{"command":"c"},"d":3},"inputs":[{}]}';
    const { servers, problems } = readMcpJson(text);
    expect(Object.keys(servers)).toEqual(["c"]);
    expect(
      problems.map(({ message, range }) => [
        message.slice(0, 42),
        text.slice(range.offset, range.offset + range.length),
      ]),
    ).toEqual([
      ['The server "a" cannot be used at "command"', '{"command":1}'],
      ['The server "b" has neither a command nor a', '"b"'],
      ['The server "d" has neither a command nor a', '"d"'],
      ['The input cannot be used at "id": Invalid ', "{}"],
    ]);
  });

  it.each(["", "nonsense", "[]", "7", '{"servers":[]}', '{"servers":{"a":', "\u0000", '{"inputs":3}'])(
    "never throws on %j",
    (text) => {
      expect(readMcpJson(text).servers).toEqual({});
    },
  );
});
