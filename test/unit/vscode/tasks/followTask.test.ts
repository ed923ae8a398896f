import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TaskEnding } from "../../../../src/node/tasks/taskEvents";
import { followTask } from "../../../../src/vscode/tasks/followTask";
import type { StartedTask } from "../../../../src/vscode/tasks/tasks";
import { editor } from "../../../fixtures/editor/editor";
import { TestWindow } from "../../../fixtures/editor/window";

let window: TestWindow;
let again: number;

beforeEach(async () => {
  window = await TestWindow.open();
  await window.write("there.txt", "here");
  again = 0;
});

afterEach(() => window.close());

const read = (path: string) => ({ tool: "read_file", arguments: { path } });
const answered: TaskEnding = { outcome: "answered", answer: "Done." };

/** Follows a task that has ended so, whose model wrote these calls; resolves when its message was answered. */
async function follow(ending: TaskEnding, calls: readonly object[] = [], more: Partial<StartedTask> = {}) {
  const session = await window.ran(calls);
  const started = { session, leftOut: [], missing: [], ended: Promise.resolve(ending), ...more };
  const runAgain = () => {
    again++;
    return Promise.resolve();
  };
  await followTask(started, { timeline: window.services.timeline, runAgain });
  await expect.poll(() => editor.messages.length).toBeGreaterThan(0);
  return session;
}

describe("a task that has ended", () => {
  it("says how its calls ended, and shows the timeline where that is asked for", async () => {
    editor.settings["parallelTools.showTimeline"] = "never";
    editor.press("Show Timeline");
    const { id } = await follow(answered, [read("there.txt")]);
    expect(editor.said).toEqual([expect.stringMatching(/^Answered\. 1 call, 1 succeeded.* \[Show Timeline\]$/)]);
    await expect.poll(() => window.shown).toEqual([id]);
  });

  it("says that it needed no call", async () => {
    await follow(answered);
    expect(editor.said).toEqual(["Answered without any call. [Show Timeline]"]);
  });

  it("warns of calls that failed, and runs them again where that is asked for", async () => {
    editor.press("Retry Failed");
    const session = await follow(answered, [read("not-there.txt")]);
    expect(editor.messages[0]).toMatchObject({ kind: "warning", buttons: ["Retry Failed", "Show Timeline"] });
    await expect.poll(() => session.state.rounds.length).toBe(2);
    await expect.poll(() => session.running).toBe(false);
  });

  it("offers a key where the model's is refused, and runs again once there is one", async () => {
    const refused: TaskEnding = { outcome: "failed", failure: { kind: "auth", message: "The key is wrong." } };
    editor.press("Set Key");
    await follow(refused);
    expect(editor.said).toEqual(["The key is wrong. [Set Key] [Run Again] [Show Timeline]"]);
    await expect.poll(() => editor.executed.map(([id]) => id)).toContain("parallelTools.setModelKey");
    expect(again).toBe(0);
    editor.results["parallelTools.setModelKey"] = true;
    editor.press("Set Key");
    await follow(refused);
    await expect.poll(() => again).toBe(1);
  });

  it("offers another model where this one fails in another way, and to run it again", async () => {
    editor.press("Run Again");
    await follow({ outcome: "failed", failure: { kind: "unreachable", message: "No answer." } });
    expect(editor.said).toEqual(["No answer. [Choose Model] [Run Again] [Show Timeline]"]);
    await expect.poll(() => again).toBe(1);
  });

  it("says that it was stopped or cancelled", async () => {
    await follow({ outcome: "stopped", reason: "It took too long.", answer: "" });
    await follow({ outcome: "cancelled" });
    await expect
      .poll(() => editor.said)
      .toEqual([
        "It took too long. [Run Again] [Show Timeline]",
        "The task was cancelled. [Run Again] [Show Timeline]",
      ]);
  });

  it("names tools that were left out or are missing, and lets others be chosen", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `tool${index}`);
    editor.press("Choose Tools");
    await follow(answered, [], { leftOut: names, missing: [{ source: "far", reason: "It is down." }] });
    expect(editor.said[0]).toBe(
      "Models take at most 128 tools, so 8 were left out: tool0, tool1, tool2, tool3, tool4, tool5, …. " +
        'Tools of "far" are missing: It is down. [Choose Tools]',
    );
    await expect.poll(() => editor.executed.map(([id]) => id)).toContain("parallelTools.chooseTaskTools");
  });
});
