import type { JsonObject } from "../../../core/model/data/json";
import type { Ending } from "../../../core/model/run";
import { fullName } from "../offering/offeredTools";
import type { Added, GrowingRun, NewCall } from "../taskRun";

/** Stands in for a run where calls are only to be written down: none of them ever starts. */
export class PlannedCalls implements GrowingRun {
  private readonly written: NewCall[] = [];

  get calls(): readonly NewCall[] {
    return this.written;
  }

  add(call: NewCall): Added {
    return { call: this.written.push(call) - 1 };
  }

  /** Never resolves: calls that do not run do not end. */
  ended(): Promise<Ending> {
    return new Promise(() => undefined);
  }

  endingOf(): Ending | undefined {
    return undefined;
  }

  cancel(): void {
    // Nothing runs.
  }
}

/** The calls as a manifest, which runs again without a model. `base` is what it has beside its calls, such as servers. */
export function manifestOf(calls: readonly NewCall[], base: JsonObject = {}): JsonObject {
  return {
    version: 1,
    ...base,
    calls: calls.map(({ id, tool, arguments: args, dependsOn }) => ({
      id,
      tool: fullName(tool),
      arguments: args,
      ...(dependsOn.length > 0 && { dependsOn: [...dependsOn] }),
    })),
  };
}
