import { expect, it } from "vitest";
import { ownWords } from "../../../../../src/core/model/text/shown";
import { toolTooltip } from "../../../../../src/vscode/tools/view/toolTooltip";

it("says what a tool does, with its parameters, and gives nothing that it says a meaning", () => {
  expect(
    toolTooltip(
      ownWords({
        source: "fs",
        name: "read",
        description: "Reads [a](command:x) <b>file</b>\n# Title",
        inputSchema: { properties: { path: { type: "string", description: "*Where*" }, n: {} }, required: ["path"] },
        annotations: { readOnlyHint: true },
      }),
    ),
  ).toBe(
    [
      "**fs/read**",
      "_Read-only_",
      String.raw`Reads \[a\]\(command\:x\) \<b\>file\</b\>  ${"\n"}\# Title`,
      "- `path` (string, required): \\*Where\\*\n- `n`",
    ].join("\n\n"),
  );
});
