import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../../src/core/model/data/json";
import type { Edge, Plan } from "../../../../../src/core/model/plan";
import type { Ending, RunEvent } from "../../../../../src/core/model/run";
import type { CallState } from "../../../../../src/core/model/runState";
import { ownWords, type Shown } from "../../../../../src/core/model/text/shown";
import {
  eventsTakenOver,
  ledgerAfter,
  resumedCalls,
  takenOver,
} from "../../../../../src/node/runs/resumption/resumption";
import { planOf } from "../plans";
import { worded } from "../../../../../src/core/model/text/wording";

interface Sketch {
  readonly id?: string;
  readonly tool?: string;
  readonly args?: JsonObject;
}

/** A plan of these calls, with edges such as `0 data 1`. */
function sketched(calls: readonly Sketch[], ...edges: readonly string[]): Plan {
  const plan = planOf(calls.map(() => ""));
  return {
    ...plan,
    calls: plan.calls.map(({ id: _, ...call }, index) => {
      const { id, tool = "wait", args = {} } = calls[index] ?? {};
      return { ...call, ...(id !== undefined && { id }), tool, arguments: args };
    }),
    edges: edges.map((text): Edge => {
      const [from, kind, to] = text.split(" ");
      return { from: Number(from), to: Number(to), kind: kind as Edge["kind"], reason: "" };
    }),
  };
}

/** Which call of the kept run each one is, such as `0←1`; with `=` where the run goes on itself. */
function taken(kept: Plan, now: Plan, events: readonly RunEvent[] = []): string {
  const { isSameRun, before } = takenOver(kept, ledgerAfter(kept.calls.length, events), now);
  return `${isSameRun ? "= " : ""}${[...before].map(([index, then]) => `${index}←${then}`).join(" ")}`;
}

const edited = (call: number, args: JsonObject): readonly RunEvent[] => [
  { type: "roundStarted", atMs: 0, calls: [0, 1] },
  { type: "roundStarted", atMs: 1, calls: [call], edited: { [call]: args } },
];

describe("a kept run that is gone on with", () => {
  const named = [{ id: "a", args: { n: 1, m: 2 } }, { id: "b" }];
  const nameless = [{ args: { n: 1, m: 2 } }, { args: { n: 2 } }];

  it("goes on itself where calls and edges are the same", () => {
    expect(taken(sketched(named, "0 declared 1"), sketched(named, "0 declared 1"))).toBe("= 0←0 1←1");
    expect(taken(sketched(nameless), sketched(nameless))).toBe("= 0←0 1←1");
    const swapped = [{ id: "a", args: { m: 2, n: 1 } }, { id: "b" }];
    expect(taken(sketched(named), sketched(swapped))).toBe("= 0←0 1←1");
  });

  it("is another one where an edge, a call or the number of calls differs, and what is the same is taken over", () => {
    expect(taken(sketched(named, "0 declared 1"), sketched(named))).toBe("0←0 1←1");
    expect(taken(sketched(named), sketched([...named, { id: "c" }]))).toBe("0←0 1←1");
    expect(taken(sketched(named), sketched(named.slice(0, 1)))).toBe("0←0");
    expect(taken(sketched(named), sketched([named[1]!, named[0]!]))).toBe("0←1 1←0");
    expect(taken(sketched(named), sketched([{ id: "a", args: { n: 3 } }, { id: "b" }]))).toBe("1←1");
    expect(taken(sketched(named), sketched([named[0]!, { id: "b", tool: "other" }]))).toBe("0←0");
    expect(taken(sketched(named), sketched([named[0]!, { id: "c" }]))).toBe("0←0");
  });

  it("has its nameless calls found by tool, arguments and order, each once", () => {
    const twins = [{ args: { n: 1 } }, { args: { n: 2 } }, { args: { n: 1 } }];
    expect(taken(sketched(twins), sketched([...twins, { args: { n: 1 } }]))).toBe("0←0 1←1 2←2");
    expect(taken(sketched(twins), sketched([{ args: { n: 2 } }, { args: { n: 1 } }]))).toBe("0←1 1←0");
    expect(taken(sketched(nameless), sketched([{ args: { m: 2, n: 1 } }, nameless[1]!]))).toBe("1←1");
    expect(taken(sketched(nameless), sketched([{ tool: "other", args: { n: 1, m: 2 } }]))).toBe("");
    expect(taken(sketched(named), sketched([{ args: { n: 1, m: 2 } }]))).toBe("");
  });

  it("has the arguments that its calls were last run with", () => {
    expect(taken(sketched(named), sketched(named), edited(0, { n: 9 }))).toBe("1←1");
    const asEdited = [{ id: "a", args: { n: 9 } }, { id: "b" }];
    expect(taken(sketched(named), sketched(asEdited), edited(0, { n: 9 }))).toBe("= 0←0 1←1");
    expect(taken(sketched(nameless), sketched([{ args: { n: 9 } }]), edited(0, { n: 9 }))).toBe("0←0");
  });

  it("gives up what refers to a changed call, however far behind, and keeps what is only ordered after one", () => {
    const chain = [{ id: "a" }, { id: "b" }, { id: "c" }, { id: "d" }];
    const changed = [{ id: "a", args: { n: 1 } }, ...chain.slice(1)];
    const edges = ["0 data 1", "1 data 2", "0 declared 3"];
    expect(taken(sketched(chain, ...edges), sketched(changed, ...edges))).toBe("3←3");
    const backwards = [...chain.slice(0, 3), { id: "d", args: { n: 1 } }];
    const edgesBack = ["3 data 2", "2 data 1", "1 data 0"];
    expect(taken(sketched(chain, ...edgesBack), sketched(backwards, ...edgesBack))).toBe("");
    const two = ["0 data 2", "1 data 2"];
    expect(taken(sketched(chain, ...two), sketched(changed, ...two))).toBe("1←1 3←3");
  });
});

