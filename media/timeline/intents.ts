import type { CallPart } from "../../src/protocol/details";
import type { Intent } from "../../src/protocol/intents";
import type { ViewIntent } from "./state/viewIntents";

/** All that a view, a key or a gesture can want: of the run, of the host, or of the panel itself. */
export type PanelIntent =
  | Intent
  | { readonly kind: "pickRun" }
  /** Shows what the bars mean and which keys there are, or hides it. */
  | { readonly kind: "help" }
  /** Shows more of a text that was cut. */
  | { readonly kind: "showMore"; readonly call: number; readonly part: CallPart }
  | ViewIntent;

export type Send = (intent: PanelIntent) => void;
