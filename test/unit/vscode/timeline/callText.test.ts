import { expect, it } from "vitest";
import { callText } from "../../../../src/vscode/timeline/callDetails";
import { createScriptedRun } from "../../../fixtures/panel/scriptedRun";
import { fourteenCalls } from "../../../fixtures/panel/scripts";

it("a call is copied as a manifest has it", () => {
  const run = createScriptedRun("a", fourteenCalls);
  run.finish();
  expect(callText(run, 1)).toBe(
    `{\n  "id": "readme",\n  "tool": "fs/read_text_file",\n  "arguments": {\n    "path": "README.md",\n    "head": 40\n  }\n}`,
  );
  expect(JSON.parse(callText(run, 6) ?? "")).toEqual({
    tool: "fs/edit_file",
    arguments: { path: "src/a.ts", edits: [{ oldText: "one", newText: "two" }] },
  });
  expect(callText(run, 99)).toBeUndefined();
});
