import { html, nothing, type TemplateResult } from "lit";

/** A part of the details with its title, and with what can be done with it. */
export function section(
  title: string,
  body: TemplateResult,
  actions: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="section">
    <div class="section-head">
      <h3>${title}</h3>
      <span class="section-actions">${actions}</span>
    </div>
    ${body}
  </div>`;
}
