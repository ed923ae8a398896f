import { describe, expect, it } from "vitest";

import { planOf, textResult } from "./plans";
import { Rig, type Act } from "./rig";

const text = textResult("answered");

describe("an attempt that waits for a person", () => {
  it("spends no time, and goes on with what it had left", async () => {
    const plan = planOf({ a: { timeoutMs: 50 }, b: { timeoutMs: 50 } });
    const asks =
      (answeredAfterMs: number): Act =>
      async ({ clock, context }) => {
        await clock.wait(30);
        const resume = context.pause();
        await clock.wait(500);
        resume();
        await clock.wait(answeredAfterMs);
        return text;
      };
    const rig = await new Rig(plan, { a: asks(10), b: asks(60) }).run();
    expect(rig.told("callEnded")).toEqual(["540 callEnded 0", "550 callEnded 1"]);
    expect(rig.engine.state.calls[1]?.ending).toMatchObject({
      outcome: "timedOut",
      error: { message: expect.stringContaining("within 50 ms") as string },
    });
  });

  it("is paused until the last of several pauses is over, each of which counts once", async () => {
    const plan = planOf({ a: { timeoutMs: 50 } });
    const act: Act = async ({ clock, context }) => {
      const first = context.pause();
      const second = context.pause();
      await clock.wait(100);
      first();
      first();
      await clock.wait(100);
      second();
      await clock.wait(40);
      return text;
    };
    const rig = await new Rig(plan, { a: act }).run();
    expect(rig.told("callEnded")).toEqual(["240 callEnded 0"]);
    expect(rig.engine.state.calls[0]?.ending?.outcome).toBe("succeeded");
  });

  it("is not brought to time by progress that comes meanwhile, and its hard maximum moves with it", async () => {
    const plan = planOf({ a: { timeoutMs: 20 } });
    const act: Act = async ({ clock, context }) => {
      const resume = context.pause();
      context.progress({ progress: 1 });
      await clock.wait(1000);
      resume();
      for (let step = 0; step < 5; step++) {
        await clock.wait(15);
        context.progress({ progress: step });
      }
      return text;
    };
    const rig = await new Rig(plan, { a: act }).run();
    expect(rig.told("callEnded")).toEqual(["1075 callEnded 0"]);
    expect(rig.engine.state.calls[0]?.ending?.outcome).toBe("succeeded");
  });

  it("is cancelled all the same, and a pause that ends late changes nothing", async () => {
    const plan = planOf({ a: { timeoutMs: 20 } });
    let resume: () => void = () => undefined;
    const act: Act = ({ context }) => {
      resume = context.pause();
      return new Promise((_, reject) => {
        context.signal.addEventListener("abort", () => {
          reject(context.signal.reason as Error);
        });
      });
    };
    const rig = new Rig(plan, { a: act });
    await rig.run({ 300: () => rig.engine.cancel() });
    resume();
    expect(rig.told("callEnded")).toEqual(["300 callEnded 0"]);
    expect(rig.engine.state.calls[0]?.ending?.outcome).toBe("cancelled");
    expect(rig.clock.pending).toBe(0);
  });

  it("does not hold up the run's deadline", async () => {
    const plan = { ...planOf({ a: { timeoutMs: 20 } }), deadlineMs: 100 };
    const act: Act = async ({ clock, context }) => {
      context.pause();
      await clock.wait(1000);
      return text;
    };
    const rig = await new Rig(plan, { a: act }).run();
    expect(rig.told("callEnded")).toEqual(["100 callEnded 0"]);
  });
});

describe("an attempt whose source starts", () => {
  const starts: Act = async ({ clock, context }) => {
    const hasStarted = context.starting();
    await clock.wait(500);
    hasStarted();
    hasStarted();
    await clock.wait(40);
    return text;
  };

  it("spends no time on it", async () => {
    const rig = await new Rig(planOf({ a: { timeoutMs: 50 }, b: { timeoutMs: 30 } }), { a: starts, b: starts }).run();
    expect(rig.told("callEnded")).toEqual(["530 callEnded 1", "540 callEnded 0"]);
    expect(rig.engine.state.calls.map(({ ending }) => ending?.outcome)).toEqual(["succeeded", "timedOut"]);
  });

  it.each([
    { when: "meanwhile", atMs: 300, isInDoubt: false },
    { when: "later", atMs: 520, isInDoubt: true },
  ])("and that is cancelled $when has reached its tool accordingly", async ({ atMs, isInDoubt }) => {
    const rig = new Rig(planOf({ a: { safety: "unsafe" } }), { a: starts });
    await rig.run({ [atMs]: () => rig.engine.cancel() });
    const ending = rig.engine.state.calls[0]?.ending;
    expect([ending?.outcome, ending && "outcomeUnknown" in ending]).toEqual(["cancelled", isInDoubt]);
  });
});
