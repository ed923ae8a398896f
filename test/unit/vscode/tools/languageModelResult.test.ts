import { describe, expect, it } from "vitest";
import { languageModelResult } from "../../../../src/vscode/tools/languageModelResult";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the parts of a language-model tool's result", () => {
  it("are text, pictures, sound, text in bytes, and other bytes", () => {
    expect(
      languageModelResult([
        { value: "plain" },
        { data: new Uint8Array([1, 2, 3]), mimeType: "image/png" },
        { data: bytes("{}"), mimeType: "application/vnd.x+json; charset=utf-8" },
        { data: bytes("a,b"), mimeType: "text/csv" },
        { data: new Uint8Array([0]), mimeType: "application/zip" },
      ]).content,
    ).toEqual([
      { type: "text", text: "plain" },
      { type: "image", data: "AQID", mimeType: "image/png" },
      { type: "text", text: "{}" },
      { type: "text", text: "a,b" },
      { type: "resource", resource: { uri: "data:application/zip", blob: "AA==", mimeType: "application/zip" } },
    ]);
  });

  it("are what a model would read of a prompt tree, line by line", () => {
    const tree = {
      node: {
        type: 1,
        children: [
          { type: 1, props: { role: 1 }, children: [{ type: 2, text: "first" }] },
          { type: 2, text: "second", lineBreakBefore: true },
          { type: 2, text: " goes on", lineBreakBefore: false },
          { type: 1, props: { src: "data:image/png;base64,AQID" }, children: [] },
        ],
      },
    };
    expect(languageModelResult([{ value: tree }]).content).toEqual([
      { type: "text", text: "first\nsecond goes on[image: data:image/png;base64,AQID]" },
    ]);
  });

  it("are kept as they are when their kind is not known, even when they cannot be written", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const { content } = languageModelResult([{ later: [1] }, undefined, 7n, circle]);
    expect(content.slice(0, 2)).toEqual([
      { type: "other", value: { later: [1] } },
      { type: "other", value: { value: "undefined" } },
    ]);
    expect(content).toHaveLength(4);
    expect(() => JSON.stringify(content)).not.toThrow();
  });
});
