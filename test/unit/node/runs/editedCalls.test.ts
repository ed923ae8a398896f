import { afterEach, describe, expect, it } from "vitest";
import { reasonsByEditing } from "../../../../src/core/plan/approval/approval";
import { prepare } from "../../../../src/node/runs/prepare";
import type { RunSession } from "../../../../src/node/runs/session";
import { plainEnvironment } from "../../../fixtures/runEnvironment";

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
  const retry = await session.edits.retry(call, { expression });
  if ("problems" in retry) return retry.problems;
  if ("round" in retry) await retry.round;
  return session.state.calls.map(({ ending, attempts }) => `${ending?.outcome ?? "none"} ${attempts.length}`);
}

const failing = "1 / nothing";

/** A run, over, of one request that no server answers. */
async function requested(): Promise<RunSession> {
  const call = { id: "a", tool: "http_request", arguments: { url: "http://127.0.0.1:1/", method: "GET" } };
  const text = JSON.stringify({ version: 1, calls: [call] });
  const prepared = await prepare({ text, environment: plainEnvironment(), servers: "start", origin: "selection" });
  const session = prepared.session({ header: prepared.header("20260101T000000000Z-aaaaaa", "run", 0) });
  sessions.push(session);
  await session.start();
  return session;
}

const post = { url: "http://127.0.0.1:1/", method: "POST" };

describe("a call that reads until it is edited to write", () => {
  it("counts as one that writes from then on, for the engine and for whoever looks", async () => {
    const session = await requested();
    expect(session.plan.calls[0]).toMatchObject({ safety: "readOnly" });
    const retry = await session.edits.retry(0, post);
    if ("round" in retry) await retry.round;
    expect(session.plan.calls[0]).toMatchObject({ safety: "unsafe", arguments: { method: "GET" } });
    expect(session.state.calls[0]).toMatchObject({ editedArguments: post });
    const again = await session.edits.retry(0, { ...post, method: "GET" });
    if ("round" in again) await again.round;
    expect(session.plan.calls[0]).toMatchObject({ safety: "readOnly" });
  });

  it("is asked about, with what it would be sent, and left as it was without a yes", async () => {
    const session = await requested();
    const asked: unknown[] = [];
    const retry = await session.edits.retry(0, post, (edited, before) => {
      asked.push(edited.arguments, reasonsByEditing(before, edited, "writes"));
      return Promise.resolve(false);
    });
    expect(asked).toEqual([post, ["mayDestroy"]]);
    expect(retry).toEqual({ refused: true });
    expect(session.plan.calls[0]).toMatchObject({ safety: "readOnly" });
    expect(session.state.rounds).toHaveLength(1);
  });
});

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
