import { html, nothing, type TemplateResult } from "lit";
import { orderCost } from "../../../src/core/model/figures/outlook";
import { stateOrders, type StateOrder } from "../../../src/core/model/figures/stateOrder";
import { stateOverlaps } from "../../../src/core/model/figures/stateOverlap";
import { durationsOf } from "../../../src/core/model/figures/summary";
import { formatDuration } from "../words/format";
import type { Frame } from "../frame";
import { codicon } from "./button";

/** What kept calls of a run in order that no argument tells, what that cost, and what met where somebody asked for no order. */
export function orderNotes({ run, text, send }: Frame): TemplateResult | typeof nothing {
  const orders = stateOrders(run.plan);
  const overlaps = run.isLive ? [] : stateOverlaps(run.plan, run.state);
  if (orders.length === 0 && overlaps.length === 0) return nothing;
  const cost = orders.length === 0 || run.isLive ? "" : costWords();
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
    const durations = durationsOf(run.plan, run.state);
    const { withOrder, without } = orderCost(run.plan, 1, (call) => durations[call] ?? 0);
    return withOrder > without * 1.1 ? text.order.cost(formatDuration(withOrder), formatDuration(without)) : "";
  }

  function sharedBy({ label, source }: StateOrder): string {
    return label === `the state of ${source}` ? text.order.unnamed(source) : label;
  }
}
