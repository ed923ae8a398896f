import { describe, expect, it } from "vitest";

import type { Attention } from "../../../../../src/core/engine/time/attention";
import { planOf } from "../plans";
import { deaf, Rig, type Act } from "../rig";

/** That of a process which stands still when it is told to, and reads again when the test says so. */
class TestAttention implements Attention {
  private lost = 0;
  private waiting: (() => void)[] | undefined;

  lostMs(): number {
    return this.lost;
  }

  isCatchingUp(): boolean {
    return this.waiting !== undefined;
  }

  whenCaughtUp(callback: () => void): void {
    if (this.waiting === undefined) callback();
    else this.waiting.push(callback);
  }

  standsStill(ms: number): void {
    this.lost += ms;
    this.waiting ??= [];
  }

  /** What had come has been read. */
  catchUp(): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const callback of waiting) callback();
  }
}

interface Stop {
  readonly atMs: number;
  readonly forMs: number;
}

/** Runs the plan in a process that stands still once; what tools had answered meanwhile is read afterwards. */
async function runWithStop(
  plan: ReturnType<typeof planOf>,
  acts: Readonly<Record<string, Act>>,
  { atMs, forMs }: Stop,
): Promise<Rig> {
  const attention = new TestAttention();
  const rig = new Rig(plan, acts, { attention });
  const round = rig.engine.start();
  await rig.clock.advance(atMs);
  rig.clock.standStill(forMs);
  attention.standsStill(forMs);
  await rig.clock.advance(0);
  attention.catchUp();
  await rig.clock.runAll();
  await round;
  return rig;
}

describe("a process that stood still", () => {
  const stop: Stop = { atMs: 30, forMs: 5000 };

  it("reads what has come before an attempt times out", async () => {
    const rig = await runWithStop(planOf({ a: { timeoutMs: 50 } }), { a: 60 }, stop);
    expect(rig.told("callEnded")).toEqual(["5030 callEnded 0"]);
    expect(rig.engine.state.calls[0]?.ending?.outcome).toBe("succeeded");
  });

  it("gives each attempt the time back that it had left, and then times it out", async () => {
    const rig = await runWithStop(planOf({ a: { timeoutMs: 100 } }), { a: 10_000 }, stop);
    expect(rig.told("callEnded")).toEqual(["5100 callEnded 0"]);
    expect(rig.engine.state.calls[0]?.ending).toMatchObject({
      outcome: "timedOut",
      error: { message: expect.stringContaining("within 100 ms") as string },
    });
  });

  it("does not count time twice in which an attempt waited for a person anyway", async () => {
    const act: Act = async ({ clock, context }) => {
      await clock.wait(10);
      const resume = context.pause();
      await clock.wait(100);
      resume();
      await clock.wait(10_000);
      return { content: [] };
    };
    const rig = await runWithStop(planOf({ a: { timeoutMs: 100 } }), { a: act }, stop);
    expect(rig.told("callEnded")).toEqual(["5120 callEnded 0"]);
  });

  it("gives a tool that was given up its grace", async () => {
    const plan = planOf({ a: { timeoutMs: 20 } });
    const rig = await runWithStop(plan, { a: deaf(100) }, stop);
    expect(rig.events.filter(({ type }) => type === "attemptReleased")).toMatchObject([{ abandoned: false }]);
  });

  it("reads what has come before the deadline of the run cuts off the rest", async () => {
    const plan = planOf({ a: {}, b: {} }, { deadlineMs: 100 });
    const rig = await runWithStop(plan, { a: 110, b: 9_000 }, stop);
    expect(rig.engine.state.calls.map(({ ending }) => ending?.outcome)).toEqual(["succeeded", "timedOut"]);
    expect(rig.told("callEnded")).toEqual(["5030 callEnded 0", "5030 callEnded 1"]);
  });

  it("times out all the same where it can never read for long", async () => {
    const attention = new TestAttention();
    const rig = new Rig(planOf({ a: { timeoutMs: 50 } }), { a: 1_000_000 }, { attention });
    const round = rig.engine.start();
    for (let turn = 0; turn < 100; turn++) {
      rig.clock.standStill(100);
      attention.standsStill(100);
      await rig.clock.advance(10);
      attention.catchUp();
    }
    await rig.clock.runAll();
    await round;
    const [call] = rig.engine.state.calls;
    expect(call?.ending?.outcome).toBe("timedOut");
    expect(call?.endedAtMs).toBeLessThan(11_000);
  });
});
