import { availableParallelism } from "node:os";
import { createEngine, type Engine, type Invoke } from "../../../core/engine/engine";
import type { RunEvent } from "../../../core/model/run";
import { processAttention } from "../environment/processAttention";
import type { SessionOptions } from "../sessionOptions";

interface SessionEngineParts {
  readonly invoke: Invoke;
  readonly emit: (event: RunEvent) => void;
  /** What it is to know of a run that was kept. */
  readonly history: Iterable<RunEvent>;
}

/** The engine of a run on this machine. */
export function sessionEngine(options: SessionOptions, { invoke, emit, history }: SessionEngineParts): Engine {
  const { header, awaitingApproval, growing } = options.run;
  const { durations, cache } = options.keeping;
  return createEngine(header.plan, {
    invoke,
    expandArguments: (args) => options.tools.toolbox.expandArguments(args),
    emit,
    machine: { attention: processAttention, cores: availableParallelism() },
    earlier: { history, estimateMs: (call) => durations?.estimateMs(call), ...(cache && { cache }) },
    ...(awaitingApproval && { awaitingApproval }),
    ...(growing && { growing }),
  });
}
