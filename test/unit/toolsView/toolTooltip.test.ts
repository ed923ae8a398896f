import { expect, it } from "vitest";
import { toolTooltip } from "../../../src/toolsView/toolTooltip";

it("says what a tool does, with its parameters, and gives nothing that it says a meaning", () => {
  expect(
    toolTooltip({
      source: "fs",
      name: "read",
      description: "Reads [a](command:x) <b>file</b>\n# Title",
      inputSchema: { properties: { path: { type: "string", description: "*Where*" }, n: {} }, required: ["path"] },
      annotations: { readOnlyHint: true },
    }),
  ).toBe(
    [
      "**fs/read**",
      "_Read-only_",
      String.raw`Reads \[a\]\(command\:x\) \<b\>file\</b\>  ${"\n"}\# Title`,
      "- `path` (string, required): \\*Where\\*\n- `n`",
    ].join("\n\n"),
  );
});
