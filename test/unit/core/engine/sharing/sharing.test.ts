import { describe, expect, it } from "vitest";
import { ResultCache } from "../../../../../src/core/engine/sharing/resultCache";
import { Sharing } from "../../../../../src/core/engine/sharing/sharing";
import { planOf, plannedCall, textResult } from "../plans";
import { Rig } from "../rig";

const call = (index: number) => plannedCall(index, { cacheTtlMs: 100 });

describe("identical calls", () => {
  it("follow the one in flight, which stays the one when it is tried again", () => {
    const sharing = new Sharing(new ResultCache());
    expect([0, 1, 0, 2].map((index) => sharing.answer(call(index), "key", 0))).toEqual([
      "lead",
      "joined",
      "lead",
      "joined",
    ]);
    expect(sharing.answer(call(3), "other", 0)).toBe("lead");
    expect(sharing.end(0, textResult("x"), 0)).toEqual([1, 2]);
    expect(sharing.answer(call(4), "key", 100)).toEqual(textResult("x"));
  });

  it("are followed no longer once the one has ended", () => {
    const sharing = new Sharing(new ResultCache());
    sharing.answer(call(0), "key", 0);
    sharing.answer(call(1), "key", 0);
    expect(sharing.end(1, textResult("x"), 0)).toEqual([]);
    expect(sharing.end(0, undefined, 0)).toEqual([1]);
    expect(sharing.end(0, undefined, 0)).toEqual([]);
    expect(sharing.answer(call(1), "key", 0)).toBe("lead");
  });

  it("that are cancelled while they follow end once, and the others get what the one got", async () => {
    const plan = planOf({ a: { cacheTtlMs: 100 }, b: { cacheTtlMs: 100 }, c: { cacheTtlMs: 100 } });
    const rig = new Rig(plan, { a: 50 });
    await rig.run({ 10: () => rig.engine.cancel(1) });
    expect(rig.told("attemptStarted", "callEnded")).toEqual([
      "0 attemptStarted 0",
      "10 callEnded 1",
      "50 callEnded 0",
      "50 callEnded 2",
    ]);
    expect(rig.engine.state.calls.map(({ ending }) => ending?.outcome)).toEqual([
      "succeeded",
      "cancelled",
      "succeeded",
    ]);
    expect(rig.told("roundEnded")).toEqual(["50 roundEnded"]);
  });
});
