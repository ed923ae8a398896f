import type { Call } from "../model/manifest";

/** What a call is called in messages: its id, else its place and tool, as in "#3 read_file" (places count from 1). */
export function callName(call: Pick<Call, "id" | "index" | "tool">): string {
  return call.id ?? `#${call.index + 1} ${call.tool}`;
}

/** The calls by their ids; of calls that share one, which is a problem found elsewhere, the first. */
export function callsById(calls: readonly Call[]): ReadonlyMap<string, Call> {
  const byId = new Map<string, Call>();
  for (const call of calls) {
    if (call.id !== undefined && !byId.has(call.id)) byId.set(call.id, call);
  }
  return byId;
}
