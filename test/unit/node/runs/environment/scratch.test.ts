import { afterEach, describe, expect, it } from "vitest";
import { resultValue } from "../../../../../src/core/model/result";
import type { RunEvent } from "../../../../../src/core/model/run";
import { prepare } from "../../../../../src/node/runs/prepare";
import { Scratch } from "../../../../../src/node/runs/environment/scratch";
import type { ToolSource } from "../../../../../src/node/tools/source";
import { plainEnvironment } from "../../../../fixtures/runEnvironment";

const scratches: Scratch[] = [];
afterEach(() => Promise.all(scratches.splice(0).map((scratch) => scratch.close())));

function scratchOf(heldBytes: number): Scratch {
  const scratch = new Scratch(heldBytes);
  scratches.push(scratch);
  return scratch;
}

const ended = (call: number, text: string): RunEvent => ({
  type: "callEnded",
  atMs: call,
  call,
  ending: { outcome: "succeeded", result: { content: [{ type: "text", text }] } },
});

const large = (call: number): string => String(call).repeat(5000);

function textOf(event: RunEvent): unknown {
  if (event.type !== "callEnded" || event.ending.outcome !== "succeeded") return undefined;
  return resultValue(event.ending.result);
}

describe("results of a run that keeps nothing", () => {
  it("stay in memory while they are few or small", () => {
    const scratch = scratchOf(20_000);
    for (let call = 0; call < 100; call++) {
      const small = ended(call, "small");
      expect(scratch.append(small)).toBe(small);
    }
    const first = ended(1, large(1));
    expect(scratch.append(first)).toBe(first);
  });

  it("are read again from where they went, before they are written and after", async () => {
    const scratch = scratchOf(0);
    const events = Array.from({ length: 50 }, (_, call) => scratch.append(ended(call, large(call))));
    expect(events.map(textOf)).toEqual(events.map((_, call) => large(call)));
    await new Promise((resolve) => setImmediate(resolve));
    await expect.poll(() => events.map(textOf)).toEqual(events.map((_, call) => large(call)));
  });

  it("are gone when it is over", async () => {
    const scratch = scratchOf(0);
    const event = scratch.append(ended(1, large(1)));
    await scratch.close();
    expect(textOf(event)).toContain("file that is gone");
    const later = ended(2, large(2));
    expect(scratch.append(later)).toBe(later);
  });
});

describe("a call that refers to a result which is not in memory", () => {
  const source: ToolSource = {
    name: "test",
    list: () => Promise.resolve([{ source: "test", name: "echo" }]),
    call: (_tool, args) =>
      Promise.resolve({ content: [{ type: "text", text: typeof args.text === "string" ? args.text : "" }] }),
    close: () => Promise.resolve(),
  };

  it("gets it whole", async () => {
    const text = large(7);
    const prepared = await prepare({
      text: JSON.stringify({
        version: 1,
        calls: [
          { id: "a", tool: "test/echo", arguments: { text } },
          { id: "b", tool: "test/echo", arguments: { text: "${a}" } },
        ],
      }),
      environment: plainEnvironment({ places: { workspaceFolder: "/work" }, tools: { extraSources: [source] } }),
      servers: "start",
    });
    const header = prepared.header("20260101T000000000Z-aaaaaa", "run", 0);
    const session = prepared.session({ header }, { scratch: scratchOf(0) });
    await session.start();
    const values = session.state.calls.map(
      ({ ending }) => ending?.outcome === "succeeded" && resultValue(ending.result),
    );
    expect(values).toEqual([text, text]);
    await session.close();
  });
});
