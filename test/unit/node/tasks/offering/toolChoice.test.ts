import { describe, expect, it } from "vitest";
import type { Tool } from "../../../../../src/core/model/tool";
import {
  isChosen,
  mayHaveChosen,
  parallelToolName,
  patternsFor,
} from "../../../../../src/node/tasks/offering/toolChoice";

const tools: readonly Tool[] = [
  { source: "builtin", name: "calculate" },
  { source: "builtin", name: "read_file" },
  { source: "web", name: "search" },
  { source: "vscode", name: "chat_only" },
  { source: "vscode", name: parallelToolName },
];
const chosen = (...patterns: string[]) =>
  tools.filter((tool) => isChosen(tool, patterns)).map(({ source, name }) => `${source}/${name}`);

describe("the tools of a task", () => {
  it("are all but VS Code's own when nothing was chosen", () => {
    expect(chosen()).toEqual(["builtin/calculate", "builtin/read_file", "web/search"]);
  });

  it("are those that a full name, a source or a bare name names", () => {
    expect(chosen("web/*", "calculate", "vscode/chat_only")).toEqual([
      "builtin/calculate",
      "web/search",
      "vscode/chat_only",
    ]);
  });

  it("never include the tool under which chats reach this extension", () => {
    expect(chosen("vscode/*", parallelToolName)).toEqual(["vscode/chat_only"]);
  });

  it("are remembered by source where a source is chosen whole, and come back from that", () => {
    const ticked = tools.filter(({ source, name }) => source !== "web" && name !== parallelToolName);
    const patterns = patternsFor(tools, ticked);
    expect(patterns).toEqual(["builtin/*", "vscode/*"]);
    expect(tools.filter((tool) => isChosen(tool, patterns))).toEqual(ticked);
    expect(patternsFor(tools, [tools[0]!])).toEqual(["builtin/calculate"]);
  });

  it("need only the sources that can have them", () => {
    expect(mayHaveChosen("vscode", [])).toBe(false);
    expect(mayHaveChosen("web", ["builtin/*"])).toBe(false);
    expect(mayHaveChosen("web", ["search"])).toBe(true);
  });
});
