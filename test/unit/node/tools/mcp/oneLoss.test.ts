import type { ServerResponse } from "node:http";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createEngine } from "../../../../../src/core/engine/engine";
import type { CallError } from "../../../../../src/core/model/failure";
import type { Safety } from "../../../../../src/core/model/tool";
import { resultValue } from "../../../../../src/core/model/result";
import { mcpHttpSource, mcpStdioSource } from "../../../../../src/node/tools/mcp/mcp";
import type { ToolSource } from "../../../../../src/node/tools/source";
import { planOf } from "../../../core/engine/plans";
import { attempt, eventually, failureOf, fixtures } from "../attempt";
import { BreakingServer, type HeldCall } from "../breakingServer";

let breaking: BreakingServer;
let far: ToolSource;
let lines: string[];

beforeEach(async () => {
  breaking = new BreakingServer();
  lines = [];
  const url = await breaking.start();
  far = mcpHttpSource("far", { type: "http", url }, { log: (_, line) => void lines.push(line) });
});

afterEach(async () => {
  await far.close();
  await breaking.die();
});

const call = (i: number) => far.call("work", { i }, attempt());
const eight = [0, 1, 2, 3, 4, 5, 6, 7];
const seven = eight.slice(1);

async function allHeld(count = eight.length): Promise<void> {
  await eventually(() => breaking.held.length === count);
}

function heldCall(i: number): HeldCall {
  const found = breaking.held.find((each) => each.i === i);
  if (found === undefined) throw new Error(`Call ${String(i)} has not come.`);
  return found;
}

const stream = { "content-type": "text/event-stream" };
const json = { "content-type": "application/json" };

function cut(answer: ServerResponse, headers: Record<string, string>, said: string): void {
  answer.writeHead(200, headers);
  answer.write(said, () => answer.destroy());
}

/** The ways in which the answer of one call can be lost. */
const losses: readonly (readonly [string, (call: HeldCall) => void])[] = [
  ["before its headers", ({ answer }) => answer.destroy()],
  ["with a reset", ({ answer }) => answer.socket?.resetAndDestroy()],
  [
    "after its headers",
    ({ answer }) => {
      cut(answer, stream, ": so far\n\n");
    },
  ],
  [
    "in the middle of an event",
    ({ answer, result }) => {
      cut(answer, stream, `data: ${result.slice(0, 20)}`);
    },
  ],
  ["with the end of a stream", ({ answer }) => answer.writeHead(200, stream).end(": nothing more\n\n")],
  [
    "with the end of a stream in the middle of an event",
    ({ answer, result }) => answer.writeHead(200, stream).end(`data: ${result.slice(0, 20)}`),
  ],
  [
    "with half an answer in a whole event",
    ({ answer, result }) => answer.writeHead(200, stream).end(`data: ${result.slice(0, 20)}\n\n`),
  ],
  [
    "in the middle of its JSON",
    ({ answer, result }) => {
      cut(answer, json, result.slice(0, 20));
    },
  ],
  [
    "before the length that it announced",
    ({ answer, result }) => {
      cut(answer, { ...json, "content-length": "1000" }, result.slice(0, 20));
    },
  ],
  [
    "with half of its JSON in a whole body",
    ({ answer, result }) => answer.writeHead(200, json).end(result.slice(0, 20)),
  ],
  [
    "slowly",
    ({ answer }) => {
      answer.writeHead(200, stream);
      let beats = 0;
      const timer = setInterval(() => {
        if (++beats < 5) answer.write(": still here\n\n");
        else {
          clearInterval(timer);
          answer.destroy();
        }
      }, 5);
    },
  ],
];

describe("an answer that is lost on its way", () => {
  it.each(losses)("%s fails its own call, as perhaps done, and the seven beside it go on", async (_, lose) => {
    const broken = failureOf(call(0));
    const others = seven.map(async (i) => resultValue(await call(i)));
    await allHeld();
    const lost = heldCall(0);
    lose(lost);
    expect(await broken).toMatchObject({ transient: true, reachedTool: true, sharedLoss: false });
    breaking.answerAll(lost);
    expect(await Promise.all(others)).toEqual(seven.map(String));
    const next = call(8);
    await allHeld(1);
    breaking.answerAll();
    expect(resultValue(await next)).toBe("8");
    expect(breaking.sessions).toBe(1);
    expect([...breaking.executed.values()]).toEqual(Array.from({ length: 9 }, () => 1));
  });

  it.each(losses)("%s leaves in doubt only what may have changed something", async (_, lose) => {
    for (const safety of ["readOnly", "unsafe"] as const) {
      breaking.executed.clear();
      const run = runEight(safety);
      await allHeld();
      const lost = heldCall(0);
      lose(lost);
      breaking.answerAll(lost);
      if (safety === "readOnly") {
        await allHeld(1);
        breaking.answerAll();
      }
      expect(await run).toEqual([safety === "readOnly" ? "succeeded" : "failed, outcome unknown", ...sevenSucceeded]);
      expect(breaking.executed.get(0)).toBe(safety === "readOnly" ? 2 : 1);
    }
  });
});

const retry = { maxAttempts: 3, backoffMs: 10, maxBackoffMs: 10 };
const sevenSucceeded = seven.map(() => "succeeded");

