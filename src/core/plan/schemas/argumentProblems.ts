import { mapStrings, placeholdersIn } from "../../manifest/references/placeholders";
import { beginningOf } from "../../model/text/excerpt";
import type { JsonObject } from "../../model/data/json";
import type { Call } from "../../model/manifest";
import type { Tool } from "../../model/tool";
import { CheckAllowance } from "./checkAllowance";
import { checkArguments, schemaProblem, type UnknownValue } from "./inputSchema";
import type { PlanProblem } from "../problem";
import { isVariable } from "../../manifest/references/variables";
import { worded } from "../../model/text/wording";

/** A call and its tool, when it was found. */
export interface CallOfTool {
  readonly call: Call;
  readonly tool: Tool | undefined;
}

/**
 * All in which the arguments of calls break their tools' input schemas; a schema that is unusable, or has a part that is, is
 * told once a tool. All checks share one allowance.
 */
export function argumentProblems(calls: readonly CallOfTool[]): PlanProblem[] {
  const allowance = new CheckAllowance();
  const told = new Set<JsonObject>();
  const problems: PlanProblem[] = [];
  for (const { call, tool } of calls) {
    const schema = tool?.inputSchema;
    if (schema === undefined) continue;
    if (problems.length >= mostProblems) return [...problems, moreUnchecked(call)];
    if (!told.has(schema)) problems.push(...schemaProblems(call, schema, allowance));
    told.add(schema);
    for (const problem of brokenBy(call, schema, allowance)) problems.push(problem);
  }
  return problems;
}

/** Nobody reads more before some are mended. */
const mostProblems = 1_000;

function moreUnchecked({ index }: Call): PlanProblem {
  const said = worded(
    "The arguments of the calls from #{0} on were not checked, since those before have {1} problems.",
    index + 1,
    mostProblems,
  );
  return { severity: "hint", ...said, call: index, at: { part: "arguments" } };
}

function brokenBy(call: Call, schema: JsonObject, allowance: CheckAllowance): PlanProblem[] {
  const broken = checkArguments(schema, call.arguments, () => unknownValues(call.arguments), allowance);
  return broken.map(({ path, message, wording }) => ({
    severity: "error",
    ...worded("{0}: {1}", call.tool, { message, wording }),
    call: call.index,
    at: { part: "arguments", path },
  }));
}

function schemaProblems(call: Call, schema: JsonObject, allowance: CheckAllowance): PlanProblem[] {
  const problem = schemaProblem(schema, allowance);
  if (problem === undefined) return [];
  const place = { call: call.index, at: { part: "tool" } } as const;
  if ("unchecked" in problem) {
    return [...problem.unchecked].map(([pattern, why]) => ({
      ...place,
      severity: "hint",
      ...worded(
        "{0}: arguments are not checked against the pattern {1}: {2}.",
        call.tool,
        beginningOf(pattern, patternShown),
        why,
      ),
    }));
  }
  const said = worded(
    "The input schema of {0} cannot be used, so its arguments are not checked: {1}",
    call.tool,
    problem.unusable,
  );
  return [{ ...place, severity: "warning", ...said }];
}

/** In characters. */
const patternShown = 100;

/** Where a reference or a variable stands: a reference that is all of its string may turn out to be of any type. */
function unknownValues(args: JsonObject): UnknownValue[] {
  const unknowns: UnknownValue[] = [];
  mapStrings(args, (text, at) => {
    if (!text.includes("${")) return text;
    const placeholders = placeholdersIn(text);
    const [first] = placeholders;
    if (first === undefined) return text;
    const isWhole = first.kind === "placeholder" && first.length === text.length && !isVariable(first.content);
    unknowns.push({ path: [...at], isText: !isWhole });
    return text;
  });
  return unknowns;
}
