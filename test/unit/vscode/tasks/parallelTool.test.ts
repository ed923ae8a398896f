import type * as vscode from "vscode";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ParallelTool } from "../../../../src/vscode/tasks/parallelTool";
import { editor } from "../../../fixtures/editor/editor";
import type { LanguageModelToolResult } from "../../../fixtures/editor/vscode";
import { TestWindow } from "../../../fixtures/editor/window";

let window: TestWindow;
let tool: ParallelTool;

beforeEach(async () => {
  window = await TestWindow.open();
  await window.write("there.txt", "here");
  tool = new ParallelTool(window.services);
});

afterEach(() => window.close());

const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
const read = { id: "r", tool: "read_file", arguments: { path: "there.txt" } };
const change = { id: "c", tool: "run_process", arguments: { command: process.execPath, args: ["-e", "0"] } };

async function invoke(input: unknown): Promise<string> {
  const result = (await tool.invoke({ input } as never, token)) as unknown as LanguageModelToolResult;
  return result.content.map(({ value }) => value).join("\n");
}

async function prepared(input: unknown): Promise<vscode.PreparedToolInvocation & { readonly asked: string }> {
  const invocation = await tool.prepareInvocation({ input }, token);
  const message = invocation.confirmationMessages?.message;
  return { ...invocation, asked: typeof message === "object" ? message.value : "" };
}

const outcomes = () => window.sessions.flatMap(({ state }) => state.calls.map(({ ending }) => ending?.outcome));

describe("calls that a chat hands over", () => {
  it("run without a question where they only read, and give their results in order", async () => {
    const input = { calls: [read, { id: "s", tool: "calculate", arguments: { expression: "40 + 2" } }] };
    expect(await prepared(input)).toMatchObject({ invocationMessage: "Running 2 calls in parallel", asked: "" });
    const results = await invoke(input);
    expect(results.indexOf("here")).toBeLessThan(results.indexOf("42"));
    expect(outcomes()).toEqual(["succeeded", "succeeded"]);
    expect(editor.questions).toEqual([]);
  });

  it("are asked about once in the chat where they change something, and not again when they run", async () => {
    const input = { calls: [read, change] };
    const { confirmationMessages, asked } = await prepared(input);
    expect(confirmationMessages?.title).toBe("Run 2 calls? 1 to approve.");
    expect(asked).toMatch(/^- \*\*builtin\/run\\_process\*\* \(may destroy something.*\): ` \{"command":/);
    await invoke(input);
    expect(outcomes()).toEqual(["succeeded", "succeeded"]);
    expect(editor.questions).toEqual([]);
  });

  it("are asked about in a list where the chat has shown no question, and denied when it is dismissed", async () => {
    await invoke({ calls: [read, change] });
    expect(editor.questions).toHaveLength(1);
    expect(outcomes()).toEqual(["denied", "denied"]);
  });

  it("are asked about again where the same are run twice on one yes", async () => {
    const input = { calls: [change] };
    await prepared(input);
    await invoke(input);
    editor.answerList((list) => list.choose("c:"));
    await invoke(input);
    expect(outcomes()).toEqual(["succeeded", "succeeded"]);
    expect(editor.questions).toHaveLength(1);
  });

  it("that cannot run are told with what is wrong, and none of them runs", async () => {
    expect(await invoke({ calls: [read, { tool: "read_fil", arguments: {} }] })).toMatch(
      /^Nothing was run\.\n- .*"read_fil"/,
    );
    expect(window.sessions).toEqual([]);
  });

  it("are refused in a form that is none, and where the workspace is not trusted", async () => {
    await expect(invoke({ calls: [{ arguments: {} }] })).rejects.toThrow('The input needs "calls"');
    editor.isTrusted = false;
    expect(await prepared({ calls: [read] })).toEqual({ asked: "" });
    await expect(invoke({ calls: [read] })).rejects.toThrow("this workspace is not trusted");
  });
});
