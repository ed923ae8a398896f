import { readdir, readFile, truncate, writeFile, mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { outFolder } from "../../scripts/project.mjs";
import { emptyFolder, openFiles, openWithoutFolder, startOwnServer } from "./session";
import { expectRows } from "./timelineRows";
import type { Workbench } from "./workbench";

const runCommand = "Run Tools in Parallel";
const wide = { width: 1600, height: 1000 };
const narrow = { width: 760, height: 900 };
const settingsOf = (theme: string) => ({ ".vscode/settings.json": `{ "workbench.colorTheme": "${theme}" }` });

const manifest = (calls: readonly object[]) => JSON.stringify({ version: 1, calls }, null, 2);

/** A process that waits for a file, and ends when whoever started it is gone. */
const waitsFor = (file: string) => ({
  tool: "run_process",
  arguments: {
    command: "node",
    args: [
      "-e",
      `const parent = process.ppid; setInterval(() => {
        if (process.ppid !== parent || require("node:fs").existsSync(${JSON.stringify(file)})) process.exit(0);
      }, 50);`,
    ],
  },
});

/** What a person sees, wide and narrow, to be looked at. */
async function picture({ page }: Workbench, name: string): Promise<void> {
  for (const [width, size] of Object.entries({ wide, narrow })) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(outFolder, "e2e", `interrupted-${name}-${width}.png`) });
  }
  await page.setViewportSize(wide);
}

test("after a crash in the middle of a run the panel says so at once, asks about what is in doubt and goes on", async () => {
  const { origin, runsFolder } = await startOwnServer();
  const { workbench, folder } = await openFiles(
    {
      ...settingsOf("Default Dark Modern"),
      "send.toolcalls.json": manifest([
        { id: "quick", tool: "calculate", arguments: { expression: "6 * 7" } },
        { id: "send", ...waitsFor("go") },
        { id: "next", tool: "calculate", arguments: { expression: "1" }, dependsOn: ["send"] },
      ]),
    },
    origin,
  );
  await workbench.chooseInExplorer("send.toolcalls.json", runCommand);
  await expectRows(workbench, ["quick: Succeeded", "send: Running", "next: Waiting"]);
  await workbench.crash(await newestRun(runsFolder));
  await workbench.reload();

  const panel = workbench.panel();
  await expectRows(workbench, ["quick: Succeeded", "send: Cancelled", "next: Cancelled"]);
  await panel.getByText("Interrupted", { exact: true }).waitFor();
  await panel.getByText(/ended before 2 calls had\. Resume Run runs them/).waitFor();
  await picture(workbench, "crash-dark");

  await writeFile(join(folder, "go"), "");
  const question = workbench.page.locator(".monaco-dialog-box", {
    hasText: "may already have changed something: send",
  });
  await panel.getByRole("button", { name: "Resume Run" }).click();
  await question.waitFor();
  await picture(workbench, "doubt-dark");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expectRows(workbench, ["quick: Succeeded", "send: Cancelled", "next: Cancelled"]);

  await workbench.runCommand("Parallel Tools: Resume Run");
  await question.getByRole("button", { name: "Retry" }).click();
  await expectRows(workbench, ["quick: Succeeded", "send: Succeeded", "next: Succeeded"]);
  await panel.getByText("All succeeded").waitFor();
});

test("after a crash without a reload the panel says so as soon as the extension is back, and a message can resume", async () => {
  const { origin, runsFolder } = await startOwnServer();
  const { workbench, folder } = await openFiles(
    {
      ...settingsOf("Default Dark Modern"),
      "read.toolcalls.json": manifest([
        { id: "quick", tool: "calculate", arguments: { expression: "6 * 7" } },
        { id: "send", ...waitsFor("go") },
      ]),
    },
    origin,
  );
  await workbench.chooseInExplorer("read.toolcalls.json", runCommand);
  await expectRows(workbench, ["quick: Succeeded", "send: Running"]);
  await workbench.crash(await newestRun(runsFolder));

  await expectRows(workbench, ["quick: Succeeded", "send: Cancelled"]);
  await workbench.panel().getByText("Interrupted", { exact: true }).waitFor();
  await expect.poll(() => workbench.page.locator(".tab", { hasText: "Timeline:" }).count()).toBe(1);
  await workbench.notification("read.toolcalls.json was interrupted: 1 of 2 calls had ended.").waitFor();
  await picture(workbench, "restarted-dark");

  await writeFile(join(folder, "go"), "");
  await workbench.answer("read.toolcalls.json was interrupted", "Resume Run");
  await workbench.page
    .locator(".monaco-dialog-box", { hasText: "may already have changed something: send" })
    .getByRole("button", { name: "Retry" })
    .click();
  await expectRows(workbench, ["quick: Succeeded", "send: Succeeded"]);
});

