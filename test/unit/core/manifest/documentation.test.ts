import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { parseManifest } from "../../../../src/core/manifest/parse";

const manual = readFileSync("docs/manifest.md", "utf8");

describe("docs/manifest.md", () => {
  it("has examples that are read without a problem", () => {
    const blocks = [...manual.matchAll(/```(?:jsonc|text)\n(.*?)```/gs)].map(([, code = ""]) => parseManifest(code));
    expect(blocks.map(({ manifest, problems }) => [manifest.calls.length, problems.length])).toEqual([
      [4, 0],
      [4, 0],
      [2, 0],
    ]);
  });

  it("shows every form that it lists as it is read", () => {
    const rows = [...manual.matchAll(/^\| [\w ]+ *\| `(\{.*\})` *\|$/gm)].map(([, code = ""]) => parseManifest(code));
    expect(rows).toHaveLength(11);
    expect(new Set(rows.map(({ manifest }) => manifest.calls[0]?.dialect)).size).toBe(11);
    for (const { manifest, problems } of rows) {
      expect(problems).toEqual([]);
      expect(manifest.calls).toMatchObject([{ tool: "read_file", arguments: { path: "a.txt" } }]);
    }
  });
});

describe("examples/from-a-trace", () => {
  it("is read to the calls that its files hold, without an error", () => {
    const folder = "examples/from-a-trace";
    const files = readdirSync(folder).filter((name) => /\.(json|log|txt)$/.test(name) && name !== "crew.json");
    const counts = files.sort().map((name) => {
      const { manifest, problems } = parseManifest(readFileSync(join(folder, name), "utf8"));
      expect(problems).toEqual([]);
      return [name, manifest.calls.map(({ tool }) => tool).join(" ")];
    });
    expect(Object.fromEntries(counts)).toEqual({
      "aiecs.json": "read_file search_text calculate wait",
      "anthropic-message.json": "list_files read_file calculate wait",
      "gemini-response.json": "read_file read_file list_files",
      "llmcompiler-plan.txt": "read_file read_file calculate calculate search_text",
      "mcp-session.log": "read_file search_text list_files",
      "mixed.log": "list_files read_file calculate search_text wait",
      "openai-chat.json": "read_file read_file search_text calculate",
    });
  });
});
