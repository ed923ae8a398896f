import { messageOf } from "../../../core/model/failure";

/** Why a model did not answer. */
export type ModelFailureKind =
  /** The key is missing, wrong, or not allowed to use this model. */
  | "auth"
  | "rateLimited"
  /** The conversation is too long, or the answer was cut off. */
  | "lengthLimit"
  | "refusal"
  | "unreachable"
  /** The model, or the server for this model, does not take tools. */
  | "noToolSupport"
  /** There is no such model or address. */
  | "notFound"
  /** The answer is not what such a server answers. */
  | "badResponse"
  | "cancelled";

export interface ModelFailureOptions {
  /** How long the server asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** How asking a model failed. The message says what failed and what to do about it; it never contains a key. */
export class ModelFailure extends Error {
  override readonly name = "ModelFailure";
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly kind: ModelFailureKind,
    message: string,
    options: ModelFailureOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What a task says of whatever was thrown while a model was asked. */
export function failureOf(thrown: unknown, signal: AbortSignal): ModelFailure {
  if (signal.aborted) return new ModelFailure("cancelled", "The task was cancelled.");
  if (thrown instanceof ModelFailure) return thrown;
  return new ModelFailure("badResponse", `The model could not be read: ${messageOf(thrown)}`, { cause: thrown });
}
