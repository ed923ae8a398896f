import { describe, expect, it } from "vitest";
import type { Edge, Plan, PlannedCall } from "../../../../../src/core/model/plan";
import type { RunEvent } from "../../../../../src/core/model/run";
import { redactionMark } from "../../../../../src/node/runs/redaction/redactor";
import { RememberedCalls } from "../../../../../src/node/runs/session/rememberedCalls";
import { planOf } from "../plans";

const ids = ["a", "b", "c", "d", "e"];

/** A plan with edges such as `a data b`. */
function planWith(edges: readonly string[], parts: Partial<PlannedCall> = {}): Plan {
  return {
    ...planOf(ids, [], parts),
    edges: edges.map((text): Edge => {
      const [from = "", kind, to = ""] = text.split(" ");
      return { from: ids.indexOf(from), to: ids.indexOf(to), kind: kind as Edge["kind"], reason: "" };
    }),
  };
}

const succeeded = (call: number, text: string): RunEvent => ({
  type: "callEnded",
  atMs: 1,
  call,
  ending: { outcome: "succeeded", result: { content: [{ type: "text", text }] } },
});

/** Which calls a retry of these runs, where those returned a secret in an earlier window; `e` uses what each returned. */
function again(edges: readonly string[], calls: readonly number[], returnedSecret: readonly number[]) {
  const remembered = new RememberedCalls(
    planWith(returnedSecret.map((call) => `${ids[call] ?? ""} data e`)),
    returnedSecret.map((call) => succeeded(call, `it is ${redactionMark}`)),
  );
  return remembered.withForgotten(planWith(edges), calls);
}

describe("a retry of calls, some of whose results were not kept", () => {
  it("runs what they need of those again, however far before them", () => {
    expect(again(["a data b", "b data c"], [2], [0, 1])).toEqual([2, 1, 0]);
    expect(again(["a data b", "b data c"], [2], [0])).toEqual([2]);
    expect(again(["a declared b"], [1], [0])).toEqual([1, 0]);
    expect(again(["a data b"], [1], [])).toEqual([1]);
  });

  it("runs what the calls behind them need, too", () => {
    expect(again(["a data b", "c data b"], [0], [2])).toEqual([0, 2]);
    expect(again(["a data b", "b data c", "d data c"], [0], [3])).toEqual([0, 3]);
  });

  it("runs nothing again that only had to be over first", () => {
    expect(again(["a conflict b"], [1], [0])).toEqual([1]);
    expect(again(["a conflict b", "c data b"], [0], [2])).toEqual([0]);
  });

  it("runs none of them again once it has its result, and those that failed again it does", () => {
    const plan = planWith(["a data b", "c data b"]);
    const secret = [0, 2].map((call) => succeeded(call, redactionMark));
    const remembered = new RememberedCalls(plan, secret);
    expect(remembered.withForgotten(plan, [1])).toEqual([1, 0, 2]);
    remembered.happened(succeeded(0, "whole"));
    remembered.happened({
      type: "callEnded",
      atMs: 2,
      call: 2,
      ending: { outcome: "failed", error: { kind: "tool", message: "" } },
    });
    expect(remembered.withForgotten(plan, [1])).toEqual([1, 2]);
  });

  it("forgets only results that others use, of calls that change nothing", () => {
    const history = [succeeded(0, redactionMark), succeeded(1, "whole"), succeeded(2, redactionMark)];
    const told = (plan: Plan) =>
      [...new RememberedCalls(plan, history).events].map((event) => event.type === "callEnded" && event.ending.outcome);
    expect(told(planWith(["a data d", "b data d", "c declared d"]))).toEqual(["cancelled", "succeeded", "succeeded"]);
    expect(told(planWith(["a data d"], { safety: "idempotent" }))).toEqual(["succeeded", "succeeded", "succeeded"]);
  });
});
