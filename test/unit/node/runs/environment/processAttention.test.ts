import { beforeEach, describe, expect, it } from "vitest";
import { ProcessAttention } from "../../../../../src/node/runs/environment/processAttention";

let nowMs: number;
let beat: (() => void) | undefined;
let readings: (() => void)[];
let attention: ProcessAttention;

beforeEach(() => {
  nowMs = 1000;
  beat = undefined;
  readings = [];
  attention = new ProcessAttention({
    now: () => nowMs,
    beat: (callback) => {
      beat = callback;
      return () => (beat = undefined);
    },
    afterReading: (callback) => readings.push(callback),
  });
});

/** The event loop turns for so long, every 20 ms. */
function turns(ms: number): void {
  for (const until = nowMs + ms; nowMs < until;) {
    nowMs += 20;
    beat?.();
  }
}

function reads(): void {
  for (const callback of readings.splice(0)) callback();
}

describe("the attention of this process", () => {
  it("is never lost while the event loop turns", () => {
    attention.watch();
    turns(10_000);
    nowMs += 60;
    expect(attention.lostMs(nowMs)).toBe(0);
    expect(attention.isCatchingUp(nowMs)).toBe(false);
  });

  it("is lost from the last turn until whoever asks first, and counted once", () => {
    attention.watch();
    turns(100);
    nowMs += 5000;
    expect(attention.lostMs(nowMs)).toBe(5000);
    nowMs += 10;
    expect(attention.lostMs(nowMs)).toBe(5010);
    beat?.();
    turns(1000);
    expect(attention.lostMs(nowMs)).toBe(5010);
  });

  it("comes back when the event loop has read several times", () => {
    attention.watch();
    nowMs += 5000;
    expect(attention.isCatchingUp(nowMs)).toBe(true);
    let isCaughtUp = false;
    attention.whenCaughtUp(() => (isCaughtUp = true));
    beat?.();
    reads();
    expect(isCaughtUp).toBe(false);
    for (let turn = 0; turn < 10; turn++) reads();
    expect(isCaughtUp).toBe(true);
    expect(attention.isCatchingUp(nowMs)).toBe(false);
  });

  it("is not looked for while no run goes on", () => {
    const one = attention.watch();
    const other = attention.watch();
    one();
    one();
    expect(beat).toBeDefined();
    other();
    expect(beat).toBeUndefined();
    nowMs += 100_000;
    expect(attention.lostMs(nowMs)).toBe(0);
    attention.watch();
    expect(attention.lostMs(nowMs)).toBe(0);
  });
});
