import { html, nothing, type TemplateResult } from "lit";
import { codicon } from "./button";

interface EmptyState {
  readonly icon: string;
  readonly title: string;
  readonly body?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** What is shown where there is nothing to show: why, and what to do. */
export function emptyState({ icon, title, body, action }: EmptyState): TemplateResult {
  return html`<div class="empty">
    ${codicon(icon, icon === "loading")}
    <p class="empty-title">${title}</p>
    ${body === undefined ? nothing : html`<p>${body}</p>`}
    ${
      action === undefined
        ? nothing
        : html`<button type="button" class="button" @click=${action.run}>${action.label}</button>`
    }
  </div>`;
}
