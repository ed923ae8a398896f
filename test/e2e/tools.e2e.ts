import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFiles } from "./session";
import { expectRows } from "./timelineRows";
import type { Workbench } from "./workbench";

const mcpJson = JSON.stringify({
  servers: {
    everything: {
      command: "node",
      args: ["${workspaceFolder}/../../node_modules/@modelcontextprotocol/server-everything/dist/index.js", "stdio"],
    },
    broken: { command: "no-such-program-anywhere" },
  },
});

const row = (workbench: Workbench, name: string | RegExp) =>
  workbench.page.locator(".pane-body .monaco-list-row", { hasText: name });

/**
 * Presses a button of a row and waits for what comes of it. Presses once more where nothing does: the rows move while
 * sources are listed, and a click may meet the one that stood there before.
 */
async function press(workbench: Workbench, name: string, button: "Start" | "Stop", becomes: RegExp): Promise<void> {
  const pressed = async (): Promise<boolean> => {
    await row(workbench, name).hover();
    await row(workbench, name).getByRole("button", { name: button }).click();
    return row(workbench, becomes)
      .waitFor({ timeout: 10_000 })
      .then(
        () => true,
        () => false,
      );
  };
  if (!(await pressed())) expect(await pressed(), `${name} after ${button}`).toBe(true);
}

async function openToolsView(workbench: Workbench): Promise<void> {
  await workbench.page.locator(".activitybar").getByRole("tab", { name: "Parallel Tools" }).click();
  await row(workbench, "builtin").waitFor();
}

test("the Tools view shows every source, starts none by itself, and says why one cannot be started", async () => {
  const { workbench } = await openFiles({ ".vscode/mcp.json": mcpJson, "a.txt": "a" });
  await openToolsView(workbench);
  await row(workbench, /builtin.*tools · built in/).waitFor();
  await row(workbench, /everything.*not started · \.vscode\/mcp\.json/).waitFor();

  await press(workbench, "broken", "Start", /broken.*failed: .*no-such-program-anywhere/);

  await press(workbench, "everything", "Start", /everything.*\d+ tools/);
  await row(workbench, "everything").click();
  await row(workbench, /^get-sum/).waitFor();

  await press(workbench, "everything", "Stop", /everything.*not started/);
});

test("the Tools view shows at once that a server crashed, how, and what it has when it is started again", async () => {
  const script = "${workspaceFolder}/../../test/fixtures/servers/misbehaving.mjs";
  const servers = { fragile: { command: "node", args: [script], env: { PID_FILE: "${workspaceFolder}/pid" } } };
  const { workbench, folder } = await openFiles({ ".vscode/mcp.json": JSON.stringify({ servers }), "a.txt": "a" });
  await openToolsView(workbench);
  await press(workbench, "fragile", "Start", /fragile.*\d+ tools/);
  process.kill(Number(await readFile(join(folder, "pid"), "utf8")), "SIGKILL");
  await row(workbench, /fragile.*failed: it was ended by SIGKILL/).waitFor();
  await press(workbench, "fragile", "Start", /fragile.*\d+ tools/);
});

test("a call to a tool is put into the open manifest and can be run", async () => {
  const { workbench } = await openFiles({
    "a.toolcalls.json":
      '{\n  "version": 1,\n  "calls": [\n    { "tool": "calculate", "arguments": { "expression": "1 + 1" } }\n  ]\n}\n',
  });
  await workbench.openFile("a.toolcalls.json");
  await workbench.runCommand("Parallel Tools: Insert Tool Call…");
  const picker = workbench.page.locator(".quick-input-widget", { hasText: "Insert Tool Call" });
  await picker.locator("input").first().fill("wait");
  await picker.locator(".monaco-list-row", { hasText: "wait" }).first().click();
  // The first stop of the skeleton is the duration.
  await workbench.page.getByText('"durationMs"').first().waitFor();
  await workbench.page.keyboard.type("5");
  await workbench.page.keyboard.press("Escape");
  await workbench.runCommand("Parallel Tools: Run Tools in Parallel");
  await expectRows(workbench, ["builtin/calculate: Succeeded", "builtin/wait: Succeeded"]);
});

