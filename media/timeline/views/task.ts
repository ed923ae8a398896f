import { html, nothing, type TemplateResult } from "lit";
import type { ModelCallState, TaskState } from "../../../src/core/model/task";
import { statusIcon, statusOf } from "../state/callStatus";
import { formatCost, formatCount, formatDuration } from "../words/format";
import type { Frame } from "../frame";
import { paintMarkdown } from "../markdown/markdown";
import type { MarkdownToken } from "../markdown/readMarkdown";
import { isOutdated, startedEarly, totalsOf } from "../state/modelCalls";
import { codicon } from "./button";

/** What was asked, what the model did, and what it answered. */
export function taskPane(frame: Frame, task: TaskState, answer: readonly MarkdownToken[]): TemplateResult {
  const { run, text } = frame;
  return html`<section class="task" aria-label=${text.task.region}>
    ${
      task.prompt.trim() === run.title
        ? nothing
        : html`<blockquote class="prompt" tabindex="0">${task.prompt.trim()}</blockquote>`
    }
    ${notes(frame, task)}
    ${
      task.text === ""
        ? nothing
        : html`<div class="answer" role="region" aria-label=${text.task.answer} tabindex="0">
            ${paintMarkdown(answer, (id) => citation(frame, id))}
          </div>`
    }
    ${task.modelCalls.length === 0 ? nothing : requests(frame, task)}
  </section>`;
}

function notes(frame: Frame, task: TaskState): TemplateResult {
  const { run, text } = frame;
  const { phase, leftOut } = task;
  const reason = phase.kind === "failed" || phase.kind === "stopped" ? phase.reason : undefined;
  return html`${phase.kind === "working" && task.text === "" ? note("loading", workingWords(frame, task), true) : nothing}
  ${reason === undefined ? nothing : note(phase.kind === "failed" ? "error" : "warning", reason)}
  ${phase.kind === "answered" && phase.cutOff ? note("warning", text.task.cutOff) : nothing}
  ${isOutdated(run, task) ? note("history", text.task.outdated) : nothing}
  ${leftOut.length === 0 ? nothing : note("info", text.task.leftOut(leftOut.length, leftOut.join(", ")))}`;
}

function note(icon: string, words: string, spin = false): TemplateResult {
  return html`<p class="note is-${icon}">${codicon(icon, spin)}<span>${words}</span></p>`;
}

function workingWords({ run, text }: Frame, { modelCalls }: TaskState): string {
  const newest = modelCalls.at(-1);
  if (newest?.delayed !== undefined) return text.task.delayed(newest.delayed.message);
  if (run.tally.count("awaitingApproval") > 0) return text.task.review;
  if (newest?.endedAtMs !== undefined) return text.task.running;
  return newest?.firstTokenAtMs === undefined ? text.task.waiting : text.task.planning;
}

/** A link from what the answer claims to the call that it comes from. */
function citation({ run, text, send }: Frame, id: string): TemplateResult | undefined {
  const call = run.callOfId(id);
  if (call === undefined) return undefined;
  const status = statusOf(call.state);
  const label = text.task.goToCall(id, `${call.planned.source}/${call.planned.toolName}`, text.status(status));
  return html`<button
    type="button"
    class="citation status-${status}"
    title=${label}
    aria-label=${label}
    @click=${() => send({ kind: "openDetails", call: call.state.index, focus: "move" })}
  >
    ${status === "succeeded" ? nothing : codicon(statusIcon(status))}${id}
  </button>`;
}

/** The requests to the model, summed up in a line, and one by one where that is opened. */
function requests(frame: Frame, task: TaskState): TemplateResult {
  const { run, text } = frame;
  const totals = totalsOf(run, task);
  const [first] = task.modelCalls;
  const words = [
    task.model,
    text.task.requests(task.modelCalls.length),
    ...(first?.firstTokenAtMs === undefined
      ? []
      : [text.task.firstToken(formatDuration(first.firstTokenAtMs - first.startedAtMs))]),
    ...(totals.inputTokens + totals.outputTokens === 0
      ? []
      : [text.task.tokens(formatCount(totals.inputTokens), formatCount(totals.outputTokens))]),
    ...(totals.cost === undefined ? [] : [formatCost(totals.cost)]),
    ...(totals.early === 0 ? [] : [text.task.early(totals.early, totals.calls)]),
    ...(totals.rejected === 0 ? [] : [text.task.rejectedCount(totals.rejected)]),
  ];
  return html`<details class="requests">
    <summary>${codicon("chevron-right")}<span>${words.join(" · ")}</span></summary>
    ${requestTable(frame, task)}
  </details>`;
}

function requestTable(frame: Frame, task: TaskState): TemplateResult {
  const { columns } = frame.text.task;
  const hasCost = task.modelCalls.some(({ cost }) => cost !== undefined);
  return html`<div class="request-table" tabindex="0">
    <table class="attempts">
      <thead>
        <tr>
          <th>#</th>
          <th>${columns.request}</th>
          <th>${columns.firstToken}</th>
          <th>${columns.time}</th>
          <th>${columns.tokensIn}</th>
          <th>${columns.tokensOut}</th>
          ${hasCost ? html`<th>${columns.cost}</th>` : nothing}
          <th>${columns.calls}</th>
        </tr>
      </thead>
      <tbody>
        ${task.modelCalls.map((call) => requestRow(frame, call, hasCost))}
      </tbody>
    </table>
  </div>`;
}

function requestRow({ run, text, nowMs }: Frame, call: ModelCallState, hasCost: boolean): TemplateResult {
  const { startedAtMs, firstTokenAtMs, endedAtMs, inputTokens, outputTokens, cost, calls, rejected } = call;
  const early = startedEarly(run, call);
  const remarks = [
    ...(calls.length === 0 ? [] : [early === 0 ? String(calls.length) : text.task.startedEarly(early, calls.length)]),
    ...rejected.map(({ tool, problems }) => text.task.rejected(tool, problems.join(" "))),
    ...(call.delayed === undefined ? [] : [text.task.delayed(call.delayed.message)]),
    ...(call.cutOff ? [text.task.cut] : []),
    ...(call.failure === undefined || call.delayed !== undefined ? [] : [call.failure]),
  ];
  return html`<tr>
    <td>${call.modelCall}</td>
    <td>${text.task.purpose(call.purpose)}</td>
    <td>${firstTokenAtMs === undefined ? "" : formatDuration(firstTokenAtMs - startedAtMs)}</td>
    <td>${formatDuration(Math.max(0, (endedAtMs ?? nowMs) - startedAtMs))}</td>
    <td>${inputTokens === undefined ? "" : formatCount(inputTokens)}</td>
    <td>${outputTokens === undefined ? "" : formatCount(outputTokens)}</td>
    ${hasCost ? html`<td>${cost === undefined ? "" : formatCost(cost)}</td>` : nothing}
    <td>${remarks.join(" · ")}</td>
  </tr>`;
}
