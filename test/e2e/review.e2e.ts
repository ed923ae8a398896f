import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openWithModel, reviewList, runTask, tick } from "./taskWorkbench";
import { expectRows } from "./timelineRows";

const search = { name: "search", arguments: { call_id: "search", query: "Python" } };
const size = { name: "analyse", arguments: { call_id: "size", text: "${search}" } };
const note = { name: "note", arguments: { call_id: "note", text: "It has ${size}." } };
const again = { name: "note", arguments: { call_id: "again", text: "and more", run_after: ["note"] } };

test("with planReview at always every call waits, the list says for what, and what is unticked is denied", async () => {
  const { workbench, notes, model } = await openWithModel(
    [{ calls: [search, size, note, again] }, { text: "I could not [[size]]." }],
    { machineSettings: { "parallelTools.planReview": "always" } },
  );
  await runTask(workbench, "search, analyse and note");
  const list = reviewList(workbench);
  const row = (call: string) => list.locator(".monaco-list-row", { hasText: call });
  await row("note: words/note")
    .getByText(/uses size/)
    .waitFor();
  await row("size: words/analyse")
    .getByText(/uses search/)
    .waitFor();
  await row("again: words/note")
    .getByText(/after note/)
    .waitFor();
  expect(await row("search: words/search").innerText()).not.toMatch(/uses|after/);

  await tick(list, "size: words/analyse");
  await list.getByRole("button", { name: "OK" }).click();
  await workbench.notification(/Answered\./).waitFor();
  await expectRows(workbench, ["search: Succeeded", "size: Denied", "note: Denied", "again: Denied"]);
  expect(existsSync(notes)).toBe(false);
  expect(JSON.stringify(model.requests.at(-1)?.body.messages)).toContain("denied");
});

test("with planReview at never a write runs unasked", async () => {
  const { workbench, notes } = await openWithModel([{ calls: [search, size, note] }, { text: "Noted [[note]]." }], {
    machineSettings: { "parallelTools.planReview": "never" },
  });
  await runTask(workbench, "search, analyse and note");
  await workbench.notification(/Answered\. 3 calls, 3 succeeded/).waitFor();
  expect(await readFile(notes, "utf8")).toMatch(/^It has \d+ characters\.\n$/);
});

test("arguments that are edited in the review are what runs and what is saved, and the manifest needs no model", async () => {
  const { workbench, notes, folder, model } = await openWithModel([
    { calls: [search, { name: "note", arguments: { call_id: "note", text: "told to" } }] },
    { text: "Noted [[note]]." },
  ]);
  const { page } = workbench;
  await runTask(workbench, "search and note");
  const list = reviewList(workbench);
  const item = list.locator(".monaco-list-row", { hasText: "words/note" });
  await item.hover();
  await item.getByRole("button", { name: "Show and Edit Arguments" }).click();
  await workbench.editArguments('{ "text": "as edited" }');
  await list.getByText('{"text":"as edited"}').waitFor();

  const dialog = page.locator(".quick-input-widget:visible", { hasText: "Save Run as Manifest" });
  await list.getByRole("button", { name: "Save as Manifest" }).click();
  const path = dialog.locator("input[type=text]").first();
  await expect.poll(() => path.inputValue()).toBe(join(folder, "search-and-note.toolcalls.json"));
  // Nobody can write there. The dialog hears nothing while it lists the folder.
  await path.fill("/proc/search.toolcalls.json");
  const isRefused = async (): Promise<boolean> => {
    if (await dialog.isVisible()) await path.press("Enter");
    return workbench.notification(/could not be saved/).isVisible();
  };
  await expect.poll(isRefused, { interval: 500 }).toBe(true);
  await list.getByText('{"text":"as edited"}').waitFor();

  await list.getByRole("button", { name: "Save as Manifest" }).click();
  await dialog.getByRole("button", { name: "OK" }).click();
  await workbench.tab("search-and-note.toolcalls.json").waitFor();
  await list.getByText('{"text":"as edited"}').waitFor();
  await page.keyboard.press("Escape");
  await workbench.notification(/Answered\. 2 calls, 1 succeeded, 1 denied/).waitFor();
  expect(existsSync(notes)).toBe(false);

  await model.close();
  const saved: unknown = JSON.parse(await readFile(join(folder, "search-and-note.toolcalls.json"), "utf8"));
  expect(saved).toMatchObject({ calls: [{ id: "search" }, { id: "note", arguments: { text: "as edited" } }] });
  await workbench.tab("search-and-note.toolcalls.json").click();
  await workbench.runCommand("Parallel Tools: Run Tools in Parallel");
  await workbench.notification(/2 calls, 2 succeeded/).waitFor();
  expect(await readFile(notes, "utf8")).toBe("as edited\n");
});
