import { describe, expect, it } from "vitest";
import { callSnippet } from "../../../../src/vscode/editing/callSnippet";

describe("a call's skeleton", () => {
  it("has the required arguments, with what the schema suggests", () => {
    const schema = {
      type: "object",
      properties: {
        path: { type: "string" },
        mode: { enum: ["read", "a|b, c"] },
        root: { type: "string", default: "${workspaceFolder}" },
        count: { type: "integer", minimum: 1 },
        deep: { type: "boolean" },
        tags: { type: "array" },
        options: { $ref: "#/$defs/Options" },
        optional: { type: "string" },
      },
      required: ["path", "mode", "root", "count", "deep", "tags", "options"],
      $defs: { Options: { type: "object", properties: { say: { examples: ['a $1 "b"'] } }, required: ["say"] } },
    };
    expect(callSnippet("fs/read", schema)).toBe(
      [
        "{",
        '\t"tool": "fs/read",',
        '\t"arguments": {',
        '\t\t"path": "$1",',
        String.raw`		"mode": ${"${2|"}"read","a\|b\, c"|},`,
        String.raw`		"root": "${"${3:"}\${workspaceFolder\}}",`,
        '\t\t"count": ${4:1},',
        '\t\t"deep": ${5|true,false|},',
        '\t\t"tags": [$6],',
        '\t\t"options": {',
        String.raw`			"say": "${"${7:"}a \$1 \\"b\\"}"`,
        "\t\t}",
        "\t}",
        "}",
      ].join("\n"),
    );
  });

  it("leaves room where everything is optional, and none where there is nothing to give", () => {
    expect(callSnippet("a", { properties: { b: {} } })).toContain('"arguments": {$1}');
    expect(callSnippet("a", undefined)).toContain('"arguments": {}');
  });

  it("ends for a schema that refers to itself", () => {
    const schema = { properties: { next: { $ref: "#" } }, required: ["next"], type: "object" };
    expect(callSnippet("a", schema).length).toBeLessThan(1000);
  });
});
