import type { Json } from "./data/json";
import { WordedError, type Said, type Wording } from "./text/wording";

/** What kind of thing went wrong; the message says which and what to do next. */
export type ErrorKind =
  /** The tool ran and reported that it failed. */
  | "tool"
  /** The tool threw, or its process or module crashed. */
  | "crash"
  /** The source could not be started, or was lost while the call ran. */
  | "unavailable"
  /** The source answered something that its protocol does not allow. */
  | "protocol"
  /** The arguments, with their references filled in, break the tool's input schema. */
  | "invalidArguments"
  /** A reference points to something that the result it refers to does not have. */
  | "reference"
  /** The source asked to slow down (HTTP 429 or 503, or `Retry-After`). */
  | "rateLimited"
  /** A connection could not be made or broke. */
  | "network"
  | "timeout"
  | "deadline"
  | "cancelled"
  | "skipped"
  | "denied"
  /** The window or the command line went away while the call ran. */
  | "interrupted";

/**
 * An error as it is kept and shown: plain data. `details` is what the tool said beside its message; `wording` is absent where
 * the message is the tool's own, or was kept before there were wordings.
 */
export interface CallError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly wording?: Wording;
  readonly details?: Json;
}

export interface ToolFailureOptions {
  /** Trying again may help: the engine does so when the call's safety allows it. */
  readonly transient?: boolean;
  /**
   * `false` when the call cannot have reached the tool (a source that did not start, a refused connection): then nothing
   * can have changed, and even a call that writes may be tried again. `true` when absent.
   */
  readonly reachedTool?: boolean;
  /**
   * Its source was lost with other calls in flight, each of which may be why: it does not count against this one's
   * attempts as if it had failed by itself.
   */
  readonly sharedLoss?: boolean;
  /** How long the source asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly details?: Json;
  readonly cause?: unknown;
}

/** Thrown by a tool source to say how a call failed. Anything else that is thrown counts as a `crash`. */
export class ToolFailure extends WordedError {
  override readonly name = "ToolFailure";
  readonly kind: ErrorKind;
  readonly transient: boolean;
  readonly reachedTool: boolean;
  readonly sharedLoss: boolean;
  readonly retryAfterMs: number | undefined;
  readonly details: Json | undefined;

  constructor(kind: ErrorKind, said: Said, options: ToolFailureOptions = {}) {
    super(said, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.transient = options.transient ?? false;
    this.reachedTool = options.reachedTool ?? true;
    this.sharedLoss = options.sharedLoss ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details;
  }
}

/** An error, or an edge, as programs are given it: what is said stands there in English, once. */
export function withoutWording<T extends { readonly wording?: Wording }>({
  wording: _,
  ...rest
}: T): Omit<T, "wording"> {
  return rest;
}

/** What anything that was thrown says, with its wording where it has one. */
export function saidBy(thrown: unknown): Pick<CallError, "message" | "wording"> {
  const message = messageOf(thrown);
  return thrown instanceof WordedError && thrown.wording !== undefined
    ? { message, wording: thrown.wording }
    : { message };
}

/** The message of anything that was thrown, even of what is no error. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  if (typeof thrown === "string") return thrown;
  // What JSON has no text for.
  if (thrown === undefined || typeof thrown === "function" || typeof thrown === "symbol") return String(thrown);
  try {
    return JSON.stringify(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}
