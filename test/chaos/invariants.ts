import { planAfterAll } from "../../src/core/model/growth";
import type { RunEvent } from "../../src/core/model/run";
import { applyEvent, initialRunState, type RunState } from "../../src/core/model/runState";
import { interruptionEvents } from "../../src/node/runs/resumption/interruption";
import type { KeptRun } from "../../src/node/runs/journal/journal";
import type { Told } from "./window";

/** What is known at the end of a round. */
export interface Evidence {
  /** The run as it is on disk; `undefined` when it is lost. */
  readonly kept: KeptRun | undefined;
  readonly told: readonly Told[];
  /** Each time that a call was run again which had failed for sure. */
  readonly asked: readonly number[];
  /** The calls that may change something. */
  readonly unsafe: ReadonlySet<number>;
  /** How often the server carried out each call. */
  readonly executed: ReadonlyMap<number, number>;
  /** Bytes of what was kept were changed. */
  readonly isDamaged: boolean;
  /** The disk took nothing for a while. */
  readonly wasFull: boolean;
}

/** What was promised and did not hold, in words. */
export function violations(evidence: Evidence): readonly string[] {
  const { kept, executed, isDamaged, wasFull } = evidence;
  if (kept === undefined) {
    // Without a header there is no run: nothing that may change something was sent, then.
    const carriedOut = [...executed.keys()].filter((call) => evidence.unsafe.has(call)).length;
    const excused = isDamaged || wasFull || carriedOut === 0;
    return excused ? [] : [`The run is lost, of which the server carried out ${String(carriedOut)} calls.`];
  }
  const { calls } = planAfterAll(kept.header.plan, kept.events);
  const state = initialRunState(calls.length);
  // What every reader adds: what was cut off is over.
  const events = [...kept.events, ...interruptionEvents(kept.header.plan, kept.events)];
  for (const event of events) applyEvent(state, event);
  return [
    ...everyCallEnds(state),
    ...onceEach(events),
    ...calls
      .filter(({ safety }) => safety !== "readOnly")
      .flatMap(({ index, safety }) => [
        ...(safety === "unsafe" ? notTwice(index, evidence) : []),
        ...knownOrDoubted(index, state, executed),
      ]),
    ...(isDamaged ? [] : toldStays(evidence.told, state)),
  ];
}

function everyCallEnds({ calls }: RunState): readonly string[] {
  return calls.filter(({ phase }) => phase !== "ended").map(({ index, phase }) => `Call ${String(index)} is ${phase}.`);
}

/** A call ends once for each time that it entered a round. */
function onceEach(events: readonly RunEvent[]): readonly string[] {
  const open = new Set<number>();
  const found: string[] = [];
  for (const event of events) {
    if (event.type === "roundStarted") for (const call of event.calls) open.add(call);
    else if (event.type === "callEnded" && !open.delete(event.call))
      found.push(`Call ${String(event.call)} ended twice.`);
  }
  return found;
}

function notTwice(call: number, { executed, asked }: Evidence): readonly string[] {
  const times = executed.get(call) ?? 0;
  return times > 1 + asked.filter((each) => each === call).length
    ? [`Call ${String(call)} was carried out ${String(times)} times, and nobody was asked.`]
    : [];
}

/** What the server carried out is known to have ended, or is in doubt; what succeeded was carried out. */
function knownOrDoubted(call: number, { calls }: RunState, executed: Evidence["executed"]): readonly string[] {
  const ending = calls[call]?.ending;
  const wasCarriedOut = (executed.get(call) ?? 0) > 0;
  if (ending?.outcome === "succeeded") {
    return wasCarriedOut ? [] : [`Call ${String(call)} succeeded, and was never carried out.`];
  }
  const isAnswered = ending?.outcome === "failed" && ending.error.kind !== "unavailable";
  if (!wasCarriedOut || ending?.outcomeUnknown === true || isAnswered) return [];
  return [`Call ${String(call)} was carried out, and is ${ending?.outcome ?? "open"} without doubt.`];
}

/** What somebody was told of is there: the same result, unless the call was run again since. */
function toldStays(told: readonly Told[], { calls }: RunState): readonly string[] {
  return told
    .filter(({ outcome }) => outcome === "succeeded")
    .flatMap(({ call, result }) => {
      const ending = calls[call]?.ending;
      const is = ending?.outcome === "succeeded" ? JSON.stringify(ending.result) : (ending?.outcome ?? "open");
      const isThere = result === undefined ? ending?.outcome === "succeeded" : is === result;
      return isThere ? [] : [`Call ${String(call)} was told to have succeeded, and is ${is.slice(0, 100)}.`];
    });
}
