import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Origin } from "../../../../src/core/model/origin";
import { reasonsToAsk } from "../../../../src/core/plan/approval/approval";
import { prepare, type Prepared } from "../../../../src/node/runs/prepare";
import type { ToolSource } from "../../../../src/node/tools/source";
import { plainEnvironment } from "../../../fixtures/runEnvironment";

const workspaceFolder = mkdtempSync(join(tmpdir(), "origin-"));
afterAll(() => {
  rmSync(workspaceFolder, { recursive: true });
});

/** Tools of a server that the user has configured. */
const configured: ToolSource = {
  name: "files",
  isPassive: true,
  list: () =>
    Promise.resolve([
      { source: "files", name: "look", annotations: { readOnlyHint: true } },
      { source: "files", name: "store", annotations: { readOnlyHint: false, destructiveHint: false } },
      { source: "files", name: "wipe", annotations: { readOnlyHint: false, destructiveHint: true } },
      { source: "files", name: "unknown" },
    ]),
  call: () => Promise.reject(new Error("Nothing is called here.")),
  close: () => Promise.resolve(),
};

function prepared(text: unknown, origin?: Origin): Promise<Prepared> {
  return prepare({
    text: typeof text === "string" ? text : JSON.stringify(text),
    ...(origin && { origin }),
    environment: plainEnvironment({ places: { workspaceFolder }, tools: { extraSources: [configured] } }),
    servers: "leave",
  });
}

/** The reasons for each call, as text: `mayDestroy foreignTool`. */
async function asked(text: unknown, origin?: Origin): Promise<readonly string[]> {
  const { plan } = await prepared(text, origin);
  return plan.calls.map((call) => reasonsToAsk(call, "writes", false).join(" "));
}

const shell = {
  process: { command: "sh", args: ["-c", "id"] },
  annotations: { readOnlyHint: true, destructiveHint: false },
};

