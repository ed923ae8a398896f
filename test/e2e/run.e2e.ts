import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { outFolder } from "../../scripts/project.mjs";
import { openExample, openFiles } from "./session";
import { expectRows, timelineRows } from "./timelineRows";

const manifest = "quickstart.toolcalls.json";
const runCommand = "Run Tools in Parallel";

const twoSums = `{
  "version": 1,
  "calls": [
    { "id": "first", "tool": "calculate", "arguments": { "expression": "1 + 1" } },
    { "id": "second", "tool": "calculate", "arguments": { "expression": "\${first.value} + 1" } }
  ]
}`;

test("the quickstart, run from the palette, has one failure, and Retry Failed makes all of it succeed", async () => {
  const { workbench } = await openExample("quickstart");
  await workbench.openFile(manifest);
  await workbench.runCommand(`Parallel Tools: ${runCommand}`);

  await workbench.notification(/1 failed, 1 skipped/).waitFor();
  await workbench.panel().getByText("2 of 17 did not succeed").waitFor();
  const rows = await timelineRows(workbench);
  expect(rows.filter((row) => !row.endsWith("Succeeded"))).toEqual(["index: Failed", "headings: Skipped"]);
  expect(rows.length).toBe(17);

  await workbench.answer(/1 failed, 1 skipped/, "Retry Failed");
  await expectRows(
    workbench,
    rows.map((row) => row.replace(/Failed|Skipped/, "Succeeded")),
  );
  await workbench.panel().getByText("All succeeded").waitFor();
  await workbench.notification(new RegExp(`${String(rows.length)} calls, ${String(rows.length)} succeeded`)).waitFor();
});

test("the quickstart runs from the explorer's context menu, and the panel's own Retry Failed retries it", async () => {
  const { workbench, folder } = await openExample("quickstart");
  await workbench.chooseInExplorer(manifest, runCommand);

  await workbench.notification(/1 failed/).waitFor();
  await workbench.panel().getByText("2 of 17 did not succeed").waitFor();
  await workbench.panel().getByRole("button", { name: "Retry Failed" }).click();
  await workbench.panel().getByText("All succeeded").waitFor();

  const report = await readFile(join(folder, "out", "report.md"), "utf8");
  expect(report).toContain("## Bread, by weight");
  expect(report).toContain("See the notes.");
});

test("a failed call is run again with arguments that are edited, from the timeline and behind what they refer to", async () => {
  const { workbench } = await openFiles({
    "sums.toolcalls.json": `{
  "version": 1,
  "calls": [
    { "id": "first", "tool": "calculate", "arguments": { "expression": "1 + 1" } },
    { "id": "second", "tool": "calculate", "arguments": { "expression": "1 / nothing" } }
  ]
}`,
  });
  await workbench.openFile("sums.toolcalls.json");
  await workbench.runCommand(`Parallel Tools: ${runCommand}`);
  await expectRows(workbench, ["first: Succeeded", "second: Failed"]);

  await workbench.panel().locator("[role=row].call-row", { hasText: "second" }).click();
  await workbench.panel().getByRole("button", { name: "Edit Arguments and Retry Call" }).click();
  await workbench.editArguments('{ "expression": 5 }');
  await workbench.page.locator(".monaco-dialog-box", { hasText: "cannot run with these arguments" }).waitFor();
  await workbench.page.getByRole("button", { name: "Edit Again" }).click();
  await workbench.editArguments('{ "expression": "${first.value} * 21" }');

  await expectRows(workbench, ["first: Succeeded", "second: Succeeded"]);
  const details = workbench.panel().getByRole("region", { name: /second/ });
  await details.getByText("42").first().waitFor();
  await details.getByText("arguments.expression uses first.value").waitFor();
});

test("arguments that make a call of a trace do more than before are asked about with what it does and is sent", async () => {
  const call = {
    id: "notes",
    type: "function",
    function: { name: "read_file", arguments: JSON.stringify({ path: "missing.txt" }) },
  };
  const { workbench } = await openFiles({ "answer.json": JSON.stringify({ tool_calls: [call] }, null, 2) });
  await workbench.openFile("answer.json");
  await workbench.runCommand(runCommand);
  await expectRows(workbench, ["notes: Failed"]);

  await workbench.panel().locator("[role=row].call-row", { hasText: "notes" }).click();
  await workbench.panel().getByRole("button", { name: "Edit Arguments and Retry Call" }).click();
  await workbench.editArguments('{ "path": "../elsewhere/missing.txt" }');
  const question = workbench.page.locator(".monaco-dialog-box", { hasText: "as it was edited" });
  await question.getByText(/• outside the workspace: ..\/elsewhere/).waitFor();
  await question.getByText(/"path":"..\/elsewhere\/missing.txt"/).waitFor();
  await workbench.page.screenshot({ path: join(outFolder, "e2e", "edited-arguments.png") });
  await question.getByRole("button", { name: "Cancel" }).click();
  await workbench.panel().getByText("1 of 1 did not succeed").waitFor();
});

