import { expect, test } from "vitest";
import { runningProcesses } from "../../scripts/processes.mjs";
import { openExample, openFiles } from "./session";
import { expectRows } from "./timelineRows";

const runCommand = "Run Tools in Parallel";

/** Processes of runs in a workspace folder, or with a path of it among their arguments; VS Code has its own there. */
function processesOf(folder: string): string[] {
  return runningProcesses()
    .filter((each) => each.folder.startsWith(folder) || each.command.includes(folder))
    .filter(({ command }) => !command.includes("/lib/vscode/"))
    .map(({ command }) => command);
}

/** A process that runs until it is ended, and its child that does the same. */
const endless =
  "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }); setInterval(() => {}, 1000)";

const slow = JSON.stringify({
  version: 1,
  calls: [
    { id: "quick", tool: "calculate", arguments: { expression: "1 + 1" } },
    {
      id: "endless",
      tool: "run_process",
      arguments: { command: "node", args: ["-e", endless], cwd: "${workspaceFolder}" },
    },
    { id: "patient", tool: "wait", arguments: { durationMs: 600_000 } },
    { id: "after", tool: "calculate", arguments: { expression: "2" }, dependsOn: ["patient"] },
  ],
});

const cancelled = ["quick: Succeeded", "endless: Cancelled", "patient: Cancelled", "after: Cancelled"];

test("Cancel in the notification ends a run at once, keeps what is done and leaves no process behind", async () => {
  const { workbench, folder } = await openFiles({ "slow.toolcalls.json": slow });
  await workbench.chooseInExplorer("slow.toolcalls.json", runCommand);
  await workbench.notification(/1 of 4 done/).waitFor();
  await expect.poll(() => processesOf(folder).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);

  await workbench.answer(/1 of 4 done/, "Cancel");
  await workbench.notification(/4 calls, 1 succeeded, 3 cancelled/).waitFor();
  await expectRows(workbench, cancelled);
  await expect.poll(() => processesOf(folder), { timeout: 10_000 }).toEqual([]);
});

test("Cancel in the panel ends a run, and what remains can be run", async () => {
  const { workbench } = await openFiles({ "slow.toolcalls.json": slow });
  await workbench.chooseInExplorer("slow.toolcalls.json", runCommand);
  await expectRows(workbench, ["quick: Succeeded", "endless: Running", "patient: Running", "after: Waiting"]);
  await workbench.panel().getByRole("button", { name: "Cancel", exact: true }).click();
  await expectRows(workbench, cancelled);
  await workbench.panel().getByRole("button", { name: "Resume Run" }).waitFor();
});

test("the command that cancels is offered while a run goes on, and only then", async () => {
  const { workbench } = await openFiles({ "slow.toolcalls.json": slow });
  await workbench.chooseInExplorer("slow.toolcalls.json", runCommand);
  await workbench.notification(/1 of 4 done/).waitFor();
  await workbench.runCommand("Parallel Tools: Cancel Run");
  await workbench.notification(/3 cancelled/).waitFor();
  await expect.poll(() => workbench.offersCommand("Parallel Tools: Cancel Run")).toBe(false);
});

test("closing the window ends the servers and processes of its runs", async () => {
  const { workbench, folder } = await openExample("quickstart");
  await workbench.chooseInExplorer("quickstart.toolcalls.json", runCommand);
  const servers = () => processesOf(folder).filter((command) => command.includes("server-"));
  await expect.poll(() => servers().length, { timeout: 30_000 }).toBe(2);
  await workbench.page.close();
  await expect.poll(() => processesOf(folder), { timeout: 20_000 }).toEqual([]);
});