describe("the events that a run begins with which takes calls over", () => {
  it("tell what was told of these calls, and that all others are yet to be run", () => {
    const result = { content: [] };
    const kept: readonly RunEvent[] = [
      { type: "roundStarted", atMs: 0, calls: [0, 1] },
      { type: "approved", atMs: 1, call: 1 },
      { type: "attemptStarted", atMs: 2, call: 0, attempt: 1 },
      { type: "attemptStarted", atMs: 3, call: 1, attempt: 1 },
      { type: "callEnded", atMs: 9, call: 1, ending: { outcome: "succeeded", result } },
      { type: "callEnded", atMs: 7, call: 0, ending: { outcome: "succeeded", result } },
    ];
    const plan = planOf(["new", "b"]);
    const told = [...eventsTakenOver(plan, new Map([[1, 1]]), kept.map(ownWords))];
    const notRunYet = worded("The run that this one goes on with did not have this call.");
    expect(told).toEqual([
      { type: "roundStarted", atMs: 0, calls: [0, 1] },
      { type: "attemptStarted", atMs: 3, call: 1, attempt: 1 },
      { type: "callEnded", atMs: 9, call: 1, ending: { outcome: "succeeded", result } },
      {
        type: "callEnded",
        atMs: 9,
        call: 0,
        ending: { outcome: "cancelled", error: { kind: "interrupted", ...notRunYet } },
      },
      { type: "roundEnded", atMs: 9, reason: "cancelled" },
    ]);
  });

  it("name each call by its place now", () => {
    const kept: readonly Shown<RunEvent>[] = [ownWords({ type: "callReady", atMs: 5, call: 0 })];
    const told = [...eventsTakenOver(planOf(["x", "a"]), new Map([[1, 0]]), kept)];
    expect(told[1]).toEqual({ type: "callReady", atMs: 5, call: 1 });
  });
});

it("a run that is gone on with uses what succeeded, asks of what nobody knows, and runs the rest that nobody denied", () => {
  const error = { kind: "interrupted", message: "" } as const;
  const endings: readonly (Ending | undefined)[] = [
    { outcome: "succeeded", result: { content: [] } },
    { outcome: "cancelled", error, outcomeUnknown: true },
    { outcome: "cancelled", error },
    { outcome: "denied", error },
    { outcome: "failed", error },
    undefined,
  ];
  const calls = endings.map((ending, index) => ({ index, ...(ending && { ending }) }) as CallState);
  expect(resumedCalls(calls)).toEqual({ reused: [0], inDoubt: [1], toRun: [2, 4, 5] });
});
