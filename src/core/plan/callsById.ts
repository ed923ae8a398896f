import type { Call } from "../model/manifest";

/** The calls by their ids; of calls that share one, which is a problem found elsewhere, the first. */
export function callsById(calls: readonly Call[]): ReadonlyMap<string, Call> {
  const byId = new Map<string, Call>();
  for (const call of calls) {
    if (call.id !== undefined && !byId.has(call.id)) byId.set(call.id, call);
  }
  return byId;
}
