import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cancel } from "../../../../../src/vscode/runs/commands/cancel";
import { copyResults } from "../../../../../src/vscode/runs/commands/copyResults";
import { editAndRetry } from "../../../../../src/vscode/runs/commands/editAndRetry";
import { manageAllowedTools } from "../../../../../src/vscode/runs/commands/manageAllowedTools";
import { resumeRun, tellOfInterruption } from "../../../../../src/vscode/runs/commands/resumeRun";
import { retryFailed } from "../../../../../src/vscode/runs/commands/retryFailed";
import { run } from "../../../../../src/vscode/runs/commands/run";
import { editor } from "../../../../fixtures/editor/editor";
import { memento } from "../../../../fixtures/editor/memento";
import { TestWindow } from "../../../../fixtures/editor/window";

let window: TestWindow;

beforeEach(async () => {
  window = await TestWindow.open();
  await window.write("there.txt", "here");
});

afterEach(() => window.close());

const read = (id: string, path = "there.txt") => ({ id, tool: "read_file", arguments: { path } });
const program = { command: process.execPath, args: ["-e", "0"] };
const change = (id: string) => ({ id, tool: "run_process", arguments: program });

function outcomes(): readonly string[] {
  return window.sessions.map(({ state }) => state.calls.map(({ ending }) => ending?.outcome ?? "open").join());
}

describe("running the calls of an editor", () => {
  it("asks nothing where calls of a manifest of one's own only read, and says how they ended", async () => {
    window.edit([read("a"), read("b")]);
    await run(window.services);
    expect(outcomes()).toEqual(["succeeded,succeeded"]);
    expect(editor.said).toEqual([expect.stringMatching(/^2 calls, 2 succeeded, .* \[Show Timeline\]$/)]);
    expect(editor.messages[0]?.kind).toBe("information");
    expect(window.shown).toHaveLength(1);
  });

  it("asks about calls of a text that is not one's own, and denies those that are not ticked", async () => {
    window.origin = "selection";
    window.edit([read("a"), change("b"), change("c")]);
    editor.answerList((list) => {
      expect(list.lines.map((line) => line.split(" | ").slice(0, 2).join(" "))).toEqual([
        "— May destroy something —",
        "☐ $(warning) b: builtin/run_process",
        "☐ $(warning) c: builtin/run_process",
        "— Read-only —",
        "☑ $(eye) a: builtin/read_file",
      ]);
      list.choose("a:", "c:");
    });
    await run(window.services);
    expect(outcomes()).toEqual(["succeeded,denied,succeeded"]);
  });

  it("runs nothing when the list is dismissed", async () => {
    window.origin = "selection";
    window.edit([change("a")]);
    await run(window.services);
    expect(editor.questions).toHaveLength(1);
    expect(window.sessions).toEqual([]);
  });

  it("runs nothing where there is an error, and says it", async () => {
    window.edit([read("a"), read("a")]);
    await run(window.services);
    expect(window.sessions).toEqual([]);
    expect(editor.said).toEqual([expect.stringMatching(/some.toolcalls.json was not run: .*"a".* \[Show Problems\]$/)]);
  });

  it("runs nothing in a workspace that is not trusted, and says where trust is given", async () => {
    editor.isTrusted = false;
    window.edit([read("a")]);
    editor.press("Manage Workspace Trust");
    await run(window.services);
    expect(window.sessions).toEqual([]);
    expect(editor.executed).toEqual([["workbench.trust.manage"]]);
  });

  it("says what is to be done where no editor is open", async () => {
    await run(window.services);
    expect(editor.said).toEqual([expect.stringMatching(/^No editor is open/)]);
  });

  it("shows the timeline only of a run with failures, where that is the setting", async () => {
    editor.settings["parallelTools.showTimeline"] = "onFailure";
    window.edit([read("a")]);
    await run(window.services);
    expect(window.shown).toEqual([]);
    window.edit([read("a", "none.txt")]);
    await run(window.services);
    expect(window.shown).toHaveLength(1);
    expect(editor.messages.map(({ kind }) => kind)).toEqual(["information", "warning"]);
  });

  it("offers what can be done with what failed, and does it", async () => {
    window.edit([read("a", "late.txt"), read("b")]);
    editor.press("Retry Failed");
    await run(window.services);
    await expect.poll(() => editor.said.length).toBe(2);
    expect(editor.said[0]).toMatch(/1 failed.*\[Retry Failed\] \[Show Timeline\]$/);
    expect(window.sessions[0]?.state.calls.map(({ attempts }) => attempts.length)).toEqual([2, 1]);
  });
});

