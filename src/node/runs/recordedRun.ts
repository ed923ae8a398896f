import type { Plan } from "../../core/model/plan";
import type { RunEvent } from "../../core/model/run";
import type { CallState, RunRecord, RunState } from "../../core/model/runState";
import type { Shown } from "../../core/model/text/shown";
import type { RecordedTask } from "../../core/model/task";

/** A run as everything that shows it sees it, without secrets: one that goes on, or one that was kept. */
export interface RecordedRun {
  readonly id: string;
  /** What was run, for people: a file's name, or "Selection in …". */
  readonly title: Shown;
  /** When it began, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly plan: Shown<Plan>;
  /** The fold over all events so far; changed in place before each event is told. */
  readonly state: Shown<RunState>;
  /** The same for whoever looks at calls one by one; nothing is built that stays. */
  readonly record: Shown<RunRecord>;
  /** Another window or process runs it: it is only looked at here. */
  readonly isElsewhere?: boolean;
  /** Why what happens in it is not on disk at present, if it cannot be written. */
  readonly trouble?: unknown;
  /** Calls of it that may change something wait until they can be written to disk. */
  readonly isHoldingBack?: boolean;
  /** The task that its calls come from, where a model wrote them. */
  readonly task?: RecordedTask | undefined;
  /** One call as its events tell it; undefined when there is no such call. */
  callState(call: number): Shown<CallState> | undefined;
  /** Calls the listener with every later event; returns what ends that. */
  subscribe(listener: (event: Shown<RunEvent>) => void): () => void;
  /** Calls the listener whenever {@link RecordedRun.isHoldingBack} changes; returns what ends that. */
  onHoldingBack?(listener: () => void): () => void;
  /** Cancels one call, or everything that has not ended. */
  cancel(call?: number): void;
  /**
   * Runs these calls again, and those skipped because of them, in the same run. Resolves when the round has ended; never
   * rejects.
   */
  retry(calls: readonly number[]): Promise<void>;
}
