import type { Engine } from "../../../../src/core/engine/engine";
import type { PlannedCall } from "../../../../src/core/model/plan";
import type { CallState } from "../../../../src/core/model/runState";
import { callName } from "../../../../src/core/model/callName";

/**
 * A finished run as a person would sketch it, a line a call and a character for so many milliseconds:
 *
 *     a  ==!~~==+   succeeded
 *     b  ...===x--  timedOut (outcome unknown)
 *
 * `.` waits for other calls, `:` is ready and waits for room or approval, `=` an attempt, `~` backs off, `-` an attempt
 * that was given up and still keeps its place, and what ended an attempt: `+` success, `!` failure, `x` a timeout or
 * cancelling. What an instant holds more than one of shows the last.
 */
export function picture(engine: Engine, calls: readonly PlannedCall[], msPerCharacter = 10): string {
  const width = Math.max(...calls.map(({ id }) => (id ?? "").length));
  return engine.state.calls
    .map((state, index) => `${callName(calls[index]!).padEnd(width)}  ${bar(state, msPerCharacter)}  ${outcome(state)}`)
    .join("\n");
}

function bar(state: CallState, msPerCharacter: number): string {
  const cells: string[] = [];
  const at = (ms: number) => Math.round(ms / msPerCharacter);
  const fill = (from: number, to: number, character: string) => {
    for (let cell = at(from); cell < Math.max(at(to), at(from)); cell++) cells[cell] = character;
  };
  const endedAt = state.endedAtMs ?? 0;
  fill(state.enteredAtMs, state.readyAtMs ?? endedAt, ".");
  if (state.readyAtMs !== undefined) fill(state.readyAtMs, endedAt, ":");
  state.attempts.forEach((attempt, number) => {
    const end = attempt.endedAtMs ?? endedAt;
    const next = state.attempts[number + 1]?.startedAtMs ?? attempt.retryAtMs;
    if (next !== undefined && attempt.retryAtMs !== undefined) fill(end, next, "~");
    fill(attempt.startedAtMs, end, "=");
    if (attempt.releasedAtMs !== undefined) fill(end, attempt.releasedAtMs, "-");
    cells[Math.max(at(attempt.startedAtMs), at(end) - 1)] = mark(attempt.ending?.outcome);
  });
  return Array.from({ length: cells.length }, (_, cell) => cells[cell] ?? " ").join("");
}

function mark(outcome: string | undefined): string {
  if (outcome === "succeeded") return "+";
  return outcome === "failed" ? "!" : "x";
}

function outcome({ ending, attempts }: CallState): string {
  if (ending === undefined) return "goes on";
  if (ending.outcome === "succeeded") return ending.cached ? "succeeded (cached)" : "succeeded";
  const notes = [
    ...(ending.outcomeUnknown ? ["outcome unknown"] : []),
    ...(attempts.some((attempt) => attempt.abandoned) ? ["abandoned"] : []),
    ...(ending.outcome === "skipped" ? [ending.error.message] : []),
  ];
  return notes.length === 0 ? ending.outcome : `${ending.outcome} (${notes.join(", ")})`;
}
