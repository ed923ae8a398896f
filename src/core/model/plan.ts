import type { Call, Concurrency, RetryPolicy } from "./manifest";
import type { Safety, SourceFacts, Tool } from "./tool";
import type { Said, Worded, Wording } from "./text/wording";

export type EdgeKind = "data" | "declared" | "conflict";

/** How sure it is that one of two calls writes: somebody said so, it is known of the server, its name does, or nothing does. */
export type Sureness = "said" | "known" | "guessed" | "assumed";

/** What two calls in conflict share, for whoever shows it in other words than the edge's `reason`. */
export interface ConflictSubject {
  /** What a source keeps that no argument has to name, or what both calls name. */
  readonly kind: "state" | "resource";
  /** Whose state it is. */
  readonly source?: string;
  /** For people: "src/a.ts", "the state of memory". */
  readonly label: string;
  readonly sureness: Sureness;
  /** The entry of the manifest's `state` that would free the calls, where one would: `"memory/*": "none"`. */
  readonly freedBy?: { readonly pattern: string; readonly value: "none" };
}

/** Two calls of which one is before the other, by their indexes. */
export interface Arrow {
  readonly from: number;
  readonly to: number;
}

/** Why one call waits for another: `to` starts when `from` has ended. Both are call indexes. */
export interface Edge extends Arrow {
  readonly kind: EdgeKind;
  /** In words, for people: "arguments.files uses list", "both touch src/a.ts and edit_file writes". */
  readonly reason: string;
  /** Of the reason; absent in plans from before there were any. */
  readonly wording?: Wording;
  /** Of a conflict, what it is about. */
  readonly about?: ConflictSubject;
}

/** Why a call that the user did not write is asked about also where it only reads. */
export type Concern =
  /** It is sent over a network. */
  | { readonly kind: "reachesOut" }
  /** Variables and inputs, as they are written, that would be filled in. */
  | { readonly kind: "variables"; readonly written: readonly string[] }
  /** Arguments that lead out of the workspace, as they are written. */
  | { readonly kind: "outside"; readonly written: readonly string[] }
  /** Its tool, or the server that has it, is defined by text that is not the user's. */
  | { readonly kind: "foreignTool" };

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
  /** What of it has to be seen before it runs, however little it changes; absent where its author is the user. */
  readonly concerns?: readonly Concern[];
  /** An attempt's timeout in milliseconds; 0 for none. */
  readonly timeoutMs: number;
  readonly retry: Required<RetryPolicy>;
  readonly priority: number;
  /** How long a result of it may be used again, in milliseconds; 0 for not at all. */
  readonly cacheTtlMs: number;
  /** What it does with the state of its source, as far as that is known or has to be assumed; absent where there is none. */
  readonly stateAccess?: "reads" | "writes";
  /** Somebody said that it needs no order by that state, be it for all sources (`"conflicts": "off"`) or for this one. */
  readonly isUnordered?: true;
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
  /**
   * Pairs that the state of a source orders, and that what their arguments name would order without it. With the edges that
   * are not about state they are the whole order as it would be if no source kept one. Absent where there are none.
   */
  readonly beneathState?: readonly Arrow[];
  readonly maxConcurrency: Concurrency;
  readonly limits: readonly PlannedLimit[];
  /** The whole run's deadline in milliseconds; 0 for none. */
  readonly deadlineMs: number;
  /** The longest that progress can stretch an attempt, in milliseconds; ten times its timeout when absent. */
  readonly maxTimeoutMs?: number;
  /** How long a tool may take to end after it was cancelled or timed out, in milliseconds; 2000 when absent. */
  readonly graceMs?: number;
}

/**
 * Calls that come to a plan which runs already, behind those that it has. Every edge leads to one of them, from a call
 * that stands before it: what has been planned stays as it is, and no cycle can come of it.
 */
export interface PlanGrowth {
  /** Their indexes go on where those of the plan end. */
  readonly calls: readonly PlannedCall[];
  readonly edges: readonly Edge[];
  /** Those that lead to one of them. */
  readonly beneathState?: readonly Arrow[];
  /** The limits of the plan, with the new calls among theirs; of limits that the plan has, the same name. */
  readonly limits: readonly PlannedLimit[];
}

/** What a call may do and touch, as far as its arguments decide it. */
export type CallEffects = Pick<
  PlannedCall,
  "safety" | "destructive" | "usesShell" | "concerns" | "stateAccess" | "isUnordered"
>;

/** What edited arguments change in a plan: edges between calls that it has, of each pair one at most, and what calls may do. */
export interface PlanChanges {
  readonly added: readonly Edge[];
  readonly dropped: readonly Arrow[];
  /** All of the plan's from now on; absent where they are what they were. */
  readonly beneathState?: readonly Arrow[];
  /** By the call's index; absent where all calls do what they did before. */
  readonly effects?: Readonly<Record<number, CallEffects>>;
}

/** What the catalogue found for the tool that a call names. */
export type ToolLookup =
  | { readonly kind: "found"; readonly tool: Tool; readonly facts?: SourceFacts }
  /** Its source could not be started: the call fails with the reason when it is run, and the others run. */
  | { readonly kind: "unavailable"; readonly source: string; readonly toolName: string; readonly reason: Said }
  /** No source has it, or several do: a problem, with a message that names the nearest tools or the sources. */
  | ({ readonly kind: "unknown" } & Worded);
