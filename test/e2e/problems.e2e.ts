import { expect, test } from "vitest";
import { openFiles } from "./session";
import { expectRows } from "./timelineRows";
import type { Workbench } from "./workbench";

const runCommand = "Run Tools in Parallel";

test("everything wrong with a manifest is listed at its place, all at once, and nothing runs", async () => {
  const { workbench } = await openFiles({
    "wrong.toolcalls.json": `{
  "version": 1,
  "colour": "red",
  "calls": [
    { "id": "a", "tool": "calculat", "arguments": { "expression": "1" } },
    { "id": "b", "tool": "calculate", "arguments": { "expression": "1" } },
    { "id": "b", "tool": "calculate", "arguments": { "expression": "2" } },
    { "id": "c", "tool": "calculate", "arguments": { "expression": "\${nowhere}" } },
    { "id": "d", "tool": "calculate", "arguments": { "expression": "\${e}" } },
    { "id": "e", "tool": "calculate", "arguments": { "expression": "\${d}" } },
    { "id": "f", "tool": "calculate", "arguments": { "expresion": "1" } }
  ]
}`,
  });
  await workbench.chooseInExplorer("wrong.toolcalls.json", runCommand);
  await workbench.answer(/wrong\.toolcalls\.json was not run/, "Show Problems");
  // VS Code adds its own to the list a moment later, and draws it anew.
  await expect.poll(() => linesWithProblems(workbench)).toEqual(new Set([3, 5, 7, 8, 9, 11]));
  expect(await workbench.tab(/^Timeline/).count()).toBe(0);
});

test.each([
  ["broken JSON", `{ "version": 1, "calls": [ { "tool": `, /was not run/],
  ["JSON without calls", `{ "name": "nothing to see", "version": 1 }`, /No tool calls found/],
  ["an empty file", "", /nothing here to run/],
  ["an unknown tool", `[{ "tool": "make_coffee", "arguments": {} }]`, /make_coffee/],
])("%s is answered by a message that says so", async (_name, text, message) => {
  const { workbench } = await openFiles({ "calls.toolcalls.json": text });
  await workbench.chooseInExplorer("calls.toolcalls.json", runCommand);
  await workbench.notification(message).waitFor();
  expect(await workbench.tab(/^Timeline/).count()).toBe(0);
});

test("a blank selection is answered by a message that says so", async () => {
  const { workbench } = await openFiles({ "calls.json": "   \n   \n[]\n" });
  await workbench.openFile("calls.json");
  await workbench.selectLines(1, 2);
  await workbench.runCommand(runCommand);
  await workbench.notification(/selection is blank/).waitFor();
});

test("a file that is not UTF-8 is answered by a message that says so", async () => {
  const { workbench } = await openFiles({
    "latin.toolcalls.json": Buffer.from('[{ "tool": "calculate", "arguments": { "expression": "é" } }]', "latin1"),
  });
  await workbench.chooseInExplorer("latin.toolcalls.json", runCommand);
  await workbench.notification(/not UTF-8/).waitFor();
});

test("calls of a server whose program does not exist fail with the reason, and the others run", async () => {
  const { workbench } = await openFiles({
    "missing.toolcalls.json": JSON.stringify({
      version: 1,
      servers: { ghost: { command: "no-such-program-anywhere" } },
      calls: [
        { id: "lost", tool: "ghost/anything", arguments: {} },
        { id: "sum", tool: "calculate", arguments: { expression: "1 + 1" } },
      ],
    }),
  });
  await workbench.chooseInExplorer("missing.toolcalls.json", runCommand);
  await workbench.notification(/1 succeeded, 1 failed/).waitFor();
  await expectRows(workbench, ["lost: Failed", "sum: Succeeded"]);
  await workbench.panel().locator("#call-0").click();
  await workbench
    .panel()
    .getByRole("region", { name: /lost/ })
    .getByText(/no-such-program-anywhere/)
    .first()
    .waitFor();
});

async function linesWithProblems(workbench: Workbench): Promise<ReadonlySet<number>> {
  const lines = (await workbench.problems()).flatMap((problem) => {
    const place = /Parallel Tools.*\[Ln (\d+), Col \d+\]/.exec(problem);
    return place === null ? [] : [Number(place[1])];
  });
  return new Set(lines);
}
