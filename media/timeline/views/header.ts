import { html, nothing, type TemplateResult } from "lit";
import { countOutcomes } from "../../../src/model/runState";
import type { TaskState } from "../../../src/model/task";
import type { Frame } from "../frame";
import { place, percent } from "../place";
import { summaryWords } from "../summaryWords";
import { codicon } from "./button";

/** The run's title, how it stands, what can be done about it as a whole, and what its parallelism bought. */
export function header(frame: Frame): TemplateResult {
  const { run, text, controls } = frame;
  const counts = countOutcomes(run.state.calls);
  const failed = counts.failed + counts.timedOut;
  const done = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const remaining = failed === 0 && counts.cancelled > 0;
  return html`<header class="header">
    <div class="heading">
      <h1 class="title">
        <button type="button" class="title-button" title=${text.pickRun} @click=${controls.pickRun}>
          <span class="title-text">${run.title}</span>${codicon("chevron-down")}
        </button>
      </h1>
      ${state(frame, done, failed)}
      <div class="run-actions">
        ${
          remaining && !run.isLive
            ? html`<button type="button" class="button" @click=${controls.runRemaining}>
                ${codicon("run-all")}${text.runRemaining}
              </button>`
            : html`<button
                type="button"
                class="button"
                ?disabled=${run.isLive || failed === 0}
                @click=${controls.retryFailed}
              >
                ${codicon("debug-rerun")}${text.retryFailed}
              </button>`
        }
        <button type="button" class="button secondary" ?disabled=${!run.isLive} @click=${controls.cancelRun}>
          ${codicon("debug-stop")}${text.cancel}
        </button>
      </div>
    </div>
    <p class="summary">${summaryWords(frame).join(" · ")}</p>
    <div class="progress" aria-hidden="true">
      ${
        run.isLive
          ? html`<div class="progress-bar" ${place({ width: percent(done / Math.max(1, run.callCount)) })}></div>`
          : nothing
      }
    </div>
  </header>`;
}

/** How a task stands that has no calls, by which it could be told. */
function taskState({ text }: Frame, { phase }: TaskState): TemplateResult {
  const { icon, kind } = phaseMarks[phase.kind];
  const mark = codicon(icon, phase.kind === "working");
  return html`<span class="run-state ${kind}">${mark}<span>${text.task.phase(phase.kind)}</span></span>`;
}

/** That weighs more than how its calls ended. */
function hasNoAnswer({ phase }: TaskState): boolean {
  return phase.kind === "failed" || phase.kind === "stopped";
}

const phaseMarks = {
  working: { icon: "loading", kind: "is-running" },
  answered: { icon: "pass", kind: "is-succeeded" },
  stopped: { icon: "warning", kind: "is-timed-out" },
  failed: { icon: "error", kind: "is-failed" },
  cancelled: { icon: "circle-slash", kind: "is-idle" },
} as const;

function state(frame: Frame, done: number, failed: number): TemplateResult {
  const { run, text } = frame;
  if (run.task && (run.callCount === 0 || hasNoAnswer(run.task))) return taskState(frame, run.task);
  if (run.isLive) {
    const words = [
      text.live.done(done, run.callCount),
      ...(failed > 0 ? [text.outcomeCount("failed", failed)] : []),
    ].join(", ");
    return html`<span class="run-state ${failed > 0 ? "is-failed" : "is-running"}"
      >${codicon("loading", true)}<span>${words}</span></span
    >`;
  }
  const { icon, kind, words } = endState(run.state.rounds.at(-1)?.reason, done, failed);
  return html`<span class="run-state ${kind}">${codicon(icon)}<span>${words}</span></span>`;

  function endState(reason: "done" | "cancelled" | "deadline" | undefined, ended: number, failures: number) {
    const succeeded = run.state.calls.filter((call) => call.ending?.outcome === "succeeded").length;
    if (ended === 0 && reason === undefined) {
      return { icon: "circle-large-outline", kind: "is-idle", words: text.state.notStarted };
    }
    if (reason === "deadline") return { icon: "watch", kind: "is-timed-out", words: text.state.deadline };
    if (reason === "cancelled") return { icon: "circle-slash", kind: "is-idle", words: text.state.cancelled };
    if (succeeded === run.callCount) return { icon: "pass", kind: "is-succeeded", words: text.state.succeeded };
    const words = text.state.unsuccessful(run.callCount - succeeded, run.callCount);
    return { icon: failures > 0 ? "error" : "circle-slash", kind: failures > 0 ? "is-failed" : "is-idle", words };
  }
}
