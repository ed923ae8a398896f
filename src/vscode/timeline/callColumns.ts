import { shorten } from "../../core/model/text/excerpt";
import type { CallError } from "../../core/model/failure";
import type { Plan, PlannedCall } from "../../core/model/plan";
import type { Ending, UnsuccessfulEnding } from "../../core/model/run";
import type { AttemptState, CallState } from "../../core/model/runState";
import type { RecordedRun } from "../../node/runs/recordedRun";
import type { CallColumns, EdgeColumns, LimitColumns, ShownTool } from "../../protocol/callColumns";
import { numberColumn, textColumn, timeColumn, toMicroseconds, type TableColumn } from "../../protocol/columns";
import { previewArguments } from "./argumentPreview";

const messageLength = 300;

/** The calls of a run from one up to another, which is not among them, as columns. */
export function callColumns(run: RecordedRun, from: number, to: number): CallColumns {
  const planned = run.plan.calls.slice(from, to);
  const enteredAtMs = run.record.rounds[0]?.startedAtMs ?? 0;
  const tools = new TableWriter<ShownTool>();
  const endings = new TableWriter<Ending>();
  const ids: string[] = [];
  const previews: string[] = [];
  const more: CallState[] = [];
  const readyAt = new Float64Array(planned.length).fill(Number.NaN);
  const startedAt = readyAt.slice();
  const endedAt = readyAt.slice();
  for (const [place, call] of planned.entries()) {
    const state = run.callState(call.index);
    ids.push(call.id ?? "");
    previews.push(previewArguments(state?.editedArguments ?? call.arguments));
    tools.add(toolKey(call), () => shownTool(call));
    const isPlain = state === undefined || isPlainCall(state, enteredAtMs);
    if (state !== undefined && !isPlain) more.push(lightCall(state));
    const ending = isPlain ? state?.ending : undefined;
    if (ending === undefined) endings.skip();
    else endings.add(endingKey(ending), () => lightEnding(ending));
    if (state === undefined || !isPlain) continue;
    readyAt[place] = state.readyAtMs ?? Number.NaN;
    startedAt[place] = state.attempts[0]?.startedAtMs ?? Number.NaN;
    endedAt[place] = state.endedAtMs ?? Number.NaN;
  }
  return {
    from,
    count: planned.length,
    ids: textColumn(ids),
    previews: textColumn(previews),
    tools: tools.column(),
    readyAt: timeColumn(readyAt),
    startedAt: timeColumn(startedAt),
    endedAt: timeColumn(endedAt),
    endings: endings.column(1),
    more,
  };
}

/** The limits that hold for calls from one up to another, which is not among them. */
export function limitColumns({ limits }: Plan, from: number, to: number): readonly LimitColumns[] {
  return limits.flatMap((limit) => {
    const calls = limit.calls.filter((call) => call >= from && call < to);
    return calls.length === 0 ? [] : [{ ...limit, calls: numberColumn(calls, to) }];
  });
}

/** The edges of a plan from one up to another, which is not among them, as columns. */
export function edgeColumns({ edges, calls }: Plan, start: number, end: number): EdgeColumns {
  const some = edges.slice(start, end);
  const kinds = new TableWriter<EdgeColumns["kinds"]["table"][number]>();
  const reasons = new TableWriter<string>();
  const abouts = new TableWriter<EdgeColumns["abouts"]["table"][number]>();
  for (const { kind, reason, about } of some) {
    kinds.add(kind, () => kind);
    reasons.add(reason, () => reason);
    if (about === undefined) abouts.skip();
    else abouts.add(JSON.stringify(about), () => about);
  }
  return {
    count: some.length,
    from: numberColumn(
      some.map(({ from }) => from),
      calls.length,
    ),
    to: numberColumn(
      some.map(({ to }) => to),
      calls.length,
    ),
    kinds: kinds.column(),
    reasons: reasons.column(),
    abouts: abouts.column(1),
  };
}

