import type { ContentBlock, ToolResult } from "../../../core/model/result";
import type { Ending, UnsuccessfulEnding } from "../../../core/model/run";
import type { CallState } from "../../../core/model/runState";
import { isLostPart } from "../journal/format/parts";
import { worded } from "../../../core/model/text/wording";

/** What is said in the place of a result that is lost, in whole or in part: nothing stands there as if the tool had said it. */
export const resultLost = worded(
  "The call succeeded, but what it returned was kept in a file that is gone or damaged. Run the call again to have it once more.",
);

/** A result of which every part has been read, each once; `undefined` where one of them is lost. */
export function wholeResult(result: ToolResult): ToolResult | undefined {
  const { content, structuredContent } = result;
  if (isLostPart(structuredContent)) return undefined;
  const blocks = content.map(readBlock);
  if (blocks.some(hasLost)) return undefined;
  return { content: blocks, ...(structuredContent !== undefined && { structuredContent }) };
}

/** Whether a call succeeded, and what it returned was kept in a file that is gone or damaged. Reads all of that. */
export function hasLostResult(call: Pick<CallState, "ending"> | undefined): boolean {
  return call?.ending?.outcome === "succeeded" && wholeResult(call.ending.result) === undefined;
}

/** The ending as it is handed on: where its result is lost, as a failure that says so. */
export function endingToHandOn(ending: Ending): Ending {
  if (ending.outcome !== "succeeded") return ending;
  const result = wholeResult(ending.result);
  if (result !== undefined) return { ...ending, result };
  return { outcome: "failed", error: { kind: "interrupted", ...resultLost } };
}

/** How a call whose result is lost has ended for whoever runs it again. */
export const lostEnding: UnsuccessfulEnding = {
  outcome: "cancelled",
  error: { kind: "interrupted", ...resultLost },
};

function readBlock(block: ContentBlock): ContentBlock {
  return block.type === "resource" ? { ...block, resource: { ...block.resource } } : { ...block };
}

function hasLost(block: ContentBlock): boolean {
  return Object.values(block.type === "resource" ? block.resource : block).some(isLostPart);
}
