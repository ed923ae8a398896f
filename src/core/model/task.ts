import type { Shown } from "./text/shown";

/** One request to the model of a task. Times are milliseconds since its run began. */
export interface ModelCallState {
  /** From 1. */
  readonly modelCall: number;
  /** What it was asked for: calls, the same calls without their mistakes, or an answer (or more calls). */
  readonly purpose: "plan" | "repair" | "answer";
  readonly startedAtMs: number;
  readonly firstTokenAtMs?: number;
  readonly endedAtMs?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cachedInputTokens?: number;
  /** In the unit of the configured prices; absent where no price or no count of tokens is known. */
  readonly cost?: number;
  /** The calls that it wrote and that became part of the run, by index. */
  readonly calls: readonly number[];
  /** Calls that were sent back to it, with what is wrong with them. */
  readonly rejected: readonly RejectedCall[];
  /** It stopped before it had ended: at a length limit, or because the connection broke. */
  readonly cutOff?: true;
  /** Why there is no answer to this request. */
  readonly failure?: string;
  /** Why it is asked again, and when, for a model that is asked too often. */
  readonly delayed?: { readonly untilMs: number; readonly message: string };
}

export interface RejectedCall {
  readonly id: string;
  readonly tool: string;
  readonly problems: readonly string[];
}

/** How a task stands. */
export type TaskPhase =
  | { readonly kind: "working" }
  | { readonly kind: "answered"; readonly cutOff?: true }
  | { readonly kind: "stopped" | "failed"; readonly reason: string }
  | { readonly kind: "cancelled" };

/** What is known of a task beside its run. */
export interface TaskState {
  readonly prompt: string;
  readonly mode: "plan" | "agent";
  /** For people: the model and where it is. */
  readonly model: string;
  readonly offeredTools: number;
  /** Tools that were not offered since there were too many, as `source/name`. */
  readonly leftOut: readonly string[];
  readonly modelCalls: readonly ModelCallState[];
  /** What the model has written since its newest request began, and at last its answer: Markdown. */
  readonly text: string;
  readonly phase: TaskPhase;
}

/** Prices for a million tokens; all in one currency, which the panel does not know. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  /** For input tokens that the server had read before; as `input` when absent. */
  readonly cachedInput?: number;
}

/** A task as everything that shows its run sees it. */
export interface RecordedTask {
  /** Without secrets; a new object after each change. */
  readonly state: Shown<TaskState>;
  /** Calls the listener after each change; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /** Stops the model; does nothing when it is not asked just now. */
  cancel(): void;
  /** Asks for the answer once more, with results as they are now; `undefined` when its conversation was not kept. */
  readonly answerAgain?: () => Promise<void>;
}
