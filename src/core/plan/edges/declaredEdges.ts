import type { Call } from "../../model/manifest";
import type { Edge } from "../../model/plan";
import { Suggestions } from "../../model/text/suggestions";
import { callName } from "../../model/callName";
import type { FoundEdges } from "./dataEdges";
import type { PlanProblem } from "../problem";

/** The edges that `dependsOn` declares, one for each pair of calls; unknown ids are problems. */
export function declaredEdges(calls: readonly Call[], byId: ReadonlyMap<string, Call>): FoundEdges {
  const edges: Edge[] = [];
  const problems: PlanProblem[] = [];
  const suggestions = new Suggestions();
  let ids: readonly string[] | undefined;
  for (const call of calls) {
    if (call.dependsOn === undefined) continue;
    const seen = new Set<string>();
    for (const [place, id] of call.dependsOn.entries()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const before = byId.get(id);
      if (before !== undefined) {
        edges.push({ from: before.index, to: call.index, kind: "declared", reason: `depends on ${callName(before)}` });
        continue;
      }
      ids ??= [...byId.keys()];
      const near = suggestions.for(id, ids);
      const message = `${callName(call)} depends on "${id}", and no call has that id.${near}`;
      problems.push({ severity: "error", message, call: call.index, at: { part: "dependsOn", path: [place] } });
    }
  }
  return { edges, problems };
}
