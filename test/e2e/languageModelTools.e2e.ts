import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { linkFixtureExtension } from "../../scripts/fixtureExtension.mjs";
import { cacheFolder } from "../../scripts/project.mjs";
import { startVscodeServer, type VscodeServer } from "../../scripts/vscodeServer.mjs";
import { openFiles } from "./session";
import { expectRows } from "./timelineRows";

let server: VscodeServer;
let dataFolder: string;

beforeAll(async () => {
  await mkdir(cacheFolder, { recursive: true });
  dataFolder = await mkdtemp(join(cacheFolder, "tools-"));
  await linkFixtureExtension(join(dataFolder, "extensions"));
  server = await startVscodeServer({ dataFolder, settings: { "chat.disableAIFeatures": false } });
});

afterAll(async () => {
  await server.end();
  await rm(dataFolder, { recursive: true, force: true });
});

const manifest = JSON.stringify({
  version: 1,
  calls: [
    { id: "bell", tool: "vscode/fixture_ask", arguments: {} },
    { id: "heard", tool: "vscode/fixture_parts", arguments: { say: "${bell}" } },
    { id: "beside", tool: "vscode/fixture_parts", arguments: { say: "hello" } },
  ],
});

test("a tool that VS Code was not allowed to run is denied, and runs when it is tried again and allowed", async () => {
  const { workbench } = await openFiles({ "a.toolcalls.json": manifest }, server.origin);
  await workbench.chooseInExplorer("a.toolcalls.json", "Run Tools in Parallel");
  const question = workbench.page.locator(".monaco-dialog-box", { hasText: "Ring the fixture's bell?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expectRows(workbench, ["bell: Denied", "heard: Skipped", "beside: Succeeded"]);
  await workbench.panel().locator(".call-row[data-call='0']").press("r");
  await question.getByRole("button", { name: "Yes" }).click();
  await expectRows(workbench, ["bell: Succeeded", "heard: Succeeded", "beside: Succeeded"]);
});
