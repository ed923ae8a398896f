import { Ledger } from "../../../src/core/model/record/ledger";
import type { Edge, Plan, PlannedCall } from "../../../src/core/model/plan";
import type { Ending, RunEvent } from "../../../src/core/model/run";
import { ownWords, type Shown } from "../../../src/core/model/text/shown";
import type { RecordedRun } from "../../../src/node/runs/recordedRun";

const tools = ["fs/read_text_file", "api/get_user", "fs/get_file_info", "search/query", "builtin/http_request"];
const places = 20;
const succeeded: Ending = { outcome: "succeeded", result: { content: [{ type: "text", text: "{}" }] } };

export interface GeneratedRun extends RecordedRun {
  /** Lets the next events happen, as many as that; fewer where there are no more. */
  advance(events: number): void;
}

/** A run of calls to five tools, 20 at once, of which one in 97 fails and one in 50 is tried again. */
export function generatedRun(plan: Shown<Plan>, events: readonly RunEvent[]): GeneratedRun {
  const ledger = new Ledger(plan.calls.length);
  const listeners = new Set<(event: Shown<RunEvent>) => void>();
  let next = 0;
  return {
    id: "generated",
    title: ownWords("generated.toolcalls.json"),
    startedAt: 0,
    plan,
    get state() {
      return ownWords(ledger.state);
    },
    get record() {
      return ownWords(ledger.record);
    },
    callState: (call) => (call < plan.calls.length ? ownWords(ledger.callState(call)) : undefined),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    cancel: () => undefined,
    retry: () => Promise.resolve(),
    advance(count) {
      for (const event of events.slice(next, next + count)) {
        ledger.apply(event);
        for (const listener of listeners) listener(ownWords(event));
      }
      next += count;
    },
  };
}

export function generatedPlan(callCount: number): Shown<Plan> {
  const calls = Array.from({ length: callCount }, (_, index): PlannedCall => {
    const [source = "", toolName = ""] = (tools[index % tools.length] ?? "").split("/");
    return {
      index,
      id: `call_${index}`,
      tool: `${source}/${toolName}`,
      source,
      toolName,
      arguments: { path: `src/part-${index}/file.ts`, page: index % 12 },
      dialect: "native",
      safety: "readOnly",
      destructive: false,
      timeoutMs: 30_000,
      retry: { maxAttempts: 3, backoffMs: 500, maxBackoffMs: 10_000 },
      priority: 0,
      cacheTtlMs: 0,
    };
  });
  const edges = calls.flatMap(({ index }): Edge[] =>
    index % 10 === 9 ? [{ from: index - 9, to: index, kind: "data", reason: "arguments.path uses its result" }] : [],
  );
  return ownWords({ calls, edges, maxConcurrency: places, limits: [], deadlineMs: 0 });
}

/** All that happens in a run of a generated plan, in order of time. */
export function generatedEvents({ calls }: Pick<Plan, "calls">): readonly RunEvent[] {
  const events: RunEvent[] = calls.map(({ index }) => ({ type: "callReady", atMs: 0, call: index }));
  const freeAtMs = new Float64Array(places);
  for (const { index } of calls) {
    const place = freeAtMs.indexOf(Math.min(...freeAtMs));
    const startedAtMs = freeAtMs[place] ?? 0;
    const takesMs = 5 + ((index * 7919) % 211);
    const failed = (message: string) => ({ outcome: "failed", error: { kind: "tool", message } }) as const;
    let endedAtMs = startedAtMs + takesMs;
    events.push({ type: "attemptStarted", atMs: startedAtMs, call: index, attempt: 1 });
    if (index % 50 === 13) {
      const retryAtMs = endedAtMs + 40;
      const ending = failed("429 Too Many Requests");
      events.push({ type: "attemptEnded", atMs: endedAtMs, call: index, attempt: 1, ending, retryAtMs });
      events.push({ type: "attemptStarted", atMs: retryAtMs, call: index, attempt: 2 });
      endedAtMs = retryAtMs + takesMs;
    }
    const ending = index % 97 === 96 ? failed(`No such file: src/part-${index}/file.ts`) : succeeded;
    events.push({ type: "callEnded", atMs: endedAtMs, call: index, ending });
    freeAtMs[place] = endedAtMs;
  }
  events.sort((a, b) => a.atMs - b.atMs);
  const round = { type: "roundStarted", atMs: 0, calls: calls.map(({ index }) => index) } as const;
  return [round, ...events, { type: "roundEnded", atMs: Math.max(...freeAtMs), reason: "done" }];
}
