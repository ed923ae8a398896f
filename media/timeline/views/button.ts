import { html, nothing, type TemplateResult } from "lit";

interface IconButton {
  readonly icon: string;
  readonly label: string;
  readonly run: () => void;
  readonly shortcut?: string;
  readonly disabled?: boolean;
  /** Out of the tab order, for a button whose row has a key for it. */
  readonly skipped?: boolean;
}

/** A button that is an icon, named by its label; the key that does the same is told with it. */
export function iconButton({ icon, label, run, shortcut, disabled, skipped }: IconButton): TemplateResult {
  const activate = (event: Event) => {
    event.stopPropagation();
    run();
  };
  return html`<button
    type="button"
    class="icon-button"
    title=${shortcut === undefined ? label : `${label} (${shortcut})`}
    aria-label=${label}
    aria-keyshortcuts=${shortcut ?? nothing}
    tabindex=${skipped ? "-1" : nothing}
    ?disabled=${disabled ?? false}
    @click=${activate}
  >
    ${codicon(icon)}
  </button>`;
}

interface TextButton {
  readonly icon: string;
  readonly label: string;
  readonly run: () => void;
  readonly disabled?: boolean;
  readonly secondary?: boolean;
}

/** A button with its label beside its icon, or the icon alone where there is no room. */
export function textButton({ icon, label, run, disabled, secondary }: TextButton): TemplateResult {
  return html`<button
    type="button"
    class=${secondary ? "button secondary" : "button"}
    title=${label}
    ?disabled=${disabled ?? false}
    @click=${run}
  >
    ${codicon(icon)}<span class="button-text">${label}</span>
  </button>`;
}

/** A decorative icon; what it means is said in words beside it or by its button's name. */
export function codicon(name: string, spin = false): TemplateResult {
  return html`<span class="codicon codicon-${name} ${spin ? "codicon-modifier-spin" : ""}" aria-hidden="true"></span>`;
}