describe("retrying what failed", () => {
  it("runs it again in the newest run, and leaves what succeeded", async () => {
    const session = await window.ran([read("a"), read("b", "late.txt")]);
    await window.write("late.txt", "now");
    await retryFailed(window.services);
    expect(outcomes()).toEqual(["succeeded,succeeded"]);
    expect(session.state.calls.map(({ attempts }) => attempts.length)).toEqual([1, 2]);
  });

  it("says so where nothing has failed, or nothing was run", async () => {
    await retryFailed(window.services);
    await window.ran([read("a")]);
    await retryFailed(window.services);
    expect(new Set(editor.said)).toEqual(
      new Set(["No call of the last run has failed, so there is nothing to retry."]),
    );
    expect(editor.said).toHaveLength(2);
  });

  it("offers to resume where calls were cancelled", async () => {
    await window.ran([read("a"), read("b")], [1]);
    editor.press("Resume Run");
    editor.press("Run");
    await retryFailed(window.services);
    expect(editor.said[0]).toBe("No call of the last run has failed, but 1 was cancelled. [Resume Run]");
    expect(editor.said[1]).toMatch(/^Run this call\? It was not approved before\..*read_file/s);
    expect(outcomes()).toEqual(["succeeded,succeeded"]);
  });

  it("asks nothing of a run that goes on in another window", async () => {
    window.elsewhere = { title: "Theirs", isElsewhere: true };
    await retryFailed(window.services);
    await cancel(window.services);
    await resumeRun(window.services);
    await editAndRetry(window.services);
    expect(editor.said).toHaveLength(4);
    for (const said of editor.said) expect(said).toMatch(/^Theirs goes on in another window/);
  });
});

describe("resuming", () => {
  it("runs what was cancelled once it is approved, and nothing when it is not", async () => {
    await window.ran([read("a"), read("b")], [1]);
    editor.press(undefined);
    await resumeRun(window.services);
    expect(outcomes()).toEqual(["succeeded,cancelled"]);
    editor.press("Run");
    await resumeRun(window.services);
    expect(outcomes()).toEqual(["succeeded,succeeded"]);
  });

  it("says so where nothing was cut off", async () => {
    await window.ran([read("a", "none.txt")]);
    await resumeRun(window.services);
    expect(editor.said).toEqual([expect.stringMatching(/nothing to resume/)]);
    expect(outcomes()).toEqual(["failed"]);
  });

  it("is offered once for a run that was cut off with its window", async () => {
    await window.ran([read("a"), read("b")], [1]);
    const kept = memento();
    editor.press("Show Timeline");
    await tellOfInterruption(window.services, kept);
    await tellOfInterruption(window.services, kept);
    expect(editor.said).toEqual(["Earlier was interrupted: 1 of 2 calls had ended. [Resume Run] [Show Timeline]"]);
    expect(window.shown).toHaveLength(1);
  });
});

describe("cancelling", () => {
  it("cancels every run that goes on", async () => {
    const prepared = await window.prepare(JSON.stringify({ version: 1, calls: [read("a")] }));
    const waiting = ["one", "two"].map((title) => window.begin(prepared, { title, awaitingApproval: new Set([0]) }));
    const rounds = waiting.map((session) => session.start());
    await cancel(window.services);
    await Promise.all(rounds);
    expect(outcomes()).toEqual(["cancelled", "cancelled"]);
    expect(editor.said).toEqual([]);
  });

  it("says so where none does", async () => {
    await cancel(window.services);
    expect(editor.said).toEqual(["No run is going on."]);
  });
});

describe("editing and retrying", () => {
  it("lets one of several be chosen, and runs it with other arguments", async () => {
    await window.ran([read("a", "none.txt"), read("b", "none.txt")]);
    editor.answerList((list) => list.choose("b"));
    window.edits.push({ path: "there.txt" });
    await editAndRetry(window.services);
    expect(outcomes()).toEqual(["failed,succeeded"]);
  });

  it("says what cannot run and lets it be edited again", async () => {
    await window.ran([read("a", "none.txt")]);
    window.edits.push({ path: 7 }, { path: "there.txt" });
    editor.press("Edit Again");
    await editAndRetry(window.services);
    expect(editor.said[0]).toMatch(/^The call cannot run with these arguments\. .*path/);
    expect(outcomes()).toEqual(["succeeded"]);
  });
});

describe("results", () => {
  it("are copied in the order of the calls, and that is said", async () => {
    await copyResults(window.services);
    expect(editor.said).toEqual(["Nothing has been run here yet."]);
    await window.ran([read("a"), read("b", "none.txt")]);
    await copyResults(window.services);
    expect(JSON.parse(editor.clipboard)).toMatchObject([{ success: true }, { success: false }]);
    expect(editor.status).toEqual(["Copied the results of 2 calls"]);
  });
});

describe("tools that are allowed", () => {
  it("are asked for again once they are unticked, and stay when the list is dismissed", async () => {
    await manageAllowedTools(window.allowedTools);
    expect(editor.said).toEqual([expect.stringMatching(/^No tool has been allowed/)]);
    for (const tool of ["s/a", "s/b"]) await window.allowedTools.allow(tool, "definition");
    await manageAllowedTools(window.allowedTools);
    expect(window.allowedTools.list().map(({ tool }) => tool)).toEqual(["s/a", "s/b"]);
    editor.answerList((list) => {
      expect(list.lines).toEqual(["☑ | s/a", "☑ | s/b"]);
      list.choose("s/b");
    });
    await manageAllowedTools(window.allowedTools);
    expect(window.allowedTools.list().map(({ tool }) => tool)).toEqual(["s/b"]);
  });
});
