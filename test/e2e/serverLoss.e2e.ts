import { expect, test } from "vitest";
import { runningProcesses } from "../../scripts/processes.mjs";
import { openFiles } from "./session";
import { expectRows } from "./timelineRows";

const runCommand = "Run Tools in Parallel";

const manifest = (durationSeconds: number) =>
  JSON.stringify({
    version: 1,
    retry: { maxAttempts: 1 },
    servers: {
      everything: {
        command: "node",
        args: ["${workspaceFolder}/../../node_modules/@modelcontextprotocol/server-everything/dist/index.js", "stdio"],
      },
    },
    calls: [
      {
        id: "one",
        tool: "everything/trigger-long-running-operation",
        arguments: { duration: durationSeconds, steps: 2 },
      },
      {
        id: "two",
        tool: "everything/trigger-long-running-operation",
        arguments: { duration: durationSeconds, steps: 2 },
      },
      { id: "sum", tool: "calculate", arguments: { expression: "6 * 7" } },
      { id: "later", tool: "wait", arguments: { durationMs: 5000 } },
    ],
  });

function serversOf(folder: string): number[] {
  return runningProcesses()
    .filter(({ command }) => command.includes(folder) && command.includes("server-everything"))
    .map(({ id }) => id);
}

test("when a server is killed its calls fail with the reason, the rest finish, and the next run starts it again", async () => {
  const { workbench, folder } = await openFiles({
    "long.toolcalls.json": manifest(600),
    "short.toolcalls.json": manifest(0.1),
  });
  await workbench.chooseInExplorer("long.toolcalls.json", runCommand);
  await expectRows(workbench, ["one: Running", "two: Running", "sum: Succeeded", "later: Running"]);
  const [server] = serversOf(folder);
  expect(server).toBeDefined();
  process.kill(server ?? 0, "SIGKILL");

  await workbench.notification(/4 calls, 2 succeeded, 2 failed/).waitFor();
  await expectRows(workbench, ["one: Failed", "two: Failed", "sum: Succeeded", "later: Succeeded"]);
  await workbench.panel().locator("#call-0").click();
  await workbench
    .panel()
    .getByRole("region", { name: /one/ })
    .getByText(/everything/)
    .first()
    .waitFor();

  await workbench.chooseInExplorer("short.toolcalls.json", runCommand);
  await workbench.notification(/4 calls, 4 succeeded/).waitFor();
});
