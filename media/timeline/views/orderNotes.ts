import { html, nothing, type TemplateResult } from "lit";
import type { StateOrder } from "../../../src/core/model/figures/stateOrder";
import { formatDuration } from "../words/format";
import type { Frame } from "../frame";
import { codicon } from "./button";

/** What kept calls of a run in order that no argument tells, what that cost, and what met where somebody asked for no order. */
export function orderNotes({ run, text, send }: Frame): TemplateResult | typeof nothing {
  const { orders } = run;
  const analysis = run.isLive ? undefined : run.analysing.result;
  const overlaps = analysis?.overlaps ?? [];
  if (orders.length === 0 && overlaps.length === 0) return nothing;
  const cost = costWords();
  return html`${orders.map(
    (order) =>
      html`<p class="order-note">
        ${codicon("list-ordered")}<span
          >${[text.order.held(order.calls.length, sharedBy(order)), cost].filter((words) => words !== "").join(" · ")}</span
        >
        ${
          order.freedBy === undefined
            ? nothing
            : html`<button
                type="button"
                class="link"
                @click=${() => send({ kind: "freeOrder", call: order.calls[0] ?? 0 })}
              >
                ${text.order.free}
              </button>`
        }
      </p>`,
  )}${overlaps.map(
    ({ source, calls }) =>
      html`<p class="order-note">${codicon("warning")}<span>${text.order.met(calls, source)}</span></p>`,
  )}`;

  function costWords(): string {
    const { withOrder, without } = analysis?.orderCost ?? { withOrder: 0, without: 0 };
    return withOrder > without * 1.1 ? text.order.cost(formatDuration(withOrder), formatDuration(without)) : "";
  }

  function sharedBy({ label, source }: StateOrder): string {
    return label === `the state of ${source}` ? text.order.unnamed(source) : label;
  }
}
