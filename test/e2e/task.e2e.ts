import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cacheFolder } from "../../scripts/project.mjs";
import { openWithModel, reviewList, runTask, tick } from "./taskWorkbench";
import { expectRows } from "./timelineRows";
import { enter, type Workbench } from "./workbench";

const allAtOnce = "Search for Python, calculate 2+2 and translate 'Hello' to Spanish";
const inOrder = "search for Python, then analyse the results";

const search = { name: "search", arguments: { call_id: "search", query: "Python" } };
const note = { name: "note", arguments: { call_id: "note", text: "told to" } };

/** The bars of the calls from left to right edge, in pixels. */
async function spans(workbench: Workbench): Promise<{ start: number; end: number }[]> {
  const bars = await workbench.panel().locator(".call-row .segment.succeeded").all();
  const boxes = await Promise.all(bars.map((bar) => bar.boundingBox()));
  return boxes.map((box) => ({ start: box?.x ?? Number.NaN, end: (box?.x ?? Number.NaN) + (box?.width ?? 0) }));
}

test("a sentence typed into the box runs its three tools at once, and the answer links to them", async () => {
  const { workbench, model } = await openWithModel([
    {
      calls: [
        search,
        { name: "calculate", arguments: { call_id: "sum", expression: "2+2" } },
        { name: "translate", arguments: { call_id: "hello", text: "Hello", to: "es" } },
      ],
    },
    { text: "Python is a **language** [[search]], 2+2 is 4 [[sum]] and Hello is Hola [[hello]]." },
  ]);
  await runTask(workbench, allAtOnce);
  await workbench.notification(/Answered\. 3 calls, 3 succeeded/).waitFor();
  await expectRows(workbench, ["search: Succeeded", "sum: Succeeded", "hello: Succeeded"]);

  const panel = workbench.panel();
  await expect.poll(() => panel.locator(".answer strong").innerText()).toBe("language");
  await expect
    .poll(() => panel.locator(".requests summary").innerText())
    .toMatch(/2 requests.*tokens in.*started while the model/s);
  await panel.getByRole("button", { name: /Go to call hello/ }).click();
  await panel.locator(".details").getByText("Hola", { exact: true }).waitFor();
  expect(model.requests.map(({ path }) => path)).toEqual(["/v1/chat/completions", "/v1/chat/completions"]);
});

test("a task in a file of the explorer runs what depends on a result after it", async () => {
  const { workbench } = await openWithModel(
    [
      { calls: [search, { name: "analyse", arguments: { call_id: "size", text: "${search}" } }] },
      { text: "It is short [[size]]." },
    ],
    { files: { "task.md": `${inOrder}\n` } },
  );
  await workbench.chooseInExplorer("task.md", "Run a Task in Parallel");
  await workbench.notification(/Answered\. 2 calls, 2 succeeded/).waitFor();
  await expectRows(workbench, ["search: Succeeded", "size: Succeeded"]);
  const [first, second] = await spans(workbench);
  expect(first!.end).toBeLessThanOrEqual(second!.start + 1);
});

test("what a result talked the model into does not run without a yes, and what is dismissed is denied", async () => {
  const { workbench, notes, model } = await openWithModel([
    { calls: [search] },
    { calls: [note] },
    { text: "I was not allowed to [[note]]." },
  ]);
  await runTask(workbench, inOrder);
  const list = reviewList(workbench);
  await list.getByText("note: words/note").waitFor();
  expect(existsSync(notes)).toBe(false);
  await workbench.page.keyboard.press("Escape");
  await workbench.notification(/Answered\./).waitFor();
  await expectRows(workbench, ["search: Succeeded", "note: Denied"]);
  expect(existsSync(notes)).toBe(false);
  expect(JSON.stringify(model.requests.at(-1)?.body.messages)).toContain("denied");
});

test("a write that is ticked in the review runs", async () => {
  const { workbench, notes } = await openWithModel([{ calls: [search, note] }, { text: "Noted [[note]]." }]);
  await runTask(workbench, "search and note");
  const list = reviewList(workbench);
  await list.getByText("note: words/note").waitFor();
  await tick(list, "words/note");
  await list.getByRole("button", { name: "OK" }).click();
  await workbench.notification(/Answered\. 2 calls, 2 succeeded/).waitFor();
  expect(await readFile(notes, "utf8")).toBe("told to\n");
});

test("Retry Failed runs what failed again, and then asks for the answer only", async () => {
  const { workbench, model } = await openWithModel([
    { calls: [search, { name: "flaky", arguments: { call_id: "flaky" } }] },
    { text: "It did not work [[flaky]]." },
    { text: "Now it **worked** [[flaky]]." },
  ]);
  await runTask(workbench, "try it");
  await workbench.notification(/Answered\. 2 calls, 1 succeeded, 1 failed/).waitFor();
  const told = JSON.stringify(model.requests[1]?.body.messages);
  expect(told).toContain("ended as failed");
  await workbench.answer(/Answered\. 2 calls/, "Retry Failed");
  await workbench.panel().locator(".answer strong", { hasText: "worked" }).waitFor();
  await expectRows(workbench, ["search: Succeeded", "flaky: Succeeded"]);
  expect(model.requests.length).toBe(3);
});

test("a cancelled task stops the model and every call", async () => {
  const { workbench, model } = await openWithModel([
    {
      calls: [
        { name: "hang", arguments: { call_id: "hang" } },
        { name: "search", arguments: `{"query": "${"x".repeat(4000)}"}` },
      ],
    },
    { text: "This is not asked for." },
  ]);
  await runTask(workbench, "wait for ever");
  await expectRows(workbench, ["hang: Running"]);
  await workbench.panel().getByRole("button", { name: "Cancel", exact: true }).click();
  await workbench.notification("The task was cancelled.").waitFor();
  await expectRows(workbench, ["hang: Cancelled"]);
  expect(model.requests.length).toBe(1);
});

test("a wrong key is told with what to do, the new one is used, and it is in no file", async () => {
  const key = "kz-7f3a91c2e5d84b60-not-a-real-key";
  const { workbench, folder, model } = await openWithModel((_body, turn) =>
    turn === 0 ? { raw: { status: 401, body: JSON.stringify({ error: { message: "bad key" } }) } } : { text: "Yes." },
  );
  await runTask(workbench, "Is it there?");
  await workbench.answer(/wants a key, and none is set/, "Set Key");
  await enter(workbench.page.locator(".quick-input-widget:visible input[type=password]"), key);
  await workbench.notification("Answered without any call.").waitFor();
  expect(model.requests.at(-1)?.headers.authorization).toBe(`Bearer ${key}`);
  expect(await workbench.panel().locator("body").innerHTML()).not.toContain(key);
  expect(await filesWith(key, [folder, cacheFolder])).toEqual([]);
});

async function filesWith(text: string, folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || /[\\/](node_modules|vscode-[\d.]+)[\\/]/.test(path)) continue;
      if ((await readFile(path).catch(() => Buffer.of())).includes(text)) found.push(path);
    }
  }
  return found;
}
