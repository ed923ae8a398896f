import { availableParallelism } from "node:os";
import { positionAt } from "../../core/manifest/text/position";
import { orderCost } from "../../core/model/figures/outlook";
import { stateOrders } from "../../core/model/figures/stateOrder";
import type { Prepared } from "../../node/runs/prepare";
import type { CommandLine } from "../commandLine";
import { exitCodes } from "../exit";
import { keptDurations } from "../keptDurations";
import { orderLines } from "../printing/orderText";
import { writeJson, type Output } from "../printing/output";
import { printError } from "../printing/terminal";
import { planLines, problemLines } from "../printing/text";
import { withoutWording } from "../../core/model/failure";

/** Writes the calls of what was prepared, the edges between them and all problems. */
export async function planCalls(
  { file, format }: CommandLine,
  text: string,
  prepared: Prepared,
  output: Output,
): Promise<number> {
  const { calls, edges } = prepared.plan;
  const cores = availableParallelism();
  const durationOf = (await keptDurations(prepared.places.workspaceFolder)).durations.expected(calls);
  if (format === "json") {
    await writeJson(output, {
      calls: calls.map(({ index, id, tool, arguments: args }) => ({ index, id, tool, arguments: args })),
      edges: edges.map(withoutWording),
      ordered: {
        sources: stateOrders(prepared.plan),
        bounds: orderCost(prepared.plan, cores),
        ...(durationOf && { boundsMs: orderCost(prepared.plan, cores, durationOf) }),
      },
      problems: prepared.problems.map(({ message, range, severity }) => ({
        message,
        ...positionAt(text, range.offset),
        severity,
      })),
    });
  } else {
    await output.writeLines(planLines(prepared.plan, cores, durationOf));
    await output.writeLines([orderLines(prepared.plan, cores, durationOf)]);
    printError(problemLines(file, text, prepared.problems));
  }
  return prepared.problems.some((problem) => problem.severity === "error")
    ? exitCodes.nothingRan
    : exitCodes.allSucceeded;
}
