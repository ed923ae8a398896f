import type { Shown } from "../../../core/model/text/shown";
import type { RecordedTask, TaskState, TokenPrices } from "../../../core/model/task";
import type { TaskEvent } from "../taskEvents";
import type { Redaction } from "../../runs/redaction/redactor";
import { StreamedText } from "../../runs/redaction/streamedText";
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
  private shown: Shown<TaskState> | undefined;
  /** What the model writes comes in pieces: the beginning of a secret waits for the rest. */
  private written: StreamedText;
  readonly answerAgain: () => Promise<void>;

  constructor(private readonly options: TaskRecordOptions) {
    this.raw = options.initial;
    this.written = new StreamedText(options.redaction);
    this.answerAgain = options.answerAgain;
  }

  get state(): Shown<TaskState> {
    // Only when somebody looks.
    this.shown ??= this.options.redaction.record(this.raw);
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
  apply(event: TaskEvent): void {
    this.raw = this.stateAfter(event);
    this.shown = undefined;
    for (const listener of this.listeners) listener();
  }
  private stateAfter(event: TaskEvent): TaskState {
    const { prices } = this.options;
    switch (event.type) {
      case "textWritten":
        return nextTaskState(this.raw, { ...event, text: this.written.write(event.text) }, prices);
      case "modelCallStarted":
        this.written = new StreamedText(this.options.redaction);
        return nextTaskState(this.raw, event, prices);
      case "modelCallEnded": {
        const { atMs, modelCall } = event;
        const whole = nextTaskState(
          this.raw,
          { type: "textWritten", atMs, modelCall, text: this.written.end() },
          prices,
        );
        return nextTaskState(whole, event, prices);
      }
      case "modelCallDelayed":
      case "firstToken":
      case "callAccepted":
      case "callRejected":
      case "taskEnded":
        return nextTaskState(this.raw, event, prices);
    }
  }
}
