import { expect, onTestFinished, test } from "vitest";
import { GuardedServer } from "../fixtures/servers/guardedServer";
import { openFiles } from "./session";
import { expectRows } from "./timelineRows";
import { enter } from "./workbench";

const runCommand = "Run Tools in Parallel";

const manifest = (args: readonly string[], calls: readonly object[]) =>
  JSON.stringify({
    version: 1,
    servers: {
      odd: {
        command: "node",
        args: ["${workspaceFolder}/../../test/fixtures/servers/misbehaving.mjs", ...args],
        env: { TOKEN: "hunter2" },
      },
    },
    calls,
  });

test("a new server is started only after a yes that showed it, which holds until its definition changes", async () => {
  const calls = [{ id: "echo", tool: "odd/echo" }];
  const { workbench } = await openFiles({
    "first.toolcalls.json": manifest(["well"], calls),
    "changed.toolcalls.json": manifest(["well", "--now-with-more"], calls),
  });
  workbench.serverConsent = "ask";
  const question = workbench.serverQuestion();
  const answer = (button: string) => question.getByRole("button", { name: button }).click();

  await workbench.chooseInExplorer("first.toolcalls.json", runCommand);
  await question.waitFor();
  const shown = await question.innerText();
  expect(shown).toContain('Start the MCP server "odd"?');
  expect(shown).toContain("Program: node");
  expect(shown).toContain("Arguments: ${workspaceFolder}/../../test/fixtures/servers/misbehaving.mjs well");
  expect(shown).toContain("Sets the variables: TOKEN");
  expect(shown).not.toContain("hunter2");
  await answer("Cancel");
  await expectRows(workbench, ["echo: Failed"]);
  await workbench.notification(/1 call.* failed/).waitFor();

  await workbench.chooseInExplorer("first.toolcalls.json", runCommand);
  await answer("Allow in This Workspace");
  await expectRows(workbench, ["echo: Succeeded"]);

  await workbench.reload();
  await workbench.chooseInExplorer("first.toolcalls.json", runCommand);
  await workbench.notification(/1 call, 1 succeeded|1 call succeeded/).waitFor();
  expect(await question.isVisible()).toBe(false);

  await workbench.chooseInExplorer("changed.toolcalls.json", runCommand);
  await question.waitFor();
  expect(await question.innerText()).toContain("--now-with-more");
  await answer("Cancel");
});

test("what a server asks is answered field by field, and the time that takes is not the call's", async () => {
  const { workbench } = await openFiles({
    "ask.toolcalls.json": manifest(["well"], [{ id: "ask", tool: "odd/ask", timeoutMs: 3000 }]),
  });
  await workbench.chooseInExplorer("ask.toolcalls.json", runCommand);
  const input = workbench.page.locator(".quick-input-widget:visible");
  await input.getByText("odd asks (1 of 2): Who are you?").waitFor();
  // Longer than the call may take.
  const time = workbench.panel().locator("#call-0 .duration");
  await expect.poll(async () => Number.parseFloat(await time.innerText())).toBeGreaterThan(3.5);
  await enter(input.locator("input"), "Ada");
  await input.getByText("odd asks (2 of 2): Who are you?").waitFor();
  await input.locator("input").fill("a hundred");
  await input.getByText("Write a number").waitFor();
  await enter(input.locator("input"), "36");
  await expectRows(workbench, ["ask: Succeeded"]);
  await workbench.panel().locator("#call-0").click();
  await workbench
    .panel()
    .getByRole("region", { name: /ask/ })
    .getByText(/"age": ?36/)
    .first()
    .waitFor();
});

test("a server that lets nobody in without a token is signed in to in the browser, once", async () => {
  // The other names of this machine are led through VS Code's own server in a browser.
  const server = await new GuardedServer().listen("::1");
  onTestFinished(() => {
    server.close();
  });
  const guarded = JSON.stringify({
    version: 1,
    servers: { guarded: { type: "http", url: `${server.origin}/mcp` } },
    calls: [{ id: "enter", tool: "guarded/enter" }],
  });
  const { workbench } = await openFiles({ "guarded.toolcalls.json": guarded });
  await workbench.chooseInExplorer("guarded.toolcalls.json", runCommand);
  const question = workbench.page.locator(".monaco-dialog-box", { hasText: "asks you to sign in" });
  await question.getByText(`${server.origin}/authorize?`).waitFor();
  await question.getByRole("button", { name: "Sign In" }).click();
  await expectRows(workbench, ["enter: Succeeded"]);
  expect(server.tokenRequests).toHaveLength(1);
});
