import type { Manifest, Problem, TextRange } from "../model/manifest";
import type { DocumentPath } from "./text/jsonTree";

/** What was read of a text. */
export interface ParsedManifest {
  readonly manifest: Manifest;
  /** All that was found, in the order of the text. With an error among them nothing should run. */
  readonly problems: readonly Problem[];
  /** The text is a manifest, rather than calls that stand alone or in something of a provider's. */
  readonly native: boolean;
  /** Where the value at a path of the document stands, or the nearest one above it. */
  rangeOf(path: DocumentPath): TextRange;
  callRange(call: number): TextRange;
  toolRange(call: number): TextRange;
  /** Where an argument stands, or the nearest one above it; in a string if the arguments are JSON in a string. */
  argumentRange(call: number, path: DocumentPath): TextRange;
  /** Where an option of a call stands (`dependsOn`, `priority`, …); the call when it does not have it. */
  optionRange(call: number, key: string): TextRange;
}
