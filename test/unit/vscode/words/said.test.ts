import { describe, expect, it, vi } from "vitest";
import { createText } from "../../../../media/timeline/words/text";
import { parseManifest } from "../../../../src/core/manifest/parse";
import { skippedEnding } from "../../../../src/core/engine/endings";
import type { Wording } from "../../../../src/core/model/text/wording";
import { inWindowLanguage, reasonWords } from "../../../../src/vscode/words/said";
import { plannedCall } from "../../core/engine/plans";
import { plan } from "../../core/plan/planning";

/** Every key in brackets, its values in other places: as a translation would have them. */
const pseudo = vi.hoisted(() => ({
  translations: {
    "Skipped because {0}.": "[because {0}: skipped]",
    "{0} failed": "[fail of {0}]",
    '{0} needs the key "{1}".': "[{1} lacks {0}]",
    "Call {0}": "[call no. {0}]",
    "depends on {0}": "[after {0}]",
  },
}));

vi.mock("vscode", () => ({
  l10n: {
    t: (key: string, ...values: readonly unknown[]) => {
      const pattern = Object.entries(pseudo.translations).find(([english]) => english === key)?.[1] ?? key;
      return pattern.replace(/\{(\d+)\}/g, (_, place: string) => String(values[Number(place)]));
    },
  },
}));

describe("what the core says", () => {
  const text = createText(pseudo.translations);

  it("is translated of an ending, in the editor and in the panel", () => {
    const failed = plannedCall(0, { id: "list" });
    const { error } = skippedEnding(failed, failed, "failed");
    expect(error.message).toBe('Skipped because "list" failed.');
    for (const words of [inWindowLanguage(error), text.error(error)]) {
      expect(words).toBe('[because [fail of "list"]: skipped]');
    }
  });

  it("is translated of a problem", () => {
    const [problem] = parseManifest('{ "version": 1, "calls": [{ "arguments": {} }] }').problems;
    expect(problem?.message).toBe('Call 1 needs the key "tool".');
    expect(inWindowLanguage(problem!)).toBe("[tool lacks [call no. 1]]");
  });

  it("is translated of why a call waits", () => {
    const [edge] = plan([
      { tool: "read_a", id: "a" },
      { tool: "read_b", dependsOn: ["a"] },
    ]).plan.edges;
    expect(edge?.reason).toBe("depends on a");
    for (const words of [reasonWords(edge!), text.reason(edge!)]) expect(words).toBe("[after a]");
  });

  it("is shown as it was kept where it has no wording", () => {
    const error = { kind: "skipped", message: "Skipped because {0}." } as const;
    for (const words of [inWindowLanguage(error), text.error(error)]) expect(words).toBe(error.message);
  });

  it.each([5, {}, [], [1], ["{0}", null], ["{0}", ["{0}", {}]]])(
    "is shown as it was kept where something else than a wording was kept: %j",
    (wording) => {
      const error = { kind: "skipped", message: "Skipped.", wording: wording as unknown as Wording } as const;
      for (const words of [inWindowLanguage(error), text.error(error)]) expect(words).toBe("Skipped.");
    },
  );
});
