import { describe, expect, it } from "vitest";
import { hangUpAfterFinish } from "../../../../../src/node/tasks/models/hangUp";
import type { ModelDelta } from "../../../../../src/node/tasks/models/chatModel";
import { FakeClock } from "../../../core/engine/fakeClock";

const finish: ModelDelta = { type: "finish", reason: "stop" };
const usage: ModelDelta = { type: "usage", usage: { inputTokens: 1, outputTokens: 1 } };

describe("a server that never ends the connection", () => {
  it("is hung up on once it is silent for two seconds behind the end of its turn", async () => {
    const clock = new FakeClock();
    const connection = new AbortController();
    async function* stream() {
      yield await Promise.resolve(finish);
      yield usage;
      await new Promise((resolve) => connection.signal.addEventListener("abort", resolve));
    }
    const read: ModelDelta[] = [];
    const reading = (async () => {
      for await (const delta of hangUpAfterFinish(stream(), () => connection.abort(), clock)) read.push(delta);
    })();
    await clock.advance(2000);
    await reading;
    expect(read).toEqual([finish, usage]);
    expect(clock.pending).toBe(0);
  });

  it("may be silent as long as it likes before that", async () => {
    const clock = new FakeClock();
    const text: ModelDelta = { type: "text", text: "so far" };
    async function* stream() {
      yield await Promise.resolve(text);
      await new Promise(() => undefined);
    }
    const deltas = hangUpAfterFinish(stream(), () => undefined, clock);
    expect(await deltas.next()).toEqual({ done: false, value: text });
    void deltas.next();
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });
});
