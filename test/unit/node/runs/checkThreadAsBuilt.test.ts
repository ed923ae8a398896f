import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { filesOf } from "../../../../scripts/bundledPackages.mjs";
import { standardDefaults } from "../../../../src/core/plan/plan";
import { CheckThread } from "../../../../src/node/runs/checking/checkThread";

const built = resolve("dist/checkWorker.js");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "check-built-"));
});

afterAll(() => rm(folder, { recursive: true }));

it("checks calls of servers as it is built, without starting any", async () => {
  const mark = join(folder, "started");
  const script = `require("fs").writeFileSync(${JSON.stringify(mark)}, "")`;
  const text = JSON.stringify({
    version: 1,
    servers: {
      here: { command: process.execPath, args: ["-e", script] },
      away: { type: "http", url: "http://127.0.0.1:1/mcp" },
    },
    calls: [
      { tool: "here/write_file", arguments: { path: "a.txt" } },
      { tool: "away/write_file", arguments: { path: "a.txt" } },
      { id: "sum", tool: "calculate", arguments: { expresion: "1" } },
    ],
  });
  const thread = new CheckThread({ worker: built });
  try {
    const outcome = await thread.check("a", {
      text,
      origin: "userFile",
      defaults: standardDefaults,
      sources: [],
      lists: {},
      places: { workspaceFolder: folder },
    });
    const problems = outcome.kind === "checked" ? outcome.problems.map(({ message }) => message) : [outcome.kind];
    expect(problems.filter((message) => !message.includes("expres"))).toEqual([]);
    expect(problems).not.toEqual([]);
  } finally {
    thread.dispose();
  }
  expect(existsSync(mark)).toBe(false);
});

it("loads no client of the protocol before a server is started", () => {
  const clientOf = (entryPoint: string): readonly string[] => [
    ...filesOf([entryPoint], "now").filter((file) => readFileSync(file, "utf8").includes("notifications/initialized")),
  ];
  for (const entryPoint of ["dist/checkWorker.js", "dist/cli.js", "dist/extension.js"])
    expect(clientOf(entryPoint)).toEqual([]);
  const later = filesOf(["dist/cli.js"]);
  expect(later.some((file) => readFileSync(file, "utf8").includes("notifications/initialized"))).toBe(true);
});
