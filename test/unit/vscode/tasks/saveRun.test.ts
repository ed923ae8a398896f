import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveRun } from "../../../../src/vscode/tasks/saveRun";
import { editor } from "../../../fixtures/editor/editor";
import { Uri } from "../../../fixtures/editor/uri";
import { TestWindow } from "../../../fixtures/editor/window";

let window: TestWindow;

beforeEach(async () => (window = await TestWindow.open()));
afterEach(() => window.close());

const place = Uri.file("/work/kept.toolcalls.json");
const ran = () => window.ran([{ id: "sum", tool: "calculate", arguments: { expression: "1 + 2" } }]);

describe("saving a run as a manifest", () => {
  it("writes its calls where one says, with arguments as they were edited, and opens them", async () => {
    editor.savedAt = place;
    await saveRun(await ran(), { 0: { expression: "3 + 4" } });
    expect(JSON.parse(editor.written[place.toString()] ?? "")).toMatchObject({
      version: 1,
      calls: [{ id: "sum", arguments: { expression: "3 + 4" } }],
    });
    expect(editor.opened).toEqual([place.toString()]);
    expect(editor.said).toEqual([]);
  });

  it("writes nothing when the dialog is dismissed", async () => {
    await saveRun(await ran());
    expect([editor.written, editor.opened]).toEqual([{}, []]);
  });

  it("says why it could not be written, and is over then", async () => {
    editor.savedAt = place;
    editor.takesEdits = false;
    await saveRun(await ran());
    expect(editor.said).toEqual(["The run could not be saved: the disk is full"]);
    expect(editor.opened).toEqual([]);
  });
});
