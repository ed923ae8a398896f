import { mayBePositional } from "../../manifest/dialects/parts/positional";
import { mapStrings } from "../../manifest/references/placeholders";
import { argumentName, findReferences, pathProblem, type Reference } from "../../manifest/references/references";
import type { Call } from "../../model/manifest";
import type { Edge } from "../../model/plan";
import { Suggestions } from "../../model/text/suggestions";
import { callName } from "../../model/callName";
import type { PlanProblem } from "../problem";
import { andMore, asReason, sentences, worded, type Said, type Worded } from "../../model/text/wording";

const reasonsShown = 3;

export interface FoundEdges {
  readonly edges: readonly Edge[];
  readonly problems: readonly PlanProblem[];
}

/** The edges that references in the arguments make, one for each pair of calls, and what is wrong with references. */
export function dataEdges(calls: readonly Call[], byId: ReadonlyMap<string, Call>): FoundEdges {
  const edges: Edge[] = [];
  const problems: PlanProblem[] = [];
  const suggestions = new Suggestions();
  let ids: readonly string[] | undefined;
  for (const call of calls) {
    problems.push(...lookalikes(call, byId));
    const references = findReferences(call.arguments, byId);
    if (references.length === 0) continue;
    const uses = new Map<number, Worded[]>();
    for (const reference of references) {
      const at = { part: "arguments", path: reference.at } as const;
      const referred = byId.get(reference.id);
      if (referred === undefined) {
        ids ??= [...byId.keys()];
        const near = suggestions.for(reference.id, ids);
        const said = worded('{0} refers to "{1}", and no call has that id.', argumentName(reference.at), reference.id);
        const advice = near ?? worded("If {0} is meant as text, write {1}.", reference.text, `$${reference.text}`);
        problems.push({ severity: "error", ...sentences(said, advice), call: call.index, at });
        continue;
      }
      const wrong = wrongPath(reference);
      if (wrong !== undefined) problems.push({ severity: "error", ...wrong, call: call.index, at });
      const reasons = uses.get(referred.index) ?? [];
      reasons.push(worded("{0} uses {1}", argumentName(reference.at), usedName(reference)));
      uses.set(referred.index, reasons);
    }
    for (const [from, reasons] of uses)
      edges.push({ from, to: call.index, kind: "data", ...asReason(inShort(reasons)) });
  }
  return { edges, problems };
}

function usedName({ id, path }: Reference): string {
  if (path === undefined || path === "") return id;
  return path.startsWith("[") ? id + path : `${id}.${path}`;
}

function inShort(reasons: readonly Worded[]): Said {
  const [only] = reasons;
  if (reasons.length === 1 && only !== undefined) return only;
  const distinct = new Map(reasons.map((reason) => [reason.message, reason]));
  return andMore([...distinct.values()], reasonsShown);
}

/** What is wrong with a reference's path, if it is not JMESPath. */
function wrongPath({ at, path, text }: Reference): Worded | undefined {
  const wrong = path === undefined ? undefined : pathProblem(path);
  return wrong === undefined
    ? undefined
    : worded("{0}: the path in {1} is not valid JMESPath: {2}", argumentName(at), text, wrong);
}

const lookalike = /(?<![\w$#])[$#](\w+(?:-\w+)*)/g;

/** Hints for what is kept as text though other planners would mean a result by it: `$5`, `$list`, `#E1`. */
function lookalikes(call: Call, byId: ReadonlyMap<string, Call>): PlanProblem[] {
  const problems: PlanProblem[] = [];
  // Where `$5` is how references are written, reading the text has decided what is one.
  if (byId.size === 0 || mayBePositional(call)) return problems;
  mapStrings(call.arguments, (text, at) => {
    if (!/[$#]\w/.test(text)) return text;
    for (const [written, name = ""] of text.matchAll(lookalike)) {
      const meant = byId.get(name);
      if (meant === undefined || meant.index === call.index) continue;
      const path = [...at];
      const said = worded(
        '{0} contains "{1}", which is kept as text. To use the result of {2} write {3}.',
        argumentName(path),
        written,
        callName(meant),
        `\${${name}}`,
      );
      problems.push({ severity: "hint", ...said, call: call.index, at: { part: "arguments", path } });
    }
    return text;
  });
  return problems;
}
