import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runTask } from "../../../../src/cli/commands/taskCommand";
import { readTaskLine } from "../../../../src/cli/commands/taskLine";
import { UsageError } from "../../../../src/cli/commandLine";
import { startScriptedModel, type ScriptedAnswer } from "../../../fixtures/models/scriptedModel";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "task-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function command(answers: readonly ScriptedAnswer[], ...words: string[]) {
  const model = await startScriptedModel(answers);
  let out = "";
  let err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((err += String(text)), true));
  const line = ["Do it.", "--model", "m", "--base-url", model.baseUrl, "--workspace", folder, ...words];
  const code = await runTask(line, new AbortController().signal);
  vi.restoreAllMocks();
  await model.close();
  return { code, out, err, requests: model.requests };
}

const sum = { name: "calculate", arguments: { call_id: "sum", expression: "2+2" } };
const writes = {
  name: "run_process",
  arguments: { call_id: "w", command: "node", args: ["-e", ""] },
};

describe("parallel-tools task", () => {
  it("prints the answer, and ends with 0 when every call succeeded", async () => {
    const { code, out, err } = await command([{ calls: [sum] }, { text: "It is 4." }]);
    expect(out).toBe("It is 4.\n");
    expect(err).toContain("sum (builtin/calculate)");
    expect(err).toMatch(/1 call, 1 succeeded; 2 model calls, 200 \+ \d+ tokens; \d/);
    expect(code).toBe(0);
  });

  it("prints a plan as a manifest that runs without a model", async () => {
    const later = {
      name: "calculate",
      arguments: { call_id: "more", expression: "${sum.value} + 1", run_after: ["sum"] },
    };
    const { code, out } = await command([{ calls: [sum, later] }], "--plan-only");
    expect(JSON.parse(out)).toEqual({
      version: 1,
      calls: [
        { id: "sum", tool: "builtin/calculate", arguments: { expression: "2+2" } },
        { id: "more", tool: "builtin/calculate", arguments: { expression: "${sum.value} + 1" }, dependsOn: ["sum"] },
      ],
    });
    expect(code).toBe(0);
  });

  it("denies what may change something when nobody can be asked, and says how to allow it", async () => {
    const { code, err } = await command([{ calls: [writes] }, { text: "I could not." }]);
    expect(err).toContain("--allow-writes allows it");
    expect(code).toBe(1);
  });

  it("denies what reaches out, or leads out of the workspace, though it only reads, and says why", async () => {
    const get = { name: "http_request", arguments: { url: "http://127.0.0.1:9/" } };
    const read = { name: "read_file", arguments: { path: "/etc/hostname" } };
    const { code, err } = await command([{ calls: [get, read] }, { text: "I could not." }]);
    expect(err.match(/--allow-writes allows it/g)).toHaveLength(2);
    expect(err).toContain("reaches out of this machine");
    expect(err).toContain("leads out of the workspace");
    expect(code).toBe(1);
  });

  it("runs it when that is allowed beforehand", async () => {
    const { code } = await command([{ calls: [writes] }, { text: "Done." }], "--allow-writes");
    expect(code).toBe(0);
  });

  it("prints one document with the ending and the results", async () => {
    const { out } = await command([{ calls: [sum] }, { text: "It is 4." }], "--format", "json");
    expect(JSON.parse(out)).toMatchObject({
      task: { outcome: "answered", answer: "It is 4." },
      results: [{ id: "sum", success: true, result: { value: 4 } }],
      summary: { total: 1, succeeded: 1 },
    });
  });

  it("says why there is no answer and ends with 2", async () => {
    const { code, err } = await command([{ raw: { status: 401, body: "{}" } }]);
    expect(err).toContain("wants a key");
    expect(code).toBe(2);
  });

  it("holds the limits and the safety of a manifest, and does not run its calls", async () => {
    const file = join(folder, "base.toolcalls.json");
    const manifest = {
      version: 1,
      safety: { run_process: "readOnly" },
      calls: [{ tool: "wait", arguments: { ms: 1 } }],
    };
    await writeFile(file, JSON.stringify(manifest));
    const { code, requests } = await command(
      [{ calls: [writes] }, { text: "Done." }],
      "--manifest",
      file,
      "--tool",
      "run_process",
    );
    expect(code).toBe(0);
    expect(requests[0]?.body.tools?.map((tool) => tool.function.name)).toEqual(["run_process"]);
  });
});

describe("the manifest of a task", () => {
  async function withManifest(text: string) {
    const file = join(folder, "base.toolcalls.json");
    await writeFile(file, text);
    return { file, ...(await command([{ text: "Done." }], "--manifest", file)) };
  }

  it("offers the tools that it has, and nothing else", async () => {
    const { code, err, requests } = await withManifest(
      '{"version":1,"tools":{"look":{"http":{"url":"http://127.0.0.1:9/{i}"}}}}',
    );
    expect(code).toBe(0);
    expect(err).toBe("");
    expect(requests[0]?.body.tools?.map((tool) => tool.function.name)).toContain("look");
  });

  it.each([
    ["broken JSON", '{"version":1,\n"safety":{"http_request":"unsafe"} "calls":[]}', /:2:\d+: error: /],
    ["a misspelt key", '{"version":1,"calls":[],\n"safty":{"http_request":"unsafe"}}', /:2:\d+: error: .*safety/],
    ["a misspelt key and no calls", '{"version":1,\n"safty":{"http_request":"unsafe"}}', /:2:\d+: error: .*safety/],
    ["a value that is none", '{"version":1,\n"safety":{"http_request":"dangerous"}}', /:2:\d+: error: /],
    ["a list of calls", '[{"tool":"wait","arguments":{}}]', /:1:1: error: This is no manifest/],
    ["text", "not JSON at all", /:1:\d+: error: /],
    ["nothing", "", /:1:1: error: /],
  ])("that is %s is told with line and column, and no model is asked", async (_, text, problem) => {
    const { code, err, out, file, requests } = await withManifest(text);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err.startsWith(file)).toBe(true);
    expect(err).toMatch(problem);
    expect(requests).toEqual([]);
  });
});

describe("the words after task", () => {
  const none = (): undefined => undefined;

  it("take the model, its address and the key from variables when they are not given", () => {
    const env: Record<string, string> = { OPENAI_MODEL: "m", OPENAI_BASE_URL: "http://x/v1", OPENAI_API_KEY: "k" };
    const line = readTaskLine(["do it"], (name) => env[name]);
    expect(line).toMatchObject({
      prompt: "do it",
      mode: "plan",
      model: { model: "m", baseUrl: "http://x/v1", apiKey: "k" },
    });
  });

  it("are refused with what to write instead", () => {
    expect(() => readTaskLine([], none)).toThrow(UsageError);
    expect(() => readTaskLine(["a", "b"], none)).toThrow("in quotes");
    expect(() => readTaskLine(["a"], none)).toThrow("--model");
    expect(() => readTaskLine(["a", "--model", "m", "--mode", "x"], none)).toThrow('plan or agent, not "x"');
  });
});
