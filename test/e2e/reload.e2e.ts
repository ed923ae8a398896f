import { test } from "vitest";
import { openFiles } from "./session";
import { expectRows } from "./timelineRows";

const runCommand = "Run Tools in Parallel";

const manifest = (calls: readonly object[]) => JSON.stringify({ version: 1, calls }, null, 2);

test("a reloaded window shows the timeline again, with its data, and can retry", async () => {
  const { workbench } = await openFiles({
    "early.txt": "here",
    "read.toolcalls.json": manifest([
      { id: "late", tool: "read_file", arguments: { path: "late.txt" } },
      { id: "sum", tool: "calculate", arguments: { expression: "6 * 7" } },
      { id: "echo", tool: "calculate", arguments: { expression: "1" }, dependsOn: ["late"] },
    ]),
  });
  await workbench.chooseInExplorer("read.toolcalls.json", runCommand);
  const rows = ["late: Failed", "sum: Succeeded", "echo: Skipped"];
  await expectRows(workbench, rows);

  await workbench.reload();
  await expectRows(workbench, rows);
  await workbench.panel().locator("#call-1").click();
  await workbench.panel().getByRole("region", { name: /sum/ }).getByText("42").first().waitFor();

  await workbench.renameInExplorer("early.txt", "late.txt");
  await workbench.panel().getByRole("button", { name: "Retry Failed" }).click();
  await expectRows(workbench, ["late: Succeeded", "sum: Succeeded", "echo: Succeeded"]);
});

test("after a reload, a skipped call can be edited to do without the failed one, from the palette", async () => {
  const { workbench } = await openFiles({
    "sums.toolcalls.json": manifest([
      { id: "broken", tool: "calculate", arguments: { expression: "1 / nothing" } },
      { id: "next", tool: "calculate", arguments: { expression: "${broken.value} + 1" } },
    ]),
  });
  await workbench.chooseInExplorer("sums.toolcalls.json", runCommand);
  await expectRows(workbench, ["broken: Failed", "next: Skipped"]);
  await workbench.reload();
  await expectRows(workbench, ["broken: Failed", "next: Skipped"]);

  await workbench.runCommand("Parallel Tools: Edit and Retry a Call…");
  const picker = workbench.page.locator(".quick-input-widget:visible", { hasText: "next" });
  await picker.getByPlaceholder("Edit the arguments of which call?").waitFor();
  await picker.locator(".monaco-list-row", { hasText: "next" }).click();
  await workbench.editArguments('{ "expression": "6 * 7" }');
  await expectRows(workbench, ["broken: Failed", "next: Succeeded"]);
});

test("a window that is reloaded in the middle of a run keeps what was done and says what was interrupted", async () => {
  const { workbench } = await openFiles({
    "slow.toolcalls.json": manifest([
      { id: "quick", tool: "calculate", arguments: { expression: "6 * 7" } },
      { id: "patient", tool: "wait", arguments: { durationMs: 600_000 } },
    ]),
  });
  await workbench.chooseInExplorer("slow.toolcalls.json", runCommand);
  await expectRows(workbench, ["quick: Succeeded", "patient: Running"]);
  await workbench.reload();
  await expectRows(workbench, ["quick: Succeeded", "patient: Cancelled"]);
});
