import type { RecordedTask, TaskState } from "../model/task";

/** A task of an earlier window: its conversation with the model is gone, so that it cannot be asked for its answer again. */
export function keptTask(kept: TaskState): RecordedTask {
  const state: TaskState = kept.phase.kind === "working" ? { ...kept, phase: { kind: "cancelled" } } : kept;
  return { state, subscribe: () => () => undefined, cancel: () => undefined };
}
