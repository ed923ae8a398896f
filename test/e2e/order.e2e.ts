import { join } from "node:path";
import { expect, test } from "vitest";
import { outFolder } from "../../scripts/project.mjs";
import { openFiles } from "./session";
import { enter, type Workbench } from "./workbench";

const free = "These Do Not Touch One Another";
const memory = {
  command: "node",
  args: ["${workspaceFolder}/../../node_modules/@modelcontextprotocol/server-memory/dist/index.js"],
  env: { MEMORY_FILE_PATH: "${workspaceFolder}/memory.jsonl" },
};
const entity = (name: string) => ({ entities: [{ name, entityType: "thing", observations: [] }] });
const dark = '{ "workbench.colorTheme": "Default Dark Modern" }';
const light = '{ "workbench.colorTheme": "Default Light Modern" }';
const names = ["a", "b", "c", "d"];

function manifest(more: object = {}): string {
  const calls = names.map((name) => ({ id: name, tool: "memory/create_entities", arguments: entity(name) }));
  return `${JSON.stringify({ version: 1, servers: { memory }, ...more, calls }, null, 2)}\n`;
}

const editorText = async (workbench: Workbench): Promise<string> =>
  (await workbench.page.locator(".editor-group-container .view-lines").first().innerText()).replaceAll("\u00a0", " ");

/** What a person sees, in a dark and in a light theme, to be looked at. */
async function picture(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.screenshot({ path: join(outFolder, "e2e", `order-${name}.png`) });
}

test("the timeline says what a server's state keeps in order, and one click frees it in the manifest", async () => {
  const { workbench } = await openFiles({
    ".vscode/settings.json": dark,
    "memory.toolcalls.json": manifest(),
  });
  await workbench.openFile("memory.toolcalls.json");
  await workbench.runCommand("Run Tools in Parallel");
  await workbench.notification(/4 calls, 4 succeeded/).waitFor();
  const panel = workbench.panel();
  await panel.getByText(/4 calls kept in order by the state of memory, which no argument names/).waitFor();
  await panel.locator("[role=row].call-row", { hasText: "b" }).first().click();
  await panel
    .getByRole("region", { name: /^Details of call/ })
    .getByRole("button", { name: free })
    .first()
    .waitFor();
  await picture(workbench, "timeline-dark");

  await panel.locator(".order-note").getByRole("button", { name: free }).click();
  await workbench.notification(/do not touch one another/).waitFor();
  await expect.poll(() => editorText(workbench)).toContain('"state": { "memory/*": "none" },');
  await picture(workbench, "freed-dark");

  await workbench.runCommand("Run Tools in Parallel");
  await panel.getByText(/calls met on what memory keeps/).waitFor();
  expect(await panel.getByText(/kept in order/).count()).toBe(0);
});

test("a quick fix on a call that is kept in order writes the entry, and can be undone", async () => {
  const { workbench } = await openFiles({
    ".vscode/settings.json": light,
    "memory.toolcalls.json": manifest(),
  });
  const { page } = workbench;
  await workbench.openFile("memory.toolcalls.json");
  await workbench.runCommand("Check Tool Calls");
  await workbench.notification(/can be run: 4 calls/).waitFor();
  const line = manifest()
    .split("\n")
    .findIndex((text) => text.includes("memory/create_entities"));
  await page.keyboard.press("Control+g");
  await enter(page.locator(".quick-input-widget:visible input[type=text]").first(), `:${line + 1}:20`);
  await page.locator(".quick-input-widget:visible").waitFor({ state: "detached" });
  await page.locator(".codicon-light-bulb:visible").first().waitFor();
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget", { hasText: free }).waitFor();
  await picture(workbench, "quick-fix-light");
  await page.keyboard.press("Enter");
  await expect.poll(() => editorText(workbench)).toContain('"state": { "memory/*": "none" },');
  await page.keyboard.press("Control+z");
  await expect.poll(() => editorText(workbench)).not.toContain('"state"');
});

test("what is freed in the list of calls to approve is kept in the workspace, shown in the Tools view and taken back", async () => {
  const calls = names.map((name) => ({ id: name, tool: "memory/create_entities", arguments: entity(name) }));
  const { workbench } = await openFiles({
    ".vscode/settings.json": light,
    ".vscode/mcp.json": JSON.stringify({ servers: { memory } }),
    "calls.json": JSON.stringify(calls, null, 2),
  });
  const { page } = workbench;
  await workbench.openFile("calls.json");
  await workbench.runCommand("Run Tools in Parallel");
  const list = page.locator(".quick-input-widget:visible", { hasText: "Approve Tool Calls" });
  await list.getByText(/kept in order by the state of memory/).waitFor();
  const row = list.locator(".monaco-list-row", { hasText: "b: memory/create_entities" });
  await row.hover();
  await picture(workbench, "review-light");
  await row.getByRole("button", { name: free }).click();
  await list.getByText(/kept in order by the state of memory/).waitFor({ state: "detached" });
  await page.keyboard.press("Escape");

  await page.locator(".activitybar").getByRole("tab", { name: "Parallel Tools" }).click();
  const kept = page.locator(".pane-body .monaco-list-row", { hasText: "memory/*" });
  await kept.getByText("these do not touch one another").waitFor();
  await picture(workbench, "tools-light");
  const again = kept.getByRole("button", { name: "Keep in Order Again" });
  // The rows move while sources are listed: a click may meet the one that stood there before, or none at all.
  const pressed = async (): Promise<number> => {
    await kept.hover({ timeout: 5_000 }).catch(() => undefined);
    await again.click({ timeout: 5_000 }).catch(() => undefined);
    return kept.count();
  };
  await expect.poll(pressed, { timeout: 60_000 }).toBe(0);
});

test("where conflicts are off, a hint says before the run that nothing orders the calls, and the timeline after it where they met", async () => {
  const { workbench } = await openFiles({
    ".vscode/settings.json": dark,
    "memory.toolcalls.json": manifest({ conflicts: "off" }),
  });
  await workbench.openFile("memory.toolcalls.json");
  await workbench.runCommand("Run Tools in Parallel");
  await workbench
    .panel()
    .getByText(/4 calls met on what memory keeps/)
    .waitFor();
  await workbench.notification(/4 calls met unordered on what memory keeps/).waitFor();
  await workbench.openProblems();
  await expect.poll(() => workbench.problems()).toContainEqual(expect.stringContaining("may write what memory keeps"));
  await picture(workbench, "off-dark");
});