test("the run button above a manifest runs it as it stands in the editor, saved or not", async () => {
  const { workbench } = await openFiles({ "sums.toolcalls.json": `, "calls": []}\n` });
  await workbench.openFile("sums.toolcalls.json");
  await workbench.selectLines(1, 1);
  await workbench.page.keyboard.insertText(
    `[{ "id": "first", "tool": "calculate", "arguments": { "expression": "1 + 1" } }]`,
  );
  await workbench.page.locator(".editor-actions").getByRole("button", { name: runCommand }).click();
  await workbench.notification(/1 call, 1 succeeded/).waitFor();
  await expectRows(workbench, ["first: Succeeded"]);
});

test("the explorer offers to run manifests, and no other JSON file", async () => {
  const { workbench } = await openFiles({ "a.toolcalls.jsonc": twoSums, "b.json": twoSums });
  await workbench.explorerMenuEntry("a.toolcalls.jsonc", runCommand);
  await workbench.page.keyboard.press("Escape");
  const other = await workbench.explorerItem("b.json");
  await other.click({ button: "right" });
  const menu = workbench.page.locator(".monaco-menu .action-item");
  await menu.first().waitFor();
  expect(await menu.filter({ hasText: runCommand }).count()).toBe(0);
});

test("several files chosen in the explorer run one after another, each as a run of its own", async () => {
  const { workbench } = await openFiles({ "a.toolcalls.json": twoSums, "b.toolcalls.json": twoSums });
  await workbench.chooseInExplorer(["a.toolcalls.json", "b.toolcalls.json"], runCommand);
  await workbench.tab("Timeline: b.toolcalls.json").waitFor();
  await expectRows(workbench, ["first: Succeeded", "second: Succeeded"]);
  await workbench.panel().getByTitle("Show Another Run").click();
  const runs = workbench.page.locator(".quick-input-list .monaco-list-row");
  await runs.filter({ hasText: "a.toolcalls.json" }).waitFor();
  await runs.filter({ hasText: "b.toolcalls.json" }).waitFor();
});

test("of a trace, just the selected OpenAI tool calls run", async () => {
  const { workbench, folder } = await openExample("from-a-trace");
  const lines = (await readFile(join(folder, "openai-chat.json"), "utf8")).split("\n");
  const first = lines.findIndex((line) => line.includes("call_7Qm3")) - 1;
  const last = lines.findIndex((line) => line.includes("call_7Qm4")) + 3;
  await workbench.openFile("openai-chat.json");
  await workbench.selectLines(first + 1, last + 1);
  await workbench.runCommand(runCommand);
  await workbench.notification(/2 calls, 2 succeeded/).waitFor();
  await expectRows(workbench, ["call_7Qm3: Succeeded", "call_7Qm4: Succeeded"]);
});

test("a failed call of selected OpenAI tool calls is retried to success", async () => {
  const toolCall = (id: string, name: string, args: object) => ({
    id,
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
  });
  const calls = [
    toolCall("call_1", "read_file", { path: "late.txt" }),
    toolCall("call_2", "calculate", { expression: "6 * 7" }),
  ];
  const { workbench } = await openFiles({
    "answer.json": JSON.stringify({ tool_calls: calls }, null, 2),
    "early.txt": "here",
  });
  await workbench.openFile("answer.json");
  await workbench.page.keyboard.press("ControlOrMeta+a");
  await workbench.runCommand(runCommand);
  await workbench.notification(/1 succeeded, 1 failed/).waitFor();
  await expectRows(workbench, ["call_1: Failed", "call_2: Succeeded"]);

  await workbench.renameInExplorer("early.txt", "late.txt");
  await workbench.answer(/1 failed/, "Retry Failed");
  await expectRows(workbench, ["call_1: Succeeded", "call_2: Succeeded"]);
});

test("selected calls that may change something run only when they are ticked", async () => {
  const calls = [
    { tool_name: "calculate", parameters: { expression: "1 + 1" } },
    { tool_name: "run_process", parameters: { command: "node", args: ["-e", "0"] } },
  ];
  const { workbench } = await openFiles({ "pasted.json": JSON.stringify(calls, null, 2) });
  await workbench.openFile("pasted.json");
  await workbench.runCommand(runCommand);
  const approval = workbench.page.locator(".quick-input-widget", { hasText: "Approve Tool Calls" });
  await approval.waitFor();
  await workbench.page.keyboard.press("Enter");
  await workbench.notification(/1 succeeded, 1 denied/).waitFor();
  await expectRows(workbench, ["builtin/calculate: Succeeded", "builtin/run_process: Denied"]);

  // Also when it is run again later, in a window that was loaded anew.
  await workbench.reload();
  await expectRows(workbench, ["builtin/calculate: Succeeded", "builtin/run_process: Denied"]);
  const denied = workbench.panel().locator(".call-row[data-call='1']");
  const question = workbench.page.locator(".monaco-dialog-box", { hasText: "It was not approved before" });
  await denied.press("r");
  await question.getByText(/run_process \(may destroy something\).*"args":\["-e","0"\]/s).waitFor();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expectRows(workbench, ["builtin/calculate: Succeeded", "builtin/run_process: Denied"]);
  await denied.press("r");
  await question.getByRole("button", { name: "Run", exact: true }).click();
  await expectRows(workbench, ["builtin/calculate: Succeeded", "builtin/run_process: Succeeded"]);
});
