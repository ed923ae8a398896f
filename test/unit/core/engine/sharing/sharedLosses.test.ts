import { describe, expect, it } from "vitest";
import { SharedLosses } from "../../../../../src/core/engine/sharing/sharedLosses";

const lost = { sharedLoss: true } as const;
const failed = {};

describe("tries that failed because the source was lost with others", () => {
  it("do not count, but one always does", () => {
    const losses = new SharedLosses();
    expect(losses.countedTries(0, 1, lost)).toBe(1);
    expect(losses.countedTries(0, 2, lost)).toBe(1);
    expect(losses.countedTries(0, 3, lost)).toBe(1);
    expect(losses.countedTries(0, 4, failed)).toBe(1);
    expect(losses.countedTries(0, 5, failed)).toBe(2);
  });

  it("are forgiven each call for itself", () => {
    const losses = new SharedLosses();
    losses.countedTries(0, 1, lost);
    expect(losses.countedTries(1, 3, failed)).toBe(3);
    expect(losses.countedTries(0, 3, failed)).toBe(2);
  });

  it("are forgiven ten times in a round, and anew in the next one", () => {
    const losses = new SharedLosses();
    for (let tries = 1; tries <= 10; tries++) losses.countedTries(0, tries, lost);
    expect(losses.countedTries(0, 20, failed)).toBe(10);
    expect(losses.countedTries(0, 20, lost)).toBe(10);
    expect(losses.countedTries(0, 20, failed)).toBe(10);
    losses.forget([1]);
    expect(losses.countedTries(0, 20, failed)).toBe(10);
    losses.forget([0]);
    expect(losses.countedTries(0, 20, failed)).toBe(20);
  });
});
