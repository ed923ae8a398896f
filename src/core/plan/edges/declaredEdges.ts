import type { Call } from "../../model/manifest";
import type { Edge } from "../../model/plan";
import { Suggestions } from "../../model/text/suggestions";
import { callName } from "../../model/callName";
import type { FoundEdges } from "./dataEdges";
import type { PlanProblem } from "../problem";
import { asReason, sentences, worded } from "../../model/text/wording";

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
        const reason = asReason(worded("depends on {0}", callName(before)));
        edges.push({ from: before.index, to: call.index, kind: "declared", ...reason });
        continue;
      }
      ids ??= [...byId.keys()];
      const near = suggestions.for(id, ids);
      const said = worded('{0} depends on "{1}", and no call has that id.', callName(call), id);
      problems.push({
        severity: "error",
        ...sentences(said, near),
        call: call.index,
        at: { part: "dependsOn", path: [place] },
      });
    }
  }
  return { edges, problems };
}
