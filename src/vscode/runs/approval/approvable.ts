import type { JsonObject } from "../../../core/model/data/json";
import type { Manifest, Problem } from "../../../core/model/manifest";
import type { Places } from "../../../core/model/places";
import type { Plan } from "../../../core/model/plan";

/** Planned calls that somebody is to approve: what a list shows of them, and what can be changed in it. */
export interface Approvable<Self> {
  readonly manifest: Manifest;
  readonly places: Places;
  readonly plan: Plan;
  /** With an error among them the calls cannot run as they are. */
  readonly problems: readonly Pick<Problem, "severity" | "message">[];
  /** What a source is, as text that is the same for two sources exactly if they are defined alike. */
  definitionOf(source: string): string;
  /** The same calls, some of them with other arguments. */
  withArguments(edited: Readonly<Record<number, JsonObject>>): Self;
  /** The same calls, where something more is said of the state of sources. */
  withState(entries: NonNullable<Manifest["state"]>): Self;
}
