import type { FinishReason, ModelUsage } from "./models/chatModel";
import type { ModelFailureKind } from "./models/modelFailure";

/** What a model is asked for: calls, the same calls without their mistakes, or an answer (or more calls). */
export type ModelCallPurpose = "plan" | "repair" | "answer";

/**
 * What happens in a task beside its run, in order. `atMs` is the clock's; `modelCall` counts from 1. What happens to the
 * calls themselves the run tells.
 */
export type TaskEvent =
  | {
      readonly type: "modelCallStarted";
      readonly atMs: number;
      readonly modelCall: number;
      readonly purpose: ModelCallPurpose;
    }
  /** The model is asked again at `retryAtMs`, since its server said that it is asked too often. */
  | {
      readonly type: "modelCallDelayed";
      readonly atMs: number;
      readonly modelCall: number;
      readonly retryAtMs: number;
      readonly message: string;
    }
  /** The first piece of anything came from the model. */
  | { readonly type: "firstToken"; readonly atMs: number; readonly modelCall: number }
  | { readonly type: "textWritten"; readonly atMs: number; readonly modelCall: number; readonly text: string }
  /** A call became part of the run, before the model had ended its turn or right then. */
  | {
      readonly type: "callAccepted";
      readonly atMs: number;
      readonly modelCall: number;
      readonly call: number;
      readonly id: string;
    }
  | {
      readonly type: "callRejected";
      readonly atMs: number;
      readonly modelCall: number;
      readonly id: string;
      readonly tool: string;
      readonly problems: readonly string[];
    }
  | {
      readonly type: "modelCallEnded";
      readonly atMs: number;
      readonly modelCall: number;
      readonly finish?: FinishReason | "cut";
      readonly usage?: ModelUsage;
      readonly failure?: TaskFailure;
    }
  | { readonly type: "taskEnded"; readonly atMs: number; readonly ending: TaskEnding };

export interface TaskFailure {
  readonly kind: ModelFailureKind;
  readonly message: string;
}

/** How a task ended. */
export type TaskEnding =
  /** `cutOff` when the model's answer reached a length limit. */
  | { readonly outcome: "answered"; readonly answer: string; readonly cutOff?: true }
  /** The calls are written and nothing more was asked for; `problems` are those that could not be mended. */
  | { readonly outcome: "planned"; readonly problems: readonly string[] }
  /** A bound was reached before the model answered; `answer` is what it wrote last, if anything. */
  | { readonly outcome: "stopped"; readonly reason: string; readonly answer: string }
  | { readonly outcome: "failed"; readonly failure: TaskFailure }
  | { readonly outcome: "cancelled" };
