import type { RecordedTask, TaskState, TokenPrices } from "../model/task";
import type { TaskEvent } from "../planner/taskEvents";
import type { Redaction } from "../runs/redaction/redactor";
import { nextTaskState } from "./taskState";

export interface TaskRecordOptions {
  readonly initial: TaskState;
  readonly redaction: Redaction;
  readonly prices: TokenPrices | undefined;
  readonly cancel: () => void;
  readonly answerAgain: () => Promise<void>;
}

/** What is known of a task that goes on, kept as its events tell. */
export class TaskRecord implements RecordedTask {
  private readonly listeners = new Set<() => void>();
  private raw: TaskState;
  private shown: TaskState | undefined;
  readonly answerAgain: () => Promise<void>;

  constructor(private readonly options: TaskRecordOptions) {
    this.raw = options.initial;
    this.answerAgain = options.answerAgain;
  }

  get state(): TaskState {
    // A secret may come in pieces, so that it is only found in all of the text; and only when somebody looks.
    this.shown ??= this.options.redaction.value(this.raw);
    return this.shown;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  cancel(): void {
    this.options.cancel();
  }

  /** Takes in an event, whose time is in milliseconds since the run began. */
  hear(event: TaskEvent): void {
    this.raw = nextTaskState(this.raw, event, this.options.prices);
    this.shown = undefined;
    for (const listener of this.listeners) listener();
  }
}
