import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/node/runs/journal/nodeFiles";

const documents = ["docs/threat-model.md", "docs/safety.md"];

describe.each(documents)("%s", (document) => {
  it("names files and tests that there are", async () => {
    const text = await readFile(document, "utf8");
    const paths = Array.from(text.matchAll(/`((?:src|test)\/[^`]+)`/g), ([, path]) => path ?? "");
    expect(paths.filter((path) => path.startsWith("test/")).length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("names a test in each row of what is enforced or bounded", async () => {
    const text = await readFile(document, "utf8");
    const rows = text
      .trim()
      .split(/\n\n/)
      .filter((part) => /^\|.*(?:\btests? +\||held by)/.test(part));
    expect(rows.length).toBeGreaterThan(0);
    const without = rows.flatMap((table) => table.split("\n").slice(2)).filter((row) => !row.includes("`test/"));
    expect(without).toEqual([]);
  });

  it("names tests by titles that they have", async () => {
    const text = await readFile(document, "utf8");
    for (const [, path = "", title = ""] of text.matchAll(/`(test\/[^`]+)`: “([^”]+)”/g)) {
      const source = await readFile(path, "utf8");
      const titles = Array.from(source.matchAll(/(?<!describe)\(\s*"((?:[^"\\]|\\.)*)",/g), ([, written]) => written);
      expect(titles, path).toContain(title);
    }
  });
});

describe("a text that only the redactor makes", () => {
  it("is made nowhere else, but of what it has made", async () => {
    expect(await filesWith(/ as (?:\w+<)?Shown\b|\bis Shown</)).toEqual([
      "cli/printing/output.ts",
      "cli/printing/terminal.ts",
      "core/model/text/shown.ts",
      "node/runs/documents/jsonPieces.ts",
      "node/runs/documents/largeResults.ts",
      "node/runs/documents/resultsDocument.ts",
      "node/runs/followedRun.ts",
      "node/runs/journal/header.ts",
      "node/runs/journal/journal.ts",
      "node/runs/journal/migration.ts",
      "node/runs/journal/reading/keptEvents.ts",
      "node/runs/journal/reading/reader.ts",
      "node/runs/redaction/redactor.ts",
      "node/runs/redaction/streamedText.ts",
      "node/runs/session/shownEvent.ts",
      "node/runs/session/shownRun.ts",
      "vscode/timeline/panelSession.ts",
      "vscode/tools/view/toolsTree.ts",
    ]);
  });

  it("is said by the product itself in few places", async () => {
    expect(await filesWith(/\bownWords[(<]/)).toEqual([
      "core/model/text/shown.ts",
      "node/runs/followedRun.ts",
      "node/runs/journal/reading/repair.ts",
      "node/runs/resumption/interruption.ts",
      "node/runs/resumption/resumption.ts",
      "vscode/tools/view/shownSources.ts",
    ]);
  });
});

async function filesWith(pattern: RegExp): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await readdir("src", { recursive: true })) {
    if (name.endsWith(".ts") && pattern.test(await readFile(join("src", name), "utf8"))) {
      found.push(name.replaceAll("\\", "/"));
    }
  }
  return found.sort();
}

describe.skipIf(process.platform === "win32")("what is kept of a run", () => {
  it("is for its owner alone", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kept-"));
    const runs = join(folder, "runs");
    await nodeFiles.makeFolder(runs);
    await nodeFiles.replace(join(runs, "head"), "{}");
    const file = await nodeFiles.create(join(runs, "segment"));
    await file.close();
    const modes = await Promise.all([runs, join(runs, "head"), join(runs, "segment")].map((path) => stat(path)));
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600, 0o600]);
    await rm(folder, { recursive: true });
  });
});
