import { html, nothing, type TemplateResult } from "lit";
import type { Edge } from "../../../../src/core/model/plan";
import type { BoundedText, CallDetails, CallPart } from "../../../../src/protocol/details";
import { statusIcon, statusOf } from "../../state/callStatus";
import { formatDuration } from "../../words/format";
import type { Frame } from "../../frame";
import { runningMs } from "../../geometry/segments";
import { fullLimits } from "../../state/limitsOfCall";
import type { ShownMedia } from "../../state/shownMedia";
import type { ShownCall } from "../../state/shownRun";
import { attemptsTable } from "./attempts";
import { codicon, iconButton } from "../button";
import { partActions, partText } from "./partText";
import { resultBlocks } from "./resultBlocks";
import { canCancel, canRetry, canRunForResult } from "../../state/callActions";
import { section } from "./section";

/** The details of the selected call, which are asked of the host. */
export type LoadedDetails =
  { readonly state: "loading" } | Loaded | { readonly state: "failed"; readonly message: string };

interface Loaded {
  readonly state: "loaded";
  readonly details: CallDetails;
  /** Pictures and sounds of its result, by the numbers of their blocks; those that are not there yet are missing. */
  readonly media: ReadonlyMap<number, ShownMedia>;
}

/** Everything there is to know of one call. Texts of tools are shown as text, never as HTML. */
export function details(frame: Frame, call: ShownCall, loaded: LoadedDetails): TemplateResult {
  const { run, text } = frame;
  const name = run.nameOf(call.state.index);
  return html`<section class="details" aria-label=${text.details.region(name)} tabindex="-1">
    ${detailsHead(frame, call, loaded)}
    <div class="details-body">
      ${endingNotes(frame, call)} ${loadedParts(frame, call, loaded)}
      ${section(text.details.attempts, attemptsTable(frame, call.state))}
      ${edgeList(frame, text.details.waitedFor, run.edges.before(call.state.index), (edge) => edge.from)}
      ${edgeList(frame, text.details.waits, run.edges.after(call.state.index), (edge) => edge.to)}
    </div>
  </section>`;
}

function detailsHead(frame: Frame, { planned, state }: ShownCall, loaded: LoadedDetails): TemplateResult {
  const { run, text, send } = frame;
  const known = loaded.state === "loaded" ? loaded.details : undefined;
  const { index } = state;
  const status = statusOf(state);
  const duration = runningMs(state, frame.nowMs);
  const facts = [
    text.status(status),
    ...(duration === undefined ? [] : [formatDuration(duration)]),
    ...waits(frame, state.enteredAtMs, state.readyAtMs, state.attempts),
    ...fullLimits(run, index).map((limit) => text.details.fullLimit(limit)),
    planned.destructive ? text.details.destructive : text.details[planned.safety],
  ];
  return html`<div class="details-head status-${status}">
    <h2 class="details-title">
      ${codicon(statusIcon(status), status === "running")}
      <span class="tool"><span class="source">${planned.source}/</span>${planned.toolName}</span>
      <span class="call-id">${run.nameOf(index)}</span>
    </h2>
    <div class="details-actions">
      ${
        canCancel(run, state)
          ? iconButton({
              icon: "debug-stop",
              label: text.cancelCall,
              run: () => send({ kind: "cancelCall", call: index }),
            })
          : nothing
      }
      ${
        canRetry(run, state)
          ? html`${iconButton({ icon: "debug-rerun", label: text.retryCall, run: () => send({ kind: "retryCall", call: index }) })}
            ${iconButton({ icon: "edit", label: text.editAndRetryCall, run: () => send({ kind: "editAndRetryCall", call: index }) })}`
          : nothing
      }
      ${
        canRunForResult(run, state, known)
          ? iconButton({
              icon: "debug-rerun",
              label: text.runForResult,
              run: () => send({ kind: "runForResult", call: index }),
            })
          : nothing
      }
      ${
        run.task
          ? nothing
          : iconButton({
              icon: "go-to-file",
              label: text.openSource,
              run: () => send({ kind: "openSource", call: index }),
            })
      }
      ${iconButton({ icon: "close", label: text.details.close, shortcut: "Escape", run: () => send({ kind: "closeDetails" }) })}
    </div>
    <p class="facts">${facts.join(" · ")}</p>
  </div>`;
}

