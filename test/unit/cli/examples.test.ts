import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

import { parseManifest } from "../../../src/core/manifest/parse";
import type { ResultsDocument } from "../../../src/node/runs/documents/resultsDocument";

const cli = resolve("dist/cli.js");
const examples = resolve("examples");

async function resultsOf(name: string): Promise<ResultsDocument["results"]> {
  const file = join(examples, name, `${name}.toolcalls.json`);
  const { stdout } = await promisify(execFile)(process.execPath, [cli, "run", file, "--format", "json"]);
  return (JSON.parse(stdout) as ResultsDocument).results;
}

describe("the examples that need no account", () => {
  it("call programs and functions", async () => {
    const results = await resultsOf("processes-and-modules");
    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => "succeeded"));
    expect(results.at(-1)?.result).toBe("TWO WORDS.TXT: 23 WORDS IN 2 FILES");
  });

  it("call HTTP tools and the operations of an OpenAPI document", async () => {
    const results = await resultsOf("http-and-openapi");
    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 7 }, () => "succeeded"));
    expect(results.at(-1)?.result).toEqual({ order: 17, pets: [1, 3] });
  });
});

describe("docs/tools.md", () => {
  it("has manifests that are read without a problem", async () => {
    const manual = await readFile(resolve("docs/tools.md"), "utf8");
    const blocks = [...manual.matchAll(/```jsonc\n(.*?)```/gs)].map(([, code = ""]) => parseManifest(code));
    expect(blocks.length).toBeGreaterThan(5);
    for (const { problems } of blocks) expect(problems).toEqual([]);
  });
});
