import { afterEach, describe, expect, it } from "vitest";
import { prepare } from "../../../../src/node/runs/prepare";
import type { RunSession } from "../../../../src/node/runs/session";
import type { ToolSource } from "../../../../src/node/tools/source";
import { plainEnvironment } from "../../../fixtures/runEnvironment";

/** A source whose tool answers at once, and whose listings are answered by hand from the second one on. */
class SlowSource implements ToolSource {
  readonly name = "slow";
  readonly listings: ((failure?: Error) => void)[] = [];

  async list() {
    const isFirst = this.listings.length === 0;
    await new Promise<void>((resolve, reject) => {
      this.listings.push((failure) => {
        if (failure === undefined) resolve();
        else reject(failure);
      });
      if (isFirst) resolve();
    });
    return [{ source: this.name, name: "echo" }];
  }

  call() {
    return Promise.resolve({ content: [] });
  }

  close() {
    return Promise.resolve();
  }
}

const sessions: RunSession[] = [];
afterEach(() => Promise.all(sessions.splice(0).map((session) => session.close())));

const echo = { tool: "slow/echo" };

async function sessionOf(source: ToolSource, calls: readonly object[], more: object = {}): Promise<RunSession> {
  const prepared = await prepare({
    text: JSON.stringify({
      version: 1,
      calls,
      ...more,
    }),
    environment: plainEnvironment({ places: { workspaceFolder: "/work" }, tools: { extraSources: [source] } }),
    servers: "start",
  });
  const session = prepared.session({ header: prepared.header("20260101T000000000Z-aaaaaa", "run", 0) });
  sessions.push(session);
  return session;
}

describe("calls of one tool that start together", () => {
  it("look it up once, whichever of them is cancelled meanwhile", async () => {
    const source = new SlowSource();
    const session = await sessionOf(source, [echo, echo, echo, echo]);
    const round = session.start();
    await expect.poll(() => source.listings.length).toBe(2);
    session.cancel(0);
    source.listings[1]?.();
    await round;
    expect(session.state.calls.map(({ ending }) => ending?.outcome)).toEqual([
      "cancelled",
      ...["succeeded", "succeeded", "succeeded"],
    ]);
    expect(source.listings).toHaveLength(2);
  });

  it("know what a call looked up that was cancelled meanwhile", async () => {
    const source = new SlowSource();
    const session = await sessionOf(source, [echo]);
    const round = session.start();
    await expect.poll(() => source.listings.length).toBe(2);
    session.cancel(0);
    source.listings[1]?.();
    await round;
    await session.retry([0]);
    expect(session.state.calls.map(({ ending }) => ending?.outcome)).toEqual(["succeeded"]);
    expect(source.listings).toHaveLength(2);
  });
});

describe("a tool that is looked up anew", () => {
  it("takes longer than its call may, and costs the call no time", async () => {
    const source = new SlowSource();
    const calls = [echo, { tool: "wait", arguments: { durationMs: 60_000 } }];
    const session = await sessionOf(source, calls, { timeoutMs: 1, retry: { maxAttempts: 1 } });
    const round = session.start();
    await expect.poll(() => source.listings.length).toBe(2);
    await expect.poll(() => session.state.calls[1]?.ending?.outcome).toBe("timedOut");
    source.listings[1]?.();
    await round;
    expect(session.state.calls[0]?.ending?.outcome).toBe("succeeded");
  });

  it("and cannot be found fails its call with the reason, and without doubt that it did not run", async () => {
    const source = new SlowSource();
    const session = await sessionOf(source, [echo]);
    const round = session.start();
    await expect.poll(() => source.listings.length).toBe(2);
    source.listings[1]?.(new Error("It says nothing."));
    await round;
    expect(session.state.calls[0]?.ending).toEqual({
      outcome: "failed",
      error: { kind: "unavailable", message: "It says nothing." },
    });
  });

  it("and whose call is cancelled meanwhile leaves no doubt either", async () => {
    const source = new SlowSource();
    const session = await sessionOf(source, [echo]);
    const round = session.start();
    await expect.poll(() => source.listings.length).toBe(2);
    session.cancel();
    await round;
    expect(session.state.calls[0]?.ending).not.toHaveProperty("outcomeUnknown");
  });
});
