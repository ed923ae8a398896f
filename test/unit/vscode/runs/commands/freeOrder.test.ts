import type * as vscode from "vscode";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freeOrder, freeOrderOfRun } from "../../../../../src/vscode/runs/commands/freeOrder";
import { editor } from "../../../../fixtures/editor/editor";
import { Uri } from "../../../../fixtures/editor/uri";
import { TestWindow } from "../../../../fixtures/editor/window";

let window: TestWindow;

beforeEach(async () => (window = await TestWindow.open()));
afterEach(() => window.close());

const freeing = { pattern: "shop/*", value: "none" } as const;
const kept = "Calls of shop/* are no longer kept in order in this workspace, from the next plan on.";

function manifest(text: object | string): vscode.TextDocument {
  const written = typeof text === "string" ? text : JSON.stringify(text);
  return editor.open(Uri.file("/work/a.toolcalls.json"), written) as unknown as vscode.TextDocument;
}

describe("freeing calls of their order", () => {
  it("is written into the manifest that they stand in, which is shown, and nothing is kept beside it", async () => {
    const document = manifest({ version: 1, calls: [{ tool: "shop/buy" }] });
    await freeOrder(window.keptState, freeing, document);
    expect(JSON.parse(document.getText())).toMatchObject({
      state: { "shop/*": "none" },
      calls: [{ tool: "shop/buy" }],
    });
    expect(editor.opened).toEqual(["file:///work/a.toolcalls.json"]);
    expect(editor.said).toEqual([expect.stringMatching(/^a\.toolcalls\.json says now that calls of shop\/\* do not/)]);
    expect(window.keptState.entries()).toEqual({});
  });

  it("is kept by the workspace where there is no manifest, or it takes no edit", async () => {
    await freeOrder(window.keptState, freeing, undefined);
    editor.takesEdits = false;
    const document = manifest({ version: 1, calls: [{ tool: "shop/buy" }] });
    const before = document.getText();
    await freeOrder(window.keptState, { ...freeing, pattern: "bank/*" }, document);
    expect(document.getText()).toBe(before);
    expect(window.keptState.entries()).toEqual({ "shop/*": "none", "bank/*": "none" });
    expect(editor.said[0]).toContain(kept);
  });

  it("is kept by the workspace for a run whose calls stand in no document", async () => {
    const session = await window.ran([{ tool: "calculate", arguments: { expression: "1" } }]);
    await freeOrderOfRun(window.services, session.id, freeing);
    expect(window.keptState.entries()).toEqual({ "shop/*": "none" });
    expect(editor.opened).toEqual([]);
  });
});
