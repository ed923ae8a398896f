import { html, type TemplateResult } from "lit";
import type { AttemptState, CallState } from "../../../../src/core/model/runState";
import { statusIcon } from "../../state/callStatus";
import { formatDuration } from "../../words/format";
import type { Frame } from "../../frame";
import { codicon } from "../button";

/** A call's attempts of all rounds, oldest first. */
export function attemptsTable(frame: Frame, call: CallState): TemplateResult {
  const { text } = frame;
  if (call.attempts.length === 0) return html`<p class="note">${text.details.noAttempts}</p>`;
  return html`<table class="attempts">
    <thead>
      <tr>
        <th scope="col">${text.details.attempt}</th>
        <th scope="col">${text.details.start}</th>
        <th scope="col">${text.details.time}</th>
        <th scope="col">${text.details.outcome}</th>
      </tr>
    </thead>
    <tbody>
      ${call.attempts.map((attempt) => attemptRow(frame, attempt))}
    </tbody>
  </table>`;
}

function attemptRow(frame: Frame, attempt: AttemptState): TemplateResult {
  const { text, nowMs } = frame;
  const status = attempt.ending?.outcome ?? "running";
  const endMs = attempt.endedAtMs ?? nowMs;
  return html`<tr class="status-${status}">
    <td>${attempt.attempt}</td>
    <td>${formatDuration(attempt.startedAtMs)}</td>
    <td>${formatDuration(Math.max(0, endMs - attempt.startedAtMs))}</td>
    <td>
      <span class="attempt-outcome">
        ${codicon(statusIcon(status), status === "running")}<span>${text.status(status)}</span>
      </span>
      ${notes(frame, attempt).map((note) => html`<div class="attempt-note">${note}</div>`)}
    </td>
  </tr>`;
}

function notes({ text }: Frame, attempt: AttemptState): readonly string[] {
  const { ending, progress, endedAtMs, releasedAtMs, abandoned } = attempt;
  const notes: string[] = [];
  if (ending && ending.outcome !== "succeeded") notes.push(text.error(ending.error));
  if (ending === undefined && progress?.message) notes.push(progress.message);
  if (abandoned) notes.push(text.details.abandoned);
  else if (releasedAtMs !== undefined && endedAtMs !== undefined && releasedAtMs - endedAtMs >= 1) {
    notes.push(text.details.released(formatDuration(releasedAtMs - endedAtMs)));
  }
  return notes;
}
