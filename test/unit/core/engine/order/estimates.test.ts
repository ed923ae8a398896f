import { describe, expect, it } from "vitest";

import { Estimates } from "../../../../../src/core/engine/order/estimates";
import { planOf, plannedCall } from "../plans";
import { Rig } from "../rig";

const calls = Array.from({ length: 40 }, (_, index) =>
  plannedCall(index, { toolName: index % 2 === 0 ? "quick" : "slow" }),
);

describe("what a run learns of its tools while it goes on", () => {
  it("is the mean of what their calls took, once enough have succeeded", () => {
    const estimates = new Estimates(undefined);
    estimates.grow({ calls: calls });
    for (let call = 0; call < 7; call++) estimates.add(call, call % 2 === 0 ? 10 : 100);
    expect(estimates.isWorthALook()).toBe(false);
    estimates.add(7, 300);
    expect(estimates.isWorthALook()).toBe(true);
    expect(estimates.isWorthALook()).toBe(false);
    const estimateMs = estimates.estimator([], 0);
    expect([estimateMs(calls[20]!), estimateMs(calls[21]!)]).toEqual([10, 150]);
  });

  it("counts what is in flight with the time it has taken, without that in which it waited for a person", () => {
    const estimates = new Estimates(undefined);
    estimates.grow({ calls });
    const inFlight = [{ call: calls[1]!, startedAt: 20, pausedMs: 50 }] as unknown as Parameters<
      Estimates["estimator"]
    >[0];
    const estimateMs = estimates.estimator(inFlight, 100);
    expect([estimateMs(calls[20]!), estimateMs(calls[21]!)]).toEqual([undefined, 30]);
  });

  it("gives way to what earlier runs say", () => {
    const estimates = new Estimates(({ toolName }) => (toolName === "slow" ? 7 : undefined));
    estimates.grow({ calls: calls });
    estimates.add(0, 10);
    const estimateMs = estimates.estimator([], 0);
    expect([estimateMs(calls[20]!), estimateMs(calls[21]!)]).toEqual([10, 7]);
  });

  it("is worth a look three times at most, however many calls there are", () => {
    const estimates = new Estimates(undefined);
    const many = Array.from({ length: 4000 }, (_, index) => plannedCall(index, { toolName: `t${index % 3}` }));
    estimates.grow({ calls: many });
    let looks = 0;
    for (const { index } of many) {
      estimates.add(index, 5);
      if (estimates.isWorthALook()) looks++;
    }
    expect(looks).toBe(3);
  });

  it("changes the order of calls that wait already", async () => {
    // Eight calls teach it that `slow` is slow. Of the two that then wait, the later one begins the longer path.
    const teachers = Object.fromEntries(
      Array.from({ length: 8 }, (_, at) => [`t${at}`, { toolName: at % 2 === 0 ? "quick" : "slow", priority: 1 }]),
    );
    const plan = planOf(
      {
        ...teachers,
        first: { toolName: "quick" },
        afterFirst: { toolName: "quick", after: ["first"] },
        second: { toolName: "quick" },
        afterSecond: { toolName: "slow", after: ["second"] },
      },
      { maxConcurrency: 1 },
    );
    const acts = Object.fromEntries(
      plan.calls.map(({ id = "", toolName }) => [id, toolName === "slow" ? 100 : 10] as const),
    );
    const rig = await new Rig(plan, acts).run();
    const order = rig.events.flatMap((event) => (event.type === "attemptStarted" ? [plan.calls[event.call]?.id] : []));
    expect(order.slice(8)).toEqual(["second", "afterSecond", "first", "afterFirst"]);
  });
});
