import type { JsonObject } from "../model/json";
import type { Plan } from "../model/plan";
import type { RunEvent } from "../model/run";
import type { RunState } from "../model/runState";
import type { RecordedTask } from "../model/task";

/** A run as everything that shows it sees it: one that goes on, or one that was kept. */
export interface RecordedRun {
  readonly id: string;
  /** What was run, for people: a file's name, or "Selection in …". */
  readonly title: string;
  /** When it began, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly plan: Plan;
  /** The fold over all events so far; changed in place before each event is told. */
  readonly state: RunState;
  /** The task that its calls come from, where a model wrote them. */
  readonly task?: RecordedTask | undefined;
  /** Calls the listener with every later event; returns what ends that. */
  subscribe(listener: (event: RunEvent) => void): () => void;
  /** Cancels one call, or everything that has not ended. */
  cancel(call?: number): void;
  /**
   * Runs these calls again, and those skipped because of them, in the same run; `edited` replaces arguments. Resolves
   * when the round has ended; never rejects.
   */
  retry(calls: readonly number[], edited?: Readonly<Record<number, JsonObject>>): Promise<void>;
}
