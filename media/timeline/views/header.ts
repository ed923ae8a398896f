import { html, nothing, type TemplateResult } from "lit";
import type { Restart } from "../../../src/core/model/runState";
import type { TaskState } from "../../../src/core/model/task";
import type { Frame } from "../frame";
import { place, percent } from "../place";
import { summaryWords } from "../words/summaryWords";
import { codicon, textButton } from "./button";
import { orderNotes } from "./orderNotes";

/** The run's title, how it stands, what can be done about it as a whole, and what its parallelism bought. */
export function header(frame: Frame): TemplateResult {
  const { run, text, send } = frame;
  const { tally } = run;
  const failed = tally.count("failed", "timedOut");
  const cancelled = tally.count("cancelled");
  const done = tally.ended;
  const unsuccessful = done - tally.count("succeeded");
  const canAct = !run.isLive && !run.isElsewhere;
  return html`<header class="header">
    <div class="heading">
      <h1 class="title">
        <button type="button" class="title-button" title=${text.pickRun} @click=${() => send({ kind: "pickRun" })}>
          <span class="title-text">${run.title}</span>${codicon("chevron-down")}
        </button>
      </h1>
      ${state(frame, done, unsuccessful)}
      <div class="run-actions">
        ${
          cancelled > 0 && canAct
            ? textButton({ icon: "run-all", label: text.resumeRun, run: () => send({ kind: "resumeRun" }) })
            : nothing
        }
        ${
          failed > 0 || run.isLive || cancelled === 0
            ? textButton({
                icon: "debug-rerun",
                label: text.retryFailed,
                disabled: !canAct || failed === 0,
                run: () => send({ kind: "retryFailed" }),
              })
            : nothing
        }
        ${textButton({
          icon: "debug-stop",
          label: text.cancel,
          secondary: true,
          disabled: !run.isLive || run.isElsewhere,
          run: () => send({ kind: "cancelRun" }),
        })}
      </div>
    </div>
    ${summary(frame)}
    ${notices(frame).map(({ icon, words }) => html`<p class="notice">${codicon(icon)}<span>${words}</span></p>`)}
    ${orderNotes(frame)}
    <div class="progress" aria-hidden="true">
      ${
        run.isLive
          ? html`<div class="progress-bar" ${place({ width: percent(done / Math.max(1, run.callCount)) })}></div>`
          : nothing
      }
    </div>
  </header>`;
}

/** In one line, of which a narrow panel shows less: the counts are in the filters too. */
function summary(frame: Frame): TemplateResult {
  const [counts, ...others] = summaryWords(frame);
  const words = [counts, ...others].join(" · ");
  return html`<p class="summary" title=${words}>
    <span class="counts">${counts}${others.length > 0 ? " · " : ""}</span>${others.join(" · ")}
  </p>`;
}

/** What is to be known of the run beside how its calls ended. */
function notices({ run, text }: Frame): readonly { readonly icon: string; readonly words: string }[] {
  const interrupted = run.isLive ? 0 : run.tally.interrupted;
  return [
    ...(run.isElsewhere ? [{ icon: "info", words: text.elsewhere }] : []),
    ...(run.isNotKept ? [{ icon: "warning", words: run.isHoldingBack ? text.holdingBack : text.notKept }] : []),
    ...(interrupted > 0 ? [{ icon: "debug-disconnect", words: text.interrupted(interrupted) }] : []),
    ...lastRestarts(run).map((restart) => ({
      icon: "warning",
      words: text.restarted(restart.source, text.reason(restart)),
    })),
  ];
}

/** Of each source that was started anew, the last time. */
function lastRestarts({ course: { restarts = [] } }: Frame["run"]): readonly Restart[] {
  return [...new Map(restarts.map((restart) => [restart.source, restart])).values()];
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

function state(frame: Frame, done: number, unsuccessful: number): TemplateResult {
  const { run, text } = frame;
  if (run.task && (run.callCount === 0 || hasNoAnswer(run.task))) return taskState(frame, run.task);
  if (!run.isComplete) {
    return html`<span class="run-state is-running"
      >${codicon("loading", true)}<span>${text.empty.waiting}</span></span
    >`;
  }
  if (run.isLive) {
    const words = [
      text.live.done(done, run.callCount),
      ...(unsuccessful > 0 ? [text.live.unsuccessful(unsuccessful)] : []),
    ].join(", ");
    return html`<span class="run-state ${unsuccessful > 0 ? "is-failed" : "is-running"}"
      >${codicon("loading", true)}<span>${words}</span></span
    >`;
  }
  const { icon, kind, words } = endState(run.course.rounds.at(-1)?.reason);
  return html`<span class="run-state ${kind}">${codicon(icon)}<span>${words}</span></span>`;

  function endState(reason: "done" | "cancelled" | "deadline" | undefined) {
    if (done === 0 && reason === undefined) {
      return { icon: "circle-large-outline", kind: "is-idle", words: text.state.notStarted };
    }
    if (reason === "deadline") return { icon: "watch", kind: "is-timed-out", words: text.state.deadline };
    if (run.tally.interrupted > 0) {
      return { icon: "debug-disconnect", kind: "is-idle", words: text.state.interrupted };
    }
    if (reason === "cancelled") return { icon: "circle-slash", kind: "is-idle", words: text.state.cancelled };
    if (run.callCount === 0) return { icon: "circle-large-outline", kind: "is-idle", words: text.empty.noCalls };
    const without = run.callCount - done + unsuccessful;
    if (without === 0) return { icon: "pass", kind: "is-succeeded", words: text.state.succeeded };
    return { icon: "error", kind: "is-failed", words: text.state.unsuccessful(without, run.callCount) };
  }
}