test("of 200 POSTs nothing that was answered is sent again after a crash, and only what was in flight is in doubt", async () => {
  const { origin, runsFolder } = await startOwnServer();
  const server = await startCountingServer(100);
  const count = 200;
  const { workbench } = await openFiles(
    {
      ...settingsOf("Default Light Modern"),
      "posts.toolcalls.json": JSON.stringify({
        version: 1,
        maxConcurrency: 8,
        conflicts: "off",
        calls: Array.from({ length: count }, (_, i) => ({
          id: `post${String(i)}`,
          tool: "http_request",
          arguments: { method: "POST", url: `${server.origin}/${String(i)}`, body: "x" },
        })),
      }),
    },
    origin,
  );
  await workbench.chooseInExplorer("posts.toolcalls.json", runCommand);
  await server.untilHeld;
  await workbench.crash(await newestRun(runsFolder));

  const panel = workbench.panel();
  await panel.getByText("Interrupted", { exact: true }).waitFor();
  await panel.getByRole("button", { name: "Resume Run" }).click();
  const question = workbench.page.locator(".monaco-dialog-box", { hasText: "may already have changed something" });
  await question.waitFor();
  await picture(workbench, "posts-doubt-light");
  server.letGo();
  await question.getByRole("button", { name: "Run Only the Others" }).click();
  const summary = panel.getByText(/^200 calls, /).first();
  const ended = async (): Promise<readonly number[]> => {
    const words = /^200 calls, (\d+) succeeded, ([1-8]) cancelled/.exec(await summary.innerText()) ?? [];
    return words.slice(1).map(Number);
  };
  await expect.poll(async () => (await ended()).reduce((sum, each) => sum + each, 0)).toBe(count);
  // One of those in doubt may have been answered after all, or may not have reached the server.
  expect(server.answered.size).toBeGreaterThanOrEqual((await ended())[0] ?? count);
  expect([...server.received.values()].filter((times) => times > 1)).toEqual([]);
  await picture(workbench, "posts-resumed-light");
});

test("a run that was cut off within a line, and reloaded, is resumed from Retry Failed and from the message at its end", async () => {
  const { origin, runsFolder } = await startOwnServer();
  const { workbench } = await openFiles(
    {
      ...settingsOf("Default Light Modern"),
      "slow.toolcalls.json": manifest([
        { id: "quick", tool: "calculate", arguments: { expression: "6 * 7" } },
        { id: "patient", tool: "wait", arguments: { durationMs: 600_000 } },
      ]),
    },
    origin,
  );
  await workbench.chooseInExplorer("slow.toolcalls.json", runCommand);
  await expectRows(workbench, ["quick: Succeeded", "patient: Running"]);
  const run = await newestRun(runsFolder);
  await workbench.crash(run);
  await cutWithinLine(join(run, "0001.events.jsonl"), '"type":"callEnded"');
  await workbench.reload();
  await expectRows(workbench, ["quick: Cancelled", "patient: Cancelled"]);
  await picture(workbench, "cut-light");

  await workbench.runCommand("Parallel Tools: Retry Failed");
  await workbench.answer("No call of the last run has failed, but 2 were cancelled.", "Resume Run");
  await expectRows(workbench, ["quick: Succeeded", "patient: Running"]);

  await workbench.panel().getByRole("button", { name: "Cancel", exact: true }).click();
  await workbench.answer(/2 calls, 1 succeeded, 1 cancelled/, "Resume Run");
  await expectRows(workbench, ["quick: Succeeded", "patient: Running"]);
});

test("a kept run whose two headers are damaged in the same line is told of once, with its folder", async () => {
  const { origin, runsFolder } = await startOwnServer();
  const { workbench } = await openFiles(
    {
      ...settingsOf("Default Light Modern"),
      "sum.toolcalls.json": manifest([{ id: "sum", tool: "calculate", arguments: { expression: "6 * 7" } }]),
    },
    origin,
  );
  await workbench.chooseInExplorer("sum.toolcalls.json", runCommand);
  await expectRows(workbench, ["sum: Succeeded"]);
  const run = await newestRun(runsFolder);
  for (const name of ["run.jsonl", "run.copy.jsonl"]) {
    const text = await readFile(join(run, name), "utf8");
    await writeFile(join(run, name), text.replace('"kind":"manifest"', '"kind":"manifold"'));
  }
  await workbench.reload();
  const told = workbench.notification("A kept run cannot be shown");
  await told.waitFor();
  expect(await told.innerText()).toContain(run);
  expect(await told.count()).toBe(1);
  await told.getByRole("button", { name: "Copy Path" }).waitFor();
  await picture(workbench, "unreadable-light");
});

