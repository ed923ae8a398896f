import { describe, expect, it } from "vitest";
import { completionsOf } from "../../../media/timeline/state/filter/completions";
import { filterCalls } from "../../../media/timeline/state/filter/filterCalls";
import { readFilter } from "../../../media/timeline/state/filter/filterTerms";
import { ShownRun } from "../../../media/timeline/state/shownRun";
import { snapshotOf } from "../../../src/vscode/timeline/snapshot";
import { createScriptedRun } from "../../fixtures/panel/scriptedRun";
import { fourteenCalls } from "../../fixtures/panel/scripts";

const run = createScriptedRun("a", fourteenCalls);
run.finish();
Object.assign(run.plan, { limits: [{ name: "of edits", calls: [6, 7], maxConcurrency: 1 }] });
const shown = new ShownRun(snapshotOf(run, run.state.atMs, 4), () => 0);

/** The numbers of the calls that a query leaves. */
function found(query: string): string {
  const rows = filterCalls(shown, "all", query);
  return Array.from({ length: rows.count }, (_, position) => String((rows.at(position) ?? 0) + 1)).join(" ");
}

describe("the words of the search field", () => {
  it("are read as what they ask for", () => {
    expect(readFilter(`tool:Read -outcome:failed >1.5s wait<500ms "two words" id:"a b" - tool: -`)).toEqual([
      { isWanted: true, kind: "tool", value: "read" },
      { isWanted: false, kind: "outcome", value: "failed" },
      { isWanted: true, kind: "time", compare: "above", ms: 1500 },
      { isWanted: true, kind: "wait", compare: "below", ms: 500 },
      { isWanted: true, kind: "text", value: "two words" },
      { isWanted: true, kind: "id", value: "a b" },
      { isWanted: true, kind: "text", value: "-" },
      { isWanted: true, kind: "text", value: "-" },
    ]);
    expect(readFilter('>5 -wait>2min >9us "open')).toEqual([
      { isWanted: true, kind: "time", compare: "above", ms: 5 },
      { isWanted: false, kind: "wait", compare: "above", ms: 120_000 },
      { isWanted: true, kind: "time", compare: "above", ms: 9 * 0.001 },
      { isWanted: true, kind: "text", value: "open" },
    ]);
    expect(readFilter("http://x a:b >fast")).toEqual(
      ["http://x", "a:b", ">fast"].map((value) => ({ isWanted: true, kind: "text", value })),
    );
  });

  it("leave the calls that meet all of them", () => {
    expect(found("tool:edit_file")).toBe("7 8");
    expect(found("source:fs -tool:edit")).toBe("1 2");
    expect(found("outcome:failed")).toBe("4");
    expect(found("outcome:timed-out")).toBe("6");
    expect(found("outcome:skipped")).toBe("5");
    expect(found(">1s")).toBe("4 6");
    expect(found("<10ms")).toBe("13");
    expect(found("limit:edits wait>400ms")).toBe("8");
    expect(found("id:build")).toBe("4");
    expect(found("edit ./src")).toBe("8");
    expect(found("-outcome:succeeded -deploy")).toBe("4 6");
    expect(found("outcome:")).toBe(found(""));
  });

  it("are completed with the counts that they would leave", () => {
    const completions = (query: string) =>
      completionsOf(shown, "all", query).map(({ query: completed, count }) => `${completed} ${count}`);
    expect(completions("outcome:")).toEqual([
      "outcome:succeeded 11",
      "outcome:failed 1",
      "outcome:skipped 1",
      "outcome:timedOut 1",
    ]);
    expect(completions("source:fs tool:")).toEqual([
      "source:fs tool:fs/edit_file 2",
      "source:fs tool:fs/list_directory 1",
      "source:fs tool:fs/read_text_file 1",
    ]);
    expect(completions("-outcome:f")).toEqual(["-outcome:failed 13"]);
    expect(completions("edits")).toEqual(['"limit:of edits" 2']);
    for (const { query, count } of completionsOf(shown, "all", "")) {
      expect(filterCalls(shown, "all", query).count).toBe(count);
    }
  });
});