function waits(
  { text }: Frame,
  enteredAtMs: number,
  readyAtMs: number | undefined,
  attempts: readonly { readonly startedAtMs: number }[],
): readonly string[] {
  if (readyAtMs === undefined) return [];
  const startedAtMs = attempts.find((attempt) => attempt.startedAtMs >= enteredAtMs)?.startedAtMs ?? readyAtMs;
  const waitedMs = readyAtMs - enteredAtMs;
  const queuedMs = startedAtMs - readyAtMs;
  return [
    ...(waitedMs >= 1 ? [text.details.waitedForDuration(formatDuration(waitedMs))] : []),
    ...(queuedMs >= 1 ? [text.details.queuedFor(formatDuration(queuedMs))] : []),
  ];
}

function endingNotes({ run, text, send }: Frame, { state }: ShownCall): TemplateResult | typeof nothing {
  const { ending } = state;
  if (ending === undefined || ending.outcome === "succeeded") return nothing;
  const { becauseOf, outcomeUnknown } = ending;
  return html`${
    outcomeUnknown ? html`<p class="note">${codicon("warning")}<span>${text.outcomeUnknown}</span></p>` : nothing
  }${
    becauseOf === undefined
      ? nothing
      : html`<p class="note">
          ${codicon("debug-step-over")}<button
            type="button"
            class="link"
            @click=${() => send({ kind: "openDetails", call: becauseOf, focus: "keep" })}
          >
            ${text.details.skippedBecause(run.nameOf(becauseOf))}
          </button>
        </p>`
  }`;
}

function loadedParts(frame: Frame, { state }: ShownCall, loaded: LoadedDetails): TemplateResult {
  const { text } = frame;
  switch (loaded.state) {
    case "loading":
      return html`<p class="note">${text.details.loading}</p>`;
    case "failed":
      return html`<p class="note">${codicon("warning")}<span>${text.details.loadFailed(loaded.message)}</span></p>`;
    case "loaded": {
      const { error, result, arguments: args, sentArguments } = loaded.details;
      const kind = state.ending && state.ending.outcome !== "succeeded" ? state.ending.error.kind : undefined;
      const errorTitle = kind ? `${text.details.error}: ${text.errorKind(kind)}` : text.details.error;
      return html`${part(frame, state.index, "error", errorTitle, error)}
      ${part(frame, state.index, "result", text.details.result, result)} ${blocks(frame, state.index, loaded)}
      ${part(frame, state.index, "arguments", text.details.arguments, args)}
      ${part(frame, state.index, "sentArguments", text.details.sentArguments, sentArguments)}`;
    }
  }
}

function part(
  frame: Frame,
  call: number,
  name: Exclude<CallPart, number>,
  title: string,
  content: BoundedText | undefined,
): TemplateResult | typeof nothing {
  if (content === undefined) return nothing;
  return section(title, partText(frame, call, name, title, content), partActions(frame, call, name));
}

function blocks(
  frame: Frame,
  call: number,
  { details: { result, blocks: shown }, media }: Loaded,
): TemplateResult | typeof nothing {
  if (shown === undefined) return nothing;
  const list = resultBlocks(frame, call, shown, media);
  return result === undefined ? section(frame.text.details.result, list) : list;
}

function edgeList(
  frame: Frame,
  title: string,
  edges: readonly Edge[],
  other: (edge: Edge) => number,
): TemplateResult | typeof nothing {
  if (edges.length === 0) return nothing;
  return section(
    title,
    html`<ul class="edges">
      ${edges.map((edge) => edgeEntry(frame, edge, other(edge)))}
    </ul>`,
  );
}

function edgeEntry({ run, text, send }: Frame, edge: Edge, index: number): TemplateResult | typeof nothing {
  const call = run.call(index);
  if (call === undefined) return nothing;
  const status = statusOf(call.state);
  return html`<li class="edge status-${status}">
    ${codicon(statusIcon(status), status === "running")}
    <button type="button" class="link" @click=${() => send({ kind: "openDetails", call: index, focus: "keep" })}>
      ${run.nameOf(index)}
    </button>
    <span class="edge-kind">${text.edgeKind(edge.kind)}</span>
    <span class="edge-reason">${text.reason(edge)}</span>
    ${
      edge.about?.freedBy === undefined
        ? nothing
        : iconButton({ icon: "unlock", label: text.order.free, run: () => send({ kind: "freeOrder", call: edge.to }) })
    }
  </li>`;
}