test("a call whose result is lost can be run again for it, after a question where it may change something", async () => {
  const { origin, runsFolder } = await startOwnServer();
  const server = await startCountingServer(100);
  const address = `${server.origin}/?${"x".repeat(5000)}`;
  const { workbench } = await openFiles(
    {
      ...settingsOf("Default Dark Modern"),
      "large.toolcalls.json": manifest([
        { id: "post", tool: "http_request", arguments: { method: "POST", url: address, body: "x" } },
      ]),
    },
    origin,
  );
  await workbench.chooseInExplorer("large.toolcalls.json", runCommand);
  await expectRows(workbench, ["post: Succeeded"]);
  await truncate(join(await newestRun(runsFolder), "0001.results"), 10);
  await workbench.reload();
  await expectRows(workbench, ["post: Succeeded"]);

  const panel = workbench.panel();
  await panel.locator("#call-0").click();
  await panel.getByText(/kept in a file that is gone or damaged/).waitFor();
  await picture(workbench, "lost-dark");
  await panel.getByRole("button", { name: "Run Again for Its Result" }).click();
  const question = workbench.page.locator(".monaco-dialog-box", {
    hasText: "may already have changed something: post",
  });
  await question.getByRole("button", { name: "Retry" }).click();
  await panel.getByText(/kept in a file that is gone or damaged/).waitFor({ state: "detached" });
  await expectRows(workbench, ["post: Succeeded"]);
  expect([...server.received.values()]).toEqual([2]);
});

test("of two windows without a folder, the second watches what the first runs and does not run it", async () => {
  const { origin } = await startOwnServer();
  const folder = await emptyFolder("shared");
  const file = join(folder, "shared.toolcalls.json");
  await writeFile(
    file,
    manifest([
      { id: "first", ...waitsFor(join(folder, "go")) },
      { id: "second", tool: "wait", arguments: { durationMs: 600_000 }, dependsOn: ["first"] },
    ]),
  );
  const one = await openWithoutFolder(origin, file);
  const other = await openWithoutFolder(origin, file);
  await one.runCommand(`Parallel Tools: ${runCommand}`);
  await expectRows(one, ["first: Running", "second: Waiting"]);
  await other.runCommand("Parallel Tools: Show Timeline");
  await expectRows(other, ["first: Running", "second: Waiting"]);
  await other
    .panel()
    .getByText(/Another window or process runs this/)
    .waitFor();

  await writeFile(join(folder, "go"), "");
  await expectRows(one, ["first: Succeeded", "second: Running"]);
  await expectRows(other, ["first: Succeeded", "second: Running"]);
  const panel = other.panel();
  await panel.locator(".call-row[data-call='1']").click();
  await panel.getByRole("region", { name: /second/ }).waitFor();
  expect(await panel.getByRole("button", { name: /Cancel|Retry|Resume/, disabled: false }).allInnerTexts()).toEqual([]);
  for (const command of ["Resume Run", "Retry Failed"]) {
    await other.runCommand(`Parallel Tools: ${command}`);
    await other
      .notification(/shared\.toolcalls\.json goes on in another window or process/)
      .first()
      .waitFor();
  }
  await picture(other, "elsewhere-light");

  await one.panel().getByRole("button", { name: "Cancel", exact: true }).click();
  await panel.getByRole("button", { name: "Resume Run" }).waitFor();
  await expectRows(other, ["first: Succeeded", "second: Cancelled"]);
});

test("a run that cannot be kept goes on, and both a message and the panel say that it is not on disk", async () => {
  const { origin, runsFolder } = await startOwnServer();
  // In the folder's place, which nobody can write to then, whoever they are.
  await mkdir(dirname(runsFolder), { recursive: true });
  await writeFile(runsFolder, "");
  const { workbench } = await openFiles(
    {
      ...settingsOf("Default Light Modern"),
      "sum.toolcalls.json": manifest([
        { id: "sum", tool: "calculate", arguments: { expression: "6 * 7" } },
        { id: "patient", tool: "wait", arguments: { durationMs: 600_000 } },
      ]),
    },
    origin,
  );
  await workbench.chooseInExplorer("sum.toolcalls.json", runCommand);
  await expectRows(workbench, ["sum: Succeeded", "patient: Running"]);
  await workbench.notification(/A run goes on without being written to disk/).waitFor();
  await workbench.panel().getByText("This run cannot be written to disk at present").waitFor();
  await picture(workbench, "not-kept-light");
});

/** A server that counts what it is sent, by path, and answers nothing from the request with this number on until it is let go. */
async function startCountingServer(heldFrom: number) {
  const received = new Map<string, number>();
  const answered = new Set<string>();
  let requests = 0;
  let isHeld = true;
  let tellHeld = (): void => undefined;
  const untilHeld = new Promise<void>((resolve) => (tellHeld = resolve));
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    received.set(path, (received.get(path) ?? 0) + 1);
    requests++;
    if (isHeld && requests >= heldFrom) {
      tellHeld();
      return;
    }
    answered.add(path);
    response.end(JSON.stringify({ path }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received,
    answered,
    untilHeld,
    letGo: () => (isHeld = false),
  };
}

/** The folder of the run that was begun last. */
async function newestRun(runsFolder: string): Promise<string> {
  const ids = (await readdir(runsFolder)).sort();
  return join(runsFolder, ids.at(-1) ?? "");
}

/** Cuts a file off in the middle of the first line that has these words in it. */
async function cutWithinLine(path: string, words: string): Promise<void> {
  const bytes = await readFile(path);
  await truncate(path, bytes.indexOf(words) + words.length);
}