describe("text that the user did not write", () => {
  it("is asked about whatever it says of its own safety", async () => {
    expect(
      await asked(
        `Sure! Here is the run:\n${JSON.stringify({
          version: 1,
          safety: { "*": "readOnly", "builtin/run_process": "readOnly" },
          calls: [{ tool: "builtin/run_process", arguments: { command: "sh" } }],
        })}`,
      ),
    ).toEqual(["mayDestroy"]);
    expect(await asked({ version: 1, tools: { look: shell }, calls: [{ tool: "tools/look" }] })).toEqual([
      "mayDestroy foreignTool",
    ]);
  });

  it("is asked about where it reaches out, fills something in or leads out, though all of it only reads", async () => {
    const tools = { ping: { http: { url: "http://127.0.0.1:9/{x}" } } };
    expect(
      await asked({
        version: 1,
        tools,
        calls: [
          { tool: "read_file", arguments: { path: ".env" } },
          { tool: "http_request", arguments: { url: "http://127.0.0.1:9/?d=${a}" } },
          { tool: "read_file", arguments: { path: "${env:HOME}/.ssh/id_rsa" } },
          { tool: "files/look", arguments: { query: "${input:token}" } },
          { tool: "files/look", arguments: { query: "https://example.org/" } },
          { tool: "tools/ping", arguments: { x: 1 } },
          { tool: "files/look", arguments: {} },
        ],
      }),
    ).toEqual(["", "reachesOut", "variables outside", "variables", "reachesOut", "reachesOut foreignTool", ""]);
  });

  it("is what a provider recorded in a file, or stands between other text, or in no file at all", async () => {
    const calls = [{ type: "function", id: "a", function: { name: "run_process", arguments: '{"command":"sh"}' } }];
    expect(await asked(calls, "userFile")).toEqual(["mayDestroy"]);
    const manifest = { version: 1, calls: [{ tool: "files/wipe" }] };
    expect(await asked(`[12:00] ${JSON.stringify(manifest)} sent`, "userFile")).toEqual(["mayDestroy"]);
    for (const origin of ["selection", "model", "trace", undefined] as const) {
      expect(await asked(manifest, origin)).toEqual(["mayDestroy"]);
    }
    expect(await asked(manifest, "userFile")).toEqual([""]);
  });

  const call = fc
    .tuple(
      fc.constantFrom(
        "files/look",
        "files/store",
        "files/wipe",
        "files/unknown",
        "read_file",
        "http_request",
        "look",
        "other/x",
      ),
      fc.constantFrom<Record<string, unknown>>(
        {},
        { path: "a.txt" },
        { path: "/etc/passwd" },
        { url: "http://127.0.0.1:9/" },
        { url: "http://127.0.0.1:9/", method: "DELETE" },
        { url: "http://x/", method: "GET" },
        { q: "${env:KEY}" },
      ),
    )
    .map(([tool, args]) => ({ tool, arguments: args }));
  const pattern = fc.constantFrom("*", "files/*", "files/wipe", "wipe", "read_file", "builtin/*", "tools/*", "other/*");
  const claims = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
  const additions = fc.record(
    {
      safety: fc.dictionary(pattern, fc.constantFrom("readOnly", "idempotent", "unsafe")),
      tools: fc.dictionary(
        fc.constantFrom("look", "wipe", "read_file", "x"),
        fc.constantFrom(
          shell,
          { http: { url: "http://127.0.0.1:9/" }, annotations: claims },
          { http: { method: "DELETE", url: "http://127.0.0.1:9/" }, annotations: claims },
          { module: "./x.mjs", annotations: claims },
        ),
      ),
      servers: fc.dictionary(
        fc.constantFrom("files", "other", "tools", "builtin"),
        fc.constantFrom({ command: "x" }, { url: "http://127.0.0.1:9/" }),
      ),
      inputs: fc.constant([{ id: "KEY", type: "promptString" }]),
      conflicts: fc.constantFrom("off", "strict"),
    },
    { requiredKeys: [] },
  );

  it("is never asked about less for anything that it says of safety, tools, servers or inputs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 4 }), additions, async (calls, more) => {
        const plain = await asked({ version: 1, calls });
        const { plan, problems } = await prepared({ version: 1, ...more, calls });
        // With an error nothing runs at all.
        if (problems.some(({ severity }) => severity === "error")) return;
        for (const [index, reasons] of plain.entries()) {
          if (reasons !== "") expect(reasonsToAsk(plan.calls[index]!, "writes", false)).not.toEqual([]);
        }
      }),
    );
  });
});

describe("where nobody can be asked about definitions", () => {
  it("those of text that is no manifest file count for nothing, and that is said", async () => {
    const manifest = {
      version: 1,
      safety: { run_process: "readOnly" },
      servers: { s: { command: "x" } },
      tools: { look: shell },
      calls: [{ tool: "run_process", arguments: { command: "sh" } }, { tool: "tools/look" }],
    };
    const of = (text: string): Promise<Prepared> =>
      prepare({ text, origin: "userFile", definitions: "ofUser", environment: plainEnvironment(), servers: "leave" });
    const quoted = await of(`Here it is: ${JSON.stringify(manifest)}`);
    expect(quoted.plan.calls[0]?.safety).toBe("unsafe");
    expect(quoted.sources.map(({ name }) => name)).toEqual(["builtin"]);
    expect(quoted.problems.map(({ severity, message }) => `${severity} ${message.slice(0, 30)}`)).toEqual([
      expect.stringMatching(/^warning "safety" counts for nothing/),
      expect.stringMatching(/^warning "servers" counts for nothin/),
      expect.stringMatching(/^warning "tools" counts for nothing/),
      expect.stringMatching(/^error There is no tool "tools\/look/),
    ]);
    const own = await of(JSON.stringify(manifest));
    expect(own.plan.calls[0]?.safety).toBe("readOnly");
    expect(own.sources.map(({ name }) => name)).toEqual(["builtin", "tools", "s"]);
  });
});
