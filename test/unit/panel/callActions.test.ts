import { describe, expect, it } from "vitest";
import { canCancel, canRetry, canRunForResult } from "../../../media/timeline/state/callActions";
import type { Ending } from "../../../src/core/model/run";

const cancelled: Ending = { outcome: "cancelled", error: { kind: "interrupted", message: "" } };
const succeeded: Ending = { outcome: "succeeded", result: { content: [] } };

describe("a call of a run in this window", () => {
  it("is cancelled until it has ended, and run again once the round is over and it has not succeeded", () => {
    const live = { isLive: true, isElsewhere: false };
    const over = { isLive: false, isElsewhere: false };
    expect([canCancel(live, {}), canCancel(live, { ending: cancelled }), canCancel(over, {})]).toEqual([
      true,
      false,
      false,
    ]);
    expect(canRetry(over, { ending: cancelled })).toBe(true);
    expect([canRetry(live, { ending: cancelled }), canRetry(over, { ending: succeeded }), canRetry(over, {})]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

it("a call of a run that goes on in another window is neither cancelled nor run again here", () => {
  expect(canCancel({ isLive: true, isElsewhere: true }, {})).toBe(false);
  expect(canRetry({ isLive: false, isElsewhere: true }, { ending: cancelled })).toBe(false);
});

it("a call that succeeded is run again only where its result is lost, and its run is over and of this window", () => {
  const over = { isLive: false, isElsewhere: false };
  const lost = { error: { text: "lost", bytes: 4, truncated: false } };
  expect(canRunForResult(over, { ending: succeeded }, lost)).toBe(true);
  expect(canRunForResult(over, { ending: succeeded }, {})).toBe(false);
  expect(canRunForResult(over, { ending: succeeded }, undefined)).toBe(false);
  expect(canRunForResult(over, { ending: cancelled }, lost)).toBe(false);
  expect(canRunForResult({ ...over, isLive: true }, { ending: succeeded }, lost)).toBe(false);
  expect(canRunForResult({ ...over, isElsewhere: true }, { ending: succeeded }, lost)).toBe(false);
});
