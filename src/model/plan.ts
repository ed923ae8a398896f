import type { Call, Concurrency, RetryPolicy } from "./manifest";
import type { Safety, Tool } from "./tool";

export type EdgeKind = "data" | "declared" | "conflict";

/** Why one call waits for another: `to` starts when `from` has ended. Both are call indexes. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly kind: EdgeKind;
  /** In words, for people: "arguments.files uses list", "both touch src/a.ts and edit_file writes". */
  readonly reason: string;
}

/** A call with all that was found out about it before anything runs. */
export interface PlannedCall extends Call {
  /** The source that has the tool. */
  readonly source: string;
  /** The tool's name within its source. */
  readonly toolName: string;
  readonly safety: Safety;
  /** The tool says that it may destroy something; approval marks it. */
  readonly destructive: boolean;
  /** The tool runs a shell; approval says so. */
  readonly usesShell?: true;
  /** An attempt's timeout in milliseconds; 0 for none. */
  readonly timeoutMs: number;
  readonly retry: Required<RetryPolicy>;
  readonly priority: number;
  /** How long a result of it may be used again, in milliseconds; 0 for not at all. */
  readonly cacheTtlMs: number;
}

/** A limit that holds for the calls listed in `calls`, whatever else they are limited by. */
export interface PlannedLimit {
  /** What is limited, for people: a source, a tool or a pattern. */
  readonly name: string;
  readonly calls: readonly number[];
  readonly maxConcurrency?: number;
  readonly perSecond?: number;
}

/** Calls and the edges between them, checked. Whether it can run is decided before it is one. */
export interface Plan {
  readonly calls: readonly PlannedCall[];
  readonly edges: readonly Edge[];
  readonly maxConcurrency: Concurrency;
  readonly limits: readonly PlannedLimit[];
  /** The whole run's deadline in milliseconds; 0 for none. */
  readonly deadlineMs: number;
}

/**
 * Calls that come to a plan which runs already, behind those that it has. Every edge leads to one of them, from a call
 * that stands before it: what has been planned stays as it is, and no cycle can come of it.
 */
export interface PlanGrowth {
  /** Their indexes go on where those of the plan end. */
  readonly calls: readonly PlannedCall[];
  readonly edges: readonly Edge[];
  /** The limits of the plan, with the new calls among theirs; of limits that the plan has, the same name. */
  readonly limits: readonly PlannedLimit[];
}

/** What edited arguments change in the edges between calls that a plan has; of each pair there is one edge at most. */
export interface EdgeChanges {
  readonly added: readonly Edge[];
  readonly dropped: readonly Pick<Edge, "from" | "to">[];
}

/** What the catalogue found for the tool that a call names. */
export type ToolLookup =
  | { readonly kind: "found"; readonly tool: Tool }
  /** Its source could not be started: the call fails with the reason when it is run, and the others run. */
  | { readonly kind: "unavailable"; readonly source: string; readonly toolName: string; readonly reason: string }
  /** No source has it, or several do: a problem, with a message that names the nearest tools or the sources. */
  | { readonly kind: "unknown"; readonly message: string };
