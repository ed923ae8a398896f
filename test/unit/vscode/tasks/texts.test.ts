import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../../../src/core/model/plan";
import { initialRunState } from "../../../../src/core/model/runState";
import { CitedText } from "../../../../src/node/tasks/calls/citedText";
import { manifestOfInput } from "../../../../src/node/tasks/calls/handedCalls";
import { manifestText, withoutCalls } from "../../../../src/node/tasks/calls/manifestText";
import { titleOfPrompt, withPrompt } from "../../../../src/node/tasks/record/promptHistory";
import { parseManifest } from "../../../../src/core/manifest/parse";

describe("the prompts asked before", () => {
  it("are newest first, each once, and not without end", () => {
    expect(withPrompt(["a", "b"], "b")).toEqual(["b", "a"]);
    const many = Array.from({ length: 50 }, (_, index) => String(index)).reduce<string[]>(withPrompt, []);
    expect(many.slice(0, 2)).toEqual(["49", "48"]);
    expect(many.length).toBe(30);
  });

  it("give a run the title of their first line that says something", () => {
    expect(titleOfPrompt("\n# Find it\nand more")).toBe("Find it");
    expect(titleOfPrompt("- - -")).toBe("- - -");
    expect(titleOfPrompt("word ".repeat(40)).length).toBeLessThanOrEqual(80);
  });
});

describe("an answer in a chat", () => {
  const written = (pieces: readonly string[]): string => {
    const text = new CitedText((id) => id === "sum" || id === "hello");
    return pieces.map((piece) => text.write(piece)).join("") + text.end();
  };

  it("has names of calls as code, and leaves other brackets alone", () => {
    expect(written(["It is 4 [[sum]] and [[nothing]], a[0] [link](x)"])).toBe(
      "It is 4  `sum` and [[nothing]], a[0] [link](x)",
    );
  });

  it("is the same however it was cut", () => {
    const whole = "Four [[sum]], Hola [[hello, sum]]. [[ [x] [[sum";
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }), (sizes) => {
        const pieces: string[] = [];
        for (let from = 0, turn = 0; from < whole.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(whole.slice(from, from + size));
          from += size;
        }
        expect(written(pieces)).toBe(written([whole]));
      }),
    );
  });
});

describe("calls that a chat hands over", () => {
  it("are a manifest whose references hold and whose variables are text", () => {
    const text = manifestOfInput({
      calls: [
        { id: "a", tool: "search", arguments: { q: "x" } },
        { tool: "send", arguments: { body: "${a.title} ${env:TOKEN}" }, dependsOn: ["a"] },
      ],
    });
    const { manifest, problems } = parseManifest(text ?? "");
    expect(problems).toEqual([]);
    expect(manifest.calls.map((call) => call.arguments)).toEqual([{ q: "x" }, { body: "${a.title} $${env:TOKEN}" }]);
  });

  it("are refused when they are of no such form", () => {
    for (const input of [undefined, {}, { calls: "x" }, { calls: [{}] }, { calls: [{ tool: "a", arguments: [] }] }])
      expect(manifestOfInput(input)).toBeUndefined();
  });
});

describe("a run saved as a manifest", () => {
  const call = (index: number, id: string) =>
    ({ index, id, source: "web", toolName: "search", tool: "search", arguments: { q: "${a}" } }) as const;
  const plan = {
    calls: [call(0, "a"), call(1, "b")],
    edges: [
      { from: 0, to: 1, kind: "data", reason: "" },
      { from: 0, to: 1, kind: "declared", reason: "" },
    ],
  } as unknown as Plan;

  it("has its calls in order, with declared edges and the arguments that were edited", () => {
    const state = initialRunState(2);
    state.calls[1] = { ...state.calls[1]!, editedArguments: { q: "other" } };
    expect(JSON.parse(manifestText({ conflicts: "strict" }, plan, state))).toEqual({
      version: 1,
      conflicts: "strict",
      calls: [
        { id: "a", tool: "web/search", arguments: { q: "${a}" } },
        { id: "b", tool: "web/search", arguments: { q: "other" }, dependsOn: ["a"] },
      ],
    });
  });

  it("takes servers and tools of a manifest over, and none of what is no manifest", () => {
    expect(withoutCalls('{"version": 1, "servers": {}, /* … */ "calls": [{}],}')).toEqual({ servers: {} });
    expect(withoutCalls("no JSON")).toEqual({});
  });
});
