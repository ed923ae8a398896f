import { getOrMake } from "../../model/data/getOrMake";
import type { Manifest } from "../../model/manifest";
import type { PlannedCall } from "../../model/plan";
import type { PlanProblem } from "../problem";
import { patternFinder } from "../toolPattern";

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
    const why = isOff ? '"conflicts" is "off"' : `"state" says "none" of ${pattern}`;
    const message = `${writers.length} of ${ofSource.length} calls may write what ${source} keeps, and nothing orders them: ${why}.`;
    const severity = "hint";
    if (!isOff) return [{ severity, message, call: -1, at: { part: "state", path: [pattern] } }];
    if (manifest.conflicts === "off") return [{ severity, message, call: -1, at: { part: "conflicts" } }];
    return [{ severity, message, call: writer.index }];
  });
}
