import { afterEach, describe, expect, it } from "vitest";
import { prepare } from "../../../src/runs/prepare";
import type { RunSession } from "../../../src/runs/session";
import { plainEnvironment } from "../../fixtures/runEnvironment";

const sessions: RunSession[] = [];
afterEach(() => Promise.all(sessions.splice(0).map((session) => session.close())));

/** A run, over, of calculations by id. */
async function calculated(expressions: Readonly<Record<string, string>>): Promise<RunSession> {
  const calls = Object.entries(expressions).map(([id, expression]) => ({
    id,
    tool: "calculate",
    arguments: { expression },
  }));
  const text = JSON.stringify({ version: 1, calls });
  const prepared = await prepare({ text, environment: plainEnvironment(), servers: "start" });
  const session = prepared.session({ header: prepared.header("20260101T000000000Z-aaaaaa", "run", 0) });
  sessions.push(session);
  await session.start();
  return session;
}

async function edited(session: RunSession, call: number, expression: string): Promise<readonly string[]> {
  const retry = await session.retryEdited(call, { expression });
  if ("problems" in retry) return retry.problems;
  await retry.round;
  return session.state.calls.map(({ ending, attempts }) => `${ending?.outcome ?? "none"} ${attempts.length}`);
}

const failing = "1 / nothing";

describe("a call that is run again with edited arguments", () => {
  it("waits for the calls that it refers to now", async () => {
    const session = await calculated({ a: "20", b: failing });
    expect(await edited(session, 1, "${a.value} + 1")).toEqual(["succeeded 1", "succeeded 2"]);
    expect(session.plan.edges).toMatchObject([{ from: 0, to: 1, kind: "data" }]);
  });

  it("no longer needs those that it referred to before", async () => {
    const session = await calculated({ a: failing, b: "${a.value} + 1" });
    expect(await edited(session, 1, "1 + 1")).toEqual(["failed 1", "succeeded 1"]);
    expect(session.plan.edges).toEqual([]);
  });

  it("is run with the call that it was skipped because of, if it still needs that", async () => {
    const session = await calculated({ a: failing, b: "${a.value} + 1" });
    expect(await edited(session, 1, "${a.value} + 2")).toEqual(["failed 2", "skipped 0"]);
  });

  it("is skipped for want of another that failed, which is not run unasked", async () => {
    const session = await calculated({ a: failing, b: failing });
    expect(await edited(session, 1, "${a.value} + 1")).toEqual(["failed 1", "skipped 1"]);
  });

  it("is not run when it would wait for a call that waits for it", async () => {
    const session = await calculated({ a: failing, b: "${a.value} + 1" });
    expect(await edited(session, 0, "${b.value}")).toEqual([
      "These calls wait for each other, so none of them can ever start: a → b → a.",
    ]);
    const backwards = await calculated({ b: "${a.value} + 1", a: failing });
    expect(await edited(backwards, 1, "${b.value}")).toEqual([
      "These calls wait for each other, so none of them can ever start: b → a → b.",
    ]);
  });

  it("is left alone when it has succeeded meanwhile", async () => {
    const session = await calculated({ a: "1" });
    expect(await edited(session, 0, "2")).toEqual(["It has been run again meanwhile."]);
  });
});
