import { mayBePositional, nameArguments } from "../manifest/dialects/parts/positional";
import type { Call } from "../model/manifest";
import type { Tool } from "../model/tool";
import type { PlanProblem } from "./problem";

/** The call with arguments that stand under their positions named as its tool's input schema names them. */
export function withNamedArguments(call: Call, tool: Tool | undefined): Call {
  if (tool === undefined || !mayBePositional(call)) return call;
  const named = nameArguments(call.arguments, tool.inputSchema);
  return named === call.arguments ? call : { ...call, arguments: named };
}

/** The problem at the place where the argument stands in the text: under its position, where it got its name here. */
export function atWrittenPlace(problem: PlanProblem, written: Call | undefined, named: Call | undefined): PlanProblem {
  const { at } = problem;
  if (written === undefined || named === undefined || written === named || at?.part !== "arguments") return problem;
  const [name, ...rest] = at.path ?? [];
  const place = Object.keys(named.arguments).indexOf(String(name));
  const position = Object.keys(written.arguments)[place];
  return position === undefined ? problem : { ...problem, at: { part: "arguments", path: [position, ...rest] } };
}