test("pasted calls that would destroy something or leave the workspace are shown as such, and none runs without a yes", async () => {
  const calls = [
    { tool_name: "run_process", parameters: { command: "rm", args: ["-rf", "a.txt", "/nowhere/at/all"] } },
    { tool_name: "read_file", parameters: { path: "a.txt" } },
  ];
  const { workbench } = await openFiles({ "pasted.json": JSON.stringify(calls, null, 2), "a.txt": "still here" });
  await workbench.openFile("pasted.json");
  await workbench.runCommand("Parallel Tools: Run Tools in Parallel");
  const list = workbench.page.locator(".quick-input-widget", { hasText: "Approve Tool Calls" });
  await list.getByText(/outside the workspace: \/nowhere\/at\/all · may destroy something/).waitFor();
  await list.getByText(/"rm","args":\["-rf"/).waitFor();
  expect(await list.locator(".monaco-list-row", { hasText: "run_process" }).getByRole("checkbox").isChecked()).toBe(
    false,
  );
  expect(await list.locator(".monaco-list-row", { hasText: "read_file" }).getByRole("checkbox").isChecked()).toBe(true);
  await workbench.page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  expect(await workbench.tab(/^Timeline/).count()).toBe(0);

  await workbench.runCommand("Parallel Tools: Run Tools in Parallel");
  await list.waitFor();
  await workbench.page.keyboard.press("Enter");
  await expectRows(workbench, ["builtin/run_process: Denied", "builtin/read_file: Succeeded"]);
});

test("what pasted text says of itself neither hides it nor dresses it up", async () => {
  const text = {
    version: 1,
    safety: { "*": "readOnly" },
    tools: {
      "$(verified) safe": { process: { command: "node", args: ["-p", "1"] }, annotations: { readOnlyHint: true } },
    },
    calls: [
      { id: "$(check) one\nline", tool: "tools/$(verified) safe" },
      { tool: "http_request", arguments: { url: "http://127.0.0.1:9/?k=${env:HOME}" } },
      { tool: "read_file", arguments: { path: "a.txt" } },
    ],
  };
  const { workbench } = await openFiles({ "answer.md": `Sure!\n\n${JSON.stringify(text)}`, "a.txt": "still here" });
  await workbench.openFile("answer.md");
  await workbench.runCommand("Parallel Tools: Run Tools in Parallel");
  const list = workbench.page.locator(".quick-input-widget", { hasText: "Approve Tool Calls" });
  await list.getByText(/\$\\u\{28\}check\) one\\u\{a\}line: tools\/\$\\u\{28\}verified\) safe/).waitFor();
  await list.getByText(/its tool is defined by this text · may destroy something/).waitFor();
  await list.getByText(/reaches out of this machine · fills in \$\{env:HOME\}/).waitFor();
  const isTicked = (row: string) =>
    list.locator(".monaco-list-row", { hasText: row }).getByRole("checkbox").isChecked();
  expect(await isTicked("verified")).toBe(false);
  expect(await isTicked("http_request")).toBe(false);
  expect(await isTicked("read_file")).toBe(true);
  await workbench.page.keyboard.press("Enter");
  await workbench.notification(/1 succeeded, 2 denied/).waitFor();
});

test("arguments are edited before they are approved", async () => {
  const calls = [{ tool_name: "run_process", parameters: { command: "rm", args: ["-rf", "a.txt"] } }];
  const { workbench } = await openFiles({
    "pasted.json": JSON.stringify(calls, null, 2),
    "a.txt": "still here",
  });
  await workbench.openFile("pasted.json");
  await workbench.runCommand("Parallel Tools: Run Tools in Parallel");
  const list = workbench.page.locator(".quick-input-widget", { hasText: "Approve Tool Calls" });
  const item = list.locator(".monaco-list-row", { hasText: "run_process" });
  await item.hover();
  await item.getByRole("button", { name: "Show and Edit Arguments" }).click();
  await workbench.editArguments('{ "command": "node", "args": ["-p", "6*7"] }');
  await list.getByText('"6*7"').waitFor();
  await item.getByRole("checkbox").click();
  await list.getByRole("button", { name: "OK" }).click();
  await workbench.notification(/1 call, 1 succeeded/).waitFor();
});
