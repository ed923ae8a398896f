import { describe, expect, it } from "vitest";
import { within } from "../../../../src/core/async/within";

/** Timers that would keep this process from ending. */
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

describe("a wait that has a limit", () => {
  it("leaves no timer behind when what it waited for has come", async () => {
    const before = timers();
    await within(Promise.resolve(), 60_000);
    await within(Promise.reject(new Error("no")), 60_000);
    expect(timers()).toBe(before);
  });

  it("ends without what it waited for", async () => {
    await within(new Promise(() => undefined), 1);
  });
});
