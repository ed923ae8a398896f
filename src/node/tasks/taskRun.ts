import type { JsonObject } from "../../core/model/data/json";
import type { Ending } from "../../core/model/run";
import type { Tool } from "../../core/model/tool";

/** A call that was checked and is ready to become part of a run. */
export interface NewCall {
  /** Unique in its run. */
  readonly id: string;
  readonly tool: Tool;
  /** References name calls that are part of the run already; everything else in them is literal. */
  readonly arguments: JsonObject;
  /** Ids of calls that are part of the run already. */
  readonly dependsOn: readonly string[];
  /** The id that the model's server gave the call. */
  readonly providerId?: string;
}

/** What became of a call that was to be added: its index in the run, or why it cannot be part of it. */
export type Added = { readonly call: number } | { readonly problem: string };

/**
 * A run that grows while it goes on, as far as a planner sees it. Who provides it decides which calls need approval, by
 * what their tools may change; a planner has no say in that.
 */
export interface GrowingRun {
  /** Adds a call, which starts as soon as its edges, its limits and its approval let it. */
  add(call: NewCall): Added;
  /** Resolves with how the call ended. Never rejects. */
  ended(call: number): Promise<Ending>;
  /** How the call ended last; `undefined` while it has not, or goes on again. */
  endingOf(call: number): Ending | undefined;
  /** Cancels everything that has not ended. */
  cancel(): void;
}
