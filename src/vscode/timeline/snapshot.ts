import { shorten } from "../../core/model/text/excerpt";
import type { RunEvent } from "../../core/model/run";
import type { RecordedRun } from "../../node/runs/recordedRun";
import { toMicroseconds } from "../../protocol/columns";
import type { MoreCalls, RunSnapshot } from "../../protocol/snapshot";
import { previewArguments } from "./argumentPreview";
import { callColumns, edgeColumns, limitColumns, lightEnding, lightUnsuccessful } from "./callColumns";

const messageLength = 300;

/** How far the calls and edges of a run have been sent. */
export interface Sent {
  readonly calls: number;
  readonly edges: number;
}

/** Whether there is more to send of a run. */
export function hasMore({ plan }: RecordedRun, sent: Sent): boolean {
  return sent.calls < plan.calls.length || sent.edges < plan.edges.length;
}

/** What is sent next of a run: up to so many calls and edges, from where it has been sent. */
export function moreCalls(
  run: RecordedRun,
  sent: Sent,
  most: number,
): { readonly more: MoreCalls; readonly sent: Sent } {
  const { calls, edges } = run.plan;
  const next = { calls: Math.min(calls.length, sent.calls + most), edges: Math.min(edges.length, sent.edges + most) };
  const more = {
    calls: callColumns(run, sent.calls, next.calls),
    limits: limitColumns(run.plan, sent.calls, next.calls),
    edges: edgeColumns(run.plan, sent.edges, next.edges),
  };
  return { more, sent: next };
}

/** A run as the panel first gets it, with the first of its calls or with all. `nowMs` is milliseconds since the run began. */
export function snapshotOf(
  run: RecordedRun,
  nowMs: number,
  maxConcurrency: number,
  first: MoreCalls = moreCalls(run, { calls: 0, edges: 0 }, Number.POSITIVE_INFINITY).more,
): RunSnapshot {
  const { id, title, startedAt, plan } = run;
  const { calls: _, ...course } = run.record;
  return {
    ...first,
    runId: id,
    title,
    startedAt,
    nowMs,
    maxConcurrency,
    callCount: plan.calls.length,
    course: { ...course, rounds: [...course.rounds], limits: { ...course.limits }, atMs: toMicroseconds(course.atMs) },
    ...(plan.beneathState && { beneathState: plan.beneathState }),
    ...(run.isElsewhere && { isElsewhere: true }),
    ...keepingOf(run),
    ...(run.task && { task: run.task.state }),
  };
}

/** Whether what happens in a run can be written. */
export function keepingOf({ trouble, isHoldingBack }: RecordedRun): Pick<RunSnapshot, "isNotKept" | "isHoldingBack"> {
  return { ...(trouble !== undefined && { isNotKept: true }), ...(isHoldingBack === true && { isHoldingBack }) };
}

/** An event without the arguments and results it carries: those are sent on request. */
export function lightEvent(event: RunEvent): RunEvent {
  return { ...withoutLong(event), atMs: toMicroseconds(event.atMs) };
}

function withoutLong(event: RunEvent): RunEvent {
  switch (event.type) {
    case "roundStarted": {
      const { edited: _, ...rest } = event;
      return rest;
    }
    case "attemptStarted": {
      const { arguments: _, ...rest } = event;
      return rest;
    }
    case "attemptProgressed":
      return event.message === undefined ? event : { ...event, message: shorten(event.message, messageLength) };
    case "attemptEnded":
      return { ...event, ending: lightUnsuccessful(event.ending), retryAtMs: toMicroseconds(event.retryAtMs) };
    case "callEnded":
      return { ...event, ending: lightEnding(event.ending) };
    case "approved": {
      const { arguments: _, ...rest } = event;
      return rest;
    }
    case "callsAdded":
    case "edgesChanged":
    case "callReady":
    case "attemptReleased":
    case "limitChanged":
    case "sourceRestarted":
    case "roundEnded":
      return event;
  }
}

/** Previews of the arguments that a new round brings, by call. */
export function editedPreviews(event: RunEvent): Record<number, string> {
  if (event.type === "approved" && event.arguments) return { [event.call]: previewArguments(event.arguments) };
  if (event.type !== "roundStarted" || event.edited === undefined) return {};
  return Object.fromEntries(
    Object.entries(event.edited).map(([call, edited]) => [Number(call), previewArguments(edited)]),
  );
}
