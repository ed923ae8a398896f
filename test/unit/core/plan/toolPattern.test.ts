import { describe, expect, it } from "vitest";
import { patternFinder, toolMatcher } from "../../../../src/core/plan/toolPattern";

const tool = (name: string) => {
  const [source = "", toolName = ""] = name.split("/");
  return { source, toolName };
};

describe("a pattern for tools", () => {
  it.each([
    ["fs/read", ["fs/read"]],
    ["read", ["fs/read", "db/read"]],
    ["*", ["fs/read", "fs/write", "db/read"]],
    ["fs/*", ["fs/read", "fs/write"]],
    ["fs/r*", ["fs/read"]],
    ["*/read", ["fs/read", "db/read"]],
    ["r*", ["fs/read", "db/read"]],
    ["f*", []],
  ])("%s means %j", (pattern, meant) => {
    expect(["fs/read", "fs/write", "db/read"].filter((name) => toolMatcher(pattern)(tool(name)))).toEqual(meant);
  });
});

describe("of several patterns, the one that says most about a tool", () => {
  it.each([
    [["*", "read", "fs/read"], "fs/read"],
    [["*", "read", "fs/*"], "read"],
    [["*", "r*", "fs/*"], "fs/*"],
    [["fs/*", "rea*", "*"], "fs/*"],
    [["f*/*", "fs/*", "fs/re*", "fs/r*"], "fs/re*"],
    [["*read", "fs/*"], "fs/*"],
    [["fs/*", "*read"], "fs/*"],
    [["re*", "r*", "*"], "re*"],
    [["*", "r*", "re*"], "re*"],
    [["*d", "r*"], "*d"],
    [["write", "db/*"], undefined],
    [["fs/w*", "*"], "*"],
    [[], undefined],
  ])("of %j is %s", (patterns, found) => {
    expect(patternFinder(patterns)(tool("fs/read"))).toBe(found);
  });

  it("is found for each tool by itself, as often as it is asked for", () => {
    const find = patternFinder(["fs/*", "*"]);
    expect(["fs/read", "db/read", "fs/read", "fs/write"].map((name) => find(tool(name)))).toEqual([
      "fs/*",
      "*",
      "fs/*",
      "fs/*",
    ]);
  });
});
