import { applyEdits, parse } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { stateEntryEdits } from "../../../../src/core/manifest/stateEntry";

const freed = (text: string): string => applyEdits(text, [...(stateEntryEdits(text, "memory/*", "none") ?? [])]);

describe("writing into a manifest that calls do not touch one another", () => {
  it("puts the entry before the calls and keeps comments", () => {
    const text = `{
  // What this is.
  "version": 1,
  "servers": { "memory": { "command": "m" } }, // mine
  "calls": [
    { "tool": "memory/create_entities" } // the first
  ]
}
`;
    expect(freed(text)).toBe(`{
  // What this is.
  "version": 1,
  "servers": { "memory": { "command": "m" } }, // mine
  "state": { "memory/*": "none" },
  "calls": [
    { "tool": "memory/create_entities" } // the first
  ]
}
`);
  });

  it("adds to the entries that are there, and takes the place of what was said before", () => {
    expect(parse(freed(`{ "state": { "b/*": ["page"] }, "calls": [] }`))).toEqual({
      state: { "b/*": ["page"], "memory/*": "none" },
      calls: [],
    });
    expect(parse(freed(`{ "calls": [], "state": { "memory/*": ["id"] } }`))).toEqual({
      calls: [],
      state: { "memory/*": "none" },
    });
  });

  it("needs neither calls nor members to go before", () => {
    expect(freed("{}")).toBe('{ "state": { "memory/*": "none" } }');
    expect(freed('{ "version": 1 }')).toBe('{ "state": { "memory/*": "none" }, "version": 1 }');
    expect(freed('{ "state": {}, "calls": [] }')).toBe('{ "state": { "memory/*": "none" }, "calls": [] }');
  });

  it("goes on with tabs and Windows line ends where the text has them", () => {
    expect(freed(`{\r\n\t"calls": []\r\n}`)).toBe(`{\r\n\t"state": { "memory/*": "none" },\r\n\t"calls": []\r\n}`);
  });

  it("has no place in a list of calls or in no JSON at all", () => {
    expect(stateEntryEdits(`[{ "tool": "memory/read_graph" }]`, "memory/*", "none")).toBeUndefined();
    expect(stateEntryEdits("call it", "memory/*", "none")).toBeUndefined();
  });
});