/** Whether a call became ready, ran once and ended, as far as it has, and there is nothing else to tell of it. */
function isPlainCall(call: CallState, enteredAtMs: number): boolean {
  const { phase, approval, approvedAtMs, attempts, endedAtMs, ending, readyAtMs } = call;
  const [attempt] = attempts;
  if (approval !== "notNeeded" || approvedAtMs !== undefined || call.enteredAtMs !== enteredAtMs) return false;
  if (attempts.length > 1 || phase === "backingOff") return false;
  if ((ending === undefined) !== (endedAtMs === undefined)) return false;
  if (attempt === undefined) return phase !== "running";
  const { progress, releasedAtMs, retryAtMs, abandoned } = attempt;
  const isMore = progress !== undefined || releasedAtMs !== undefined || retryAtMs !== undefined || abandoned;
  return !isMore && readyAtMs !== undefined && attempt.attempt === 1 && attempt.endedAtMs === endedAtMs;
}

/** A table of what differs, as values come. */
class TableWriter<Value> {
  private readonly table: Value[] = [];
  private readonly places = new Map<string, number>();
  private readonly of: number[] = [];

  add(key: string, value: () => Value): void {
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.table.push(value()) - 1;
      this.places.set(key, place);
    }
    this.of.push(place);
  }

  /** There is none here. */
  skip(): void {
    this.of.push(-1);
  }

  /** `over` is how many numbers stand for none. */
  column(over = 0): TableColumn<Value> {
    const { table, of } = this;
    return {
      table,
      of: numberColumn(
        of.map((place) => place + over),
        table.length + over,
      ),
    };
  }
}

function toolKey({ tool, source, toolName, safety, destructive, stateAccess, isUnordered }: PlannedCall): string {
  return `${tool} ${source}/${toolName} ${safety} ${destructive} ${String(stateAccess)} ${String(isUnordered)}`;
}

function shownTool({ tool, source, toolName, safety, destructive, stateAccess, isUnordered }: PlannedCall): ShownTool {
  return {
    tool,
    source,
    toolName,
    safety,
    destructive,
    ...(stateAccess !== undefined && { stateAccess }),
    ...(isUnordered && { isUnordered }),
  };
}

function endingKey(ending: Ending): string {
  if (ending.outcome === "succeeded") return ending.cached ? "cached" : "";
  const { outcome, error, outcomeUnknown = false, becauseOf = "" } = ending;
  return `${outcome} ${outcomeUnknown} ${becauseOf} ${error.kind} ${error.message}`;
}

function lightCall(call: CallState): CallState {
  const { editedArguments: _, sentArguments: __, ending, attempts, ...rest } = call;
  const { enteredAtMs, readyAtMs, approvedAtMs, endedAtMs } = rest;
  return {
    ...rest,
    enteredAtMs: toMicroseconds(enteredAtMs),
    ...(readyAtMs !== undefined && { readyAtMs: toMicroseconds(readyAtMs) }),
    ...(approvedAtMs !== undefined && { approvedAtMs: toMicroseconds(approvedAtMs) }),
    ...(endedAtMs !== undefined && { endedAtMs: toMicroseconds(endedAtMs) }),
    attempts: attempts.map(lightAttempt),
    ...(ending && { ending: lightEnding(ending) }),
  };
}

function lightAttempt(attempt: AttemptState): AttemptState {
  const { startedAtMs, endedAtMs, releasedAtMs, retryAtMs, ending } = attempt;
  return {
    ...attempt,
    startedAtMs: toMicroseconds(startedAtMs),
    ...(endedAtMs !== undefined && { endedAtMs: toMicroseconds(endedAtMs) }),
    ...(releasedAtMs !== undefined && { releasedAtMs: toMicroseconds(releasedAtMs) }),
    ...(retryAtMs !== undefined && { retryAtMs: toMicroseconds(retryAtMs) }),
    ...(ending && { ending: lightEnding(ending) }),
  };
}

/** How a call ended, without what it returned. */
export function lightEnding(ending: Ending): Ending {
  return ending.outcome === "succeeded" ? { ...ending, result: { content: [] } } : lightUnsuccessful(ending);
}

/** A text that is cut short is shown as it is: what it was put together of may be as long. */
export function lightUnsuccessful(ending: UnsuccessfulEnding): UnsuccessfulEnding {
  const { kind, message, wording } = ending.error;
  const light = shorten(message, messageLength);
  const error: CallError = { kind, message: light, ...(wording && light === message && { wording }) };
  return { ...ending, error };
}