/** Runs eight calls that are alike; gives how each ended. */
async function runEight(safety: Safety): Promise<readonly string[]> {
  const plan = planOf(
    Object.fromEntries(
      eight.map((i) => [`c${String(i)}`, { source: "far", toolName: "work", safety, retry, arguments: { i } }]),
    ),
    { maxConcurrency: 8 },
  );
  const engine = createEngine(plan, {
    invoke: ({ toolName }, args, context) => far.call(toolName, args, context),
    emit: () => undefined,
    machine: { random: () => 0 },
  });
  await engine.start();
  return engine.state.calls.map(({ ending }) => {
    if (ending === undefined || ending.outcome === "succeeded") return ending?.outcome ?? "nothing";
    return `${ending.outcome}${ending.outcomeUnknown ? ", outcome unknown" : `: ${said(ending.error)}`}`;
  });
}

const said = ({ message }: CallError): string => message;

describe("a session that the server has forgotten", () => {
  const forgotten: readonly (readonly [number, string])[] = [
    [404, "Not found"],
    [400, "Bad Request: No valid session ID provided"],
  ];

  it.each(forgotten)("costs nothing that goes on in it (HTTP %i)", async (status, words) => {
    const others = seven.map(async (i) => resultValue(await call(i)));
    await allHeld(7);
    breaking.forgetSessions();
    breaking.refuses = refuseUnknown(status, words);
    const late = call(0);
    await allHeld();
    expect(heldCall(0).session).toBe("session-2");
    breaking.answerAll();
    expect(resultValue(await late)).toBe("0");
    expect(await Promise.all(others)).toEqual(seven.map(String));
    expect(breaking.sessions).toBe(2);
    expect([...breaking.executed.values()]).toEqual(eight.map(() => 1));
  });

  it.each(forgotten)("is opened anew once for all that are refused (HTTP %i)", async (status, words) => {
    const first = call(9);
    await allHeld(1);
    breaking.answerAll();
    await first;
    breaking.forgetSessions();
    breaking.refuses = refuseUnknown(status, words);
    const run = runEight("unsafe");
    await allHeld();
    breaking.answerAll();
    expect(await run).toEqual(["succeeded", ...sevenSucceeded]);
    expect(breaking.sessions).toBe(2);
  });

  it("that is forgotten again and again leaves nothing in doubt, since nothing was done", async () => {
    breaking.refuses = (_, answer) => {
      answer.writeHead(404).end();
      return true;
    };
    expect(await failureOf(call(0))).toMatchObject({ kind: "unavailable", transient: true, reachedTool: false });
  });

  function refuseUnknown(status: number, words: string): BreakingServer["refuses"] {
    return (session, answer) => {
      if (breaking.knows(session)) return false;
      answer.writeHead(status).end(words);
      return true;
    };
  }
});

describe("a server that is started again at the same address", () => {
  it.each(["readOnly", "unsafe"] as const)("loses only what it had not answered (%s)", async (safety) => {
    const answered = call(9);
    await allHeld(1);
    breaking.answerAll();
    await answered;
    const run = runEight(safety);
    await allHeld();
    const done = [5, 6, 7].map(heldCall);
    for (const each of done) each.answer.writeHead(200, json).end(each.result);
    await Promise.all(done.map(({ answer }) => eventually(() => answer.writableFinished)));
    await breaking.die();
    breaking.refuses = (session, answer) => {
      if (breaking.knows(session)) return false;
      answer.writeHead(404).end();
      return true;
    };
    breaking.holds = false;
    await breaking.start();
    const others = [5, 6, 7].map(() => "succeeded");
    const lost = [0, 1, 2, 3, 4].map(() => (safety === "readOnly" ? "succeeded" : "failed, outcome unknown"));
    expect(await run).toEqual([...lost, ...others]);
    for (const i of [0, 1, 2, 3, 4]) expect(breaking.executed.get(i)).toBe(safety === "readOnly" ? 2 : 1);
    for (const i of [5, 6, 7]) expect(breaking.executed.get(i)).toBe(1);
  });
});

describe("a server over stdio", () => {
  /** Holds are over at once, by a clock that goes on only in them. */
  function near(...args: string[]): ToolSource {
    let now = 0;
    const source = mcpStdioSource(
      "near",
      { command: process.execPath, args: [join(fixtures, "servers/misbehaving.mjs"), ...args] },
      {
        log: () => undefined,
        now: () => now,
        after: (delayMs, callback) => {
          now += delayMs;
          const soon = setImmediate(callback);
          return () => {
            clearImmediate(soon);
          };
        },
      },
    );
    far = source;
    return source;
  }

  async function run(source: ToolSource, tools: readonly string[]): Promise<readonly string[]> {
    const sketches = tools.map((toolName, i) => [`c${String(i)}`, { source: "near", toolName, retry }] as const);
    const engine = createEngine(planOf(Object.fromEntries(sketches), { maxConcurrency: 8 }), {
      invoke: ({ toolName }, args, context) => source.call(toolName, args, context),
      emit: () => undefined,
    });
    await engine.start();
    return engine.state.calls.map(({ ending }) => ending?.outcome ?? "nothing");
  }

  it("that one call kills each time loses that call, and none of those beside it", async () => {
    const outcomes = await run(near(), ["slow", "slow", "slow", "die", "slow", "slow", "slow", "slow"]);
    expect(outcomes).toEqual(eight.map((i) => (i === 3 ? "failed" : "succeeded")));
  });

  it("that dies after every third answer serves its read-only calls all the same", async () => {
    const outcomes = await run(
      near("mortal", "3"),
      Array.from({ length: 20 }, () => "slow"),
    );
    expect(new Set(outcomes)).toEqual(new Set(["succeeded"]));
  });
});
