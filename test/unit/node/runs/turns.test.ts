import { afterEach, expect, it, vi } from "vitest";
import { Turns } from "../../../../src/node/runs/turns";

afterEach(() => {
  vi.useRealTimers();
});

it("lets others have the thread once a turn has become long, and no more often", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const turns = new Turns();
  let isHeard = false;
  setImmediate(() => {
    isHeard = true;
  });
  expect(turns.breath()).toBeUndefined();
  vi.advanceTimersByTime(20);
  expect(turns.breath()).toBeUndefined();
  vi.advanceTimersByTime(1);
  const breath = turns.breath();
  expect(breath).toBeInstanceOf(Promise);
  expect(turns.breath()).toBe(breath);
  expect(isHeard).toBe(false);
  await breath;
  expect(isHeard).toBe(true);
  expect(turns.breath()).toBeUndefined();
});
