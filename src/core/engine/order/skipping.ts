import { forEachDependant, type Graph } from "../../model/graph";
import type { PlannedCall } from "../../model/plan";
import type { Outcome, UnsuccessfulEnding } from "../../model/run";
import { skippedEnding } from "../endings";
import type { Ledger } from "../../model/record/ledger";

/** These calls and, through any number of edges, those that were skipped for want of their results; none that succeeded. */
export function withThoseSkippedBecauseOf(
  calls: readonly number[],
  graph: Graph,
  outcomeOf: (call: number) => Outcome | undefined,
): readonly number[] {
  const again = new Set<number>();
  const toVisit = [...calls];
  for (let call = toVisit.pop(); call !== undefined; call = toVisit.pop()) {
    const outcome = outcomeOf(call);
    if (outcome === undefined || outcome === "succeeded" || again.has(call)) continue;
    again.add(call);
    forEachDependant(graph, call, (dependant) => {
      if (outcomeOf(dependant) === "skipped") toVisit.push(dependant);
    });
  }
  return [...again].sort((a, b) => a - b);
}

/** How a call ends that needs one that did not succeed: by the one that failed first, which may be further up. */
export function endingForWantOf(
  needed: PlannedCall,
  callAt: (index: number) => PlannedCall,
  ledger: Ledger,
): UnsuccessfulEnding | undefined {
  const ending = ledger.endingOf(needed.index);
  if (ending === undefined || ending.outcome === "succeeded") return undefined;
  const root = callAt(ending.becauseOf ?? needed.index);
  const rootEnding = ledger.endingOf(root.index);
  const isKnown = rootEnding !== undefined && rootEnding.outcome !== "succeeded";
  return skippedEnding(needed, root, isKnown ? rootEnding.outcome : ending.outcome);
}
