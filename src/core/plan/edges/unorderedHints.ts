import { getOrMake } from "../../model/data/getOrMake";
import type { Manifest } from "../../model/manifest";
import type { PlannedCall } from "../../model/plan";
import type { PlanProblem } from "../problem";
import { patternFinder } from "../toolPattern";
import { worded } from "../../model/text/wording";

/**
 * A hint for each source of which calls may write what it keeps while others run, since somebody said that they need no
 * order: in the manifest, where the hint is placed, or in a setting.
 */
export function unorderedHints(calls: readonly PlannedCall[], manifest: Manifest): PlanProblem[] {
  const bySource = new Map<string, PlannedCall[]>();
  for (const call of calls) {
    if (call.isUnordered !== true || call.stateAccess === undefined) continue;
    getOrMake(bySource, call.source, () => []).push(call);
  }
  const patternOf = patternFinder(Object.keys(manifest.state ?? {}));
  return [...bySource].flatMap(([source, ofSource]) => {
    const writers = ofSource.filter(({ stateAccess }) => stateAccess === "writes");
    const [writer] = writers;
    if (writer === undefined || ofSource.length < 2) return [];
    const pattern = patternOf(writer);
    const isOff = pattern === undefined || manifest.state?.[pattern] !== "none";
    const why = isOff ? worded('"conflicts" is "off"') : worded('"state" says "none" of {0}', pattern);
    const said = worded(
      "{0} of {1} calls may write what {2} keeps, and nothing orders them: {3}.",
      writers.length,
      ofSource.length,
      source,
      why,
    );
    const severity = "hint";
    if (!isOff) return [{ severity, ...said, call: -1, at: { part: "state", path: [pattern] } }];
    if (manifest.conflicts === "off") return [{ severity, ...said, call: -1, at: { part: "conflicts" } }];
    return [{ severity, ...said, call: writer.index }];
  });
}
