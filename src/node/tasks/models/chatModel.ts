import type { JsonObject } from "../../../core/model/data/json";

/** A function that a model may call. `parameters` is JSON Schema, an object schema. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
}

/** A call as a model wrote it, to be shown to it again. `arguments` is the JSON text that it wrote. */
export interface ModelToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  /** What the server attached to the call and wants to see again, whatever it is. */
  readonly attached?: JsonObject;
}

/** One message of a conversation. Every tool call of an assistant is followed by a tool message with its id. */
export type ModelMessage =
  | { readonly role: "system" | "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly toolCalls: readonly ModelToolCall[] }
  | { readonly role: "tool"; readonly toolCallId: string; readonly text: string };

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  /** Empty when the model is to be asked for text alone. */
  readonly tools: readonly ModelTool[];
  /** `none` when the model must answer; some servers pay no heed, so calls may come all the same. */
  readonly toolChoice: "auto" | "none";
}

/** Why a model stopped writing. */
export type FinishReason = "stop" | "toolCalls" | "length" | "refusal";

/** A piece of what a model writes, as it writes it. */
export type ModelDelta =
  | { readonly type: "text"; readonly text: string }
  /**
   * A piece of a tool call. `index` tells calls of one answer apart, as well as the server keeps them apart: ids and names
   * may be missing, repeated or split.
   */
  | {
      readonly type: "toolCall";
      readonly index: number;
      readonly id?: string;
      readonly name?: string;
      readonly argumentsText?: string;
      readonly attached?: JsonObject;
    }
  | { readonly type: "refusal"; readonly text: string }
  | { readonly type: "usage"; readonly usage: ModelUsage }
  | { readonly type: "finish"; readonly reason: FinishReason };

/** Tokens of one model call, as the server counts them. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input tokens, those that the server had already read. */
  readonly cachedInputTokens?: number;
}

/** Something that writes calls and answers. */
export interface Model {
  /** For people: the model and where it is, without any key. */
  readonly name: string;
  /**
   * Asks the model once; nothing is retried. Throws a `ModelFailure` for everything that goes wrong, be it before
   * the first delta or later; once `signal` is aborted, one of kind `cancelled`.
   */
  readonly stream: (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelDelta>;
}
