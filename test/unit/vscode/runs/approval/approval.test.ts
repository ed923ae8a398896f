import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askApproval, type ApprovalOptions } from "../../../../../src/vscode/runs/approval/approval";
import type { Prepared } from "../../../../../src/node/runs/prepare";
import { editor } from "../../../../fixtures/editor/editor";
import { TestWindow } from "../../../../fixtures/editor/window";

let window: TestWindow;

beforeEach(async () => {
  window = await TestWindow.open();
  window.origin = "selection";
});

afterEach(() => window.close());

const program = { command: process.execPath, args: ["-e", "0"] };
const change = (id: string, tool = "run_process") => ({ id, tool, arguments: program });
const read = (id: string) => ({ id, tool: "read_file", arguments: { path: "a.txt" } });

async function ask(calls: readonly object[], options: ApprovalOptions<Prepared> = {}) {
  const prepared = await window.prepare(JSON.stringify({ version: 1, calls }));
  const approval = await askApproval(window.services.approval, prepared, options);
  return (
    approval && { allowed: [...approval.allowed], calls: approval.prepared.plan.calls.map((call) => call.arguments) }
  );
}

const edit = "Show and Edit Arguments";

describe("the list of calls to approve", () => {
  it("gives those that are ticked, which are at first those that only read", async () => {
    editor.answerList((list) => list.accept());
    expect((await ask([change("a"), read("b")]))?.allowed).toEqual([1]);
  });

  it("gives nothing when it is dismissed or there is nothing left to approve", async () => {
    expect(await ask([read("a")])).toBeUndefined();
    const gone = new AbortController();
    editor.answerList(() => gone.abort());
    expect(await ask([read("a")], { signal: gone.signal })).toBeUndefined();
    expect(await ask([read("a")], { signal: gone.signal })).toBeUndefined();
    expect(editor.questions).toHaveLength(2);
  });

  it("comes back with what was ticked once arguments were edited, and gives these", async () => {
    window.edits.push({ command: "other" });
    editor.answerList((list) => {
      list.tick("a:");
      list.pressOn("a:", edit);
    });
    editor.answerList((list) => {
      expect(list.lines.find((line) => line.includes("a:"))).toMatch(/^☑.*"command":"other"/);
      list.accept();
    });
    expect(await ask([change("a"), read("b")])).toEqual({
      allowed: [0],
      calls: [{ command: "other" }, { path: "a.txt" }],
    });
  });

  it("leaves arguments as they were that cannot be used, and says so", async () => {
    window.edits.push({ command: 7 });
    editor.answerList((list) => list.pressOn("a:", edit));
    editor.answerList((list) => list.choose("a:"));
    expect((await ask([change("a")]))?.calls).toEqual([program]);
    expect(editor.said).toEqual([expect.stringMatching(/^The arguments were left as they were\. .*command/)]);
  });

  it("says which paths lead out of the workspace, and not of those in another of its folders", async () => {
    const paths = ["/ship/api/a", "/ship/other/a"];
    const calls = paths.map((path) => ({ tool: "read_file", arguments: { path } }));
    const outside = async (): Promise<readonly string[]> => {
      let lines: readonly string[] = [];
      editor.answerList((list) => {
        ({ lines } = list);
        list.hide();
      });
      await ask(calls);
      return paths.filter((path) => lines.some((line) => line.includes(`outside the workspace: ${path}`)));
    };
    window.places = { workspaceFolder: "/ship/app" };
    expect(await outside()).toEqual(paths);
    window.places = { workspaceFolder: "/ship/app", workspaceFolders: [{ name: "api", path: "/ship/api" }] };
    expect(await outside()).toEqual(paths.slice(1));
  });

  it("ticks all calls of a tool that is allowed from then on, and asks no more whether to allow it", async () => {
    editor.answerList((list) => {
      list.pressOn("a:", "Allow This Tool in This Workspace");
      void expect
        .poll(() => list.lines.filter((line) => line.startsWith("☑")).length)
        .toBe(2)
        .then(() => {
          expect(list.item("a:").buttons?.map(({ tooltip }) => tooltip)).toEqual([edit]);
          list.accept();
        });
    });
    expect((await ask([change("a"), change("b")]))?.allowed).toEqual([0, 1]);
    expect(window.allowedTools.list().map(({ tool }) => tool)).toEqual(["builtin/run_process"]);
    editor.answerList((list) => list.accept());
    expect((await ask([change("c")]))?.allowed).toEqual([0]);
  });

  it("keeps the calls as they stand when that is asked for, and comes back", async () => {
    const kept: unknown[] = [];
    editor.answerList((list) => list.press("Save as Manifest"));
    await ask([read("a")], {
      save: ({ plan }) => Promise.resolve(void kept.push(plan.calls.map(({ id }) => id))),
    });
    expect(kept).toEqual([["a"]]);
    expect(editor.questions).toHaveLength(2);
  });
});
