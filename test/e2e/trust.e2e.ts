import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cacheFolder } from "../../scripts/project.mjs";
import { startVscodeServer, type VscodeServer } from "../../scripts/vscodeServer.mjs";
import { openFiles } from "./session";

let server: VscodeServer;
let dataFolder: string;

beforeAll(async () => {
  await mkdir(cacheFolder, { recursive: true });
  dataFolder = await mkdtemp(join(cacheFolder, "untrusted-"));
  server = await startVscodeServer({ dataFolder, trusted: false });
});

afterAll(async () => {
  await server.end();
  await rm(dataFolder, { recursive: true, force: true });
});

const manifest = `{ "version": 1, "calls": [{ "tool": "calculat", "arguments": { "expression": "1" } }] }`;

test("in a workspace that is not trusted nothing runs, and a message says why and where to trust it", async () => {
  const { workbench } = await openFiles({ "a.toolcalls.json": manifest }, server.origin);
  await workbench.chooseInExplorer("a.toolcalls.json", "Run Tools in Parallel");
  await workbench
    .notification(/not trusted/)
    .getByRole("button", { name: "Manage Workspace Trust" })
    .waitFor();
  expect(await workbench.tab(/^Timeline/).count()).toBe(0);
});

test("in a workspace that is not trusted calls are still checked", async () => {
  const { workbench } = await openFiles({ "a.toolcalls.json": manifest }, server.origin);
  await workbench.openFile("a.toolcalls.json");
  await workbench.runCommand("Parallel Tools: Check Tool Calls");
  await workbench.openProblems();
  expect(await workbench.problems()).toEqual([expect.stringContaining("calculat")]);
});
