import type { Invoke } from "../../../core/engine/engine";
import { ToolFailure } from "../../../core/model/failure";
import type { JsonObject } from "../../../core/model/data/json";
import type { PlannedCall } from "../../../core/model/plan";
import { CheckAllowance } from "../../../core/plan/schemas/checkAllowance";
import { validateArguments } from "../../../core/plan/schemas/inputSchema";
import type { Catalogue } from "../../tools/catalogue";
import { getOrMake } from "../../../core/model/data/getOrMake";
import { untilStarted } from "../../../core/async/unlessAborted";
import type { JournalWriter } from "../journal/writing/journalWriter";
import type { LargeResults } from "../documents/largeResults";
import { whyNotWhole } from "../restoredRun";
import { Turns } from "../turns";
import { worded } from "../../../core/model/text/wording";

/**
 * Calls tools of the catalogue, once it is on disk that they are called, and with arguments checked once more now that
 * their references are filled in: by the schema, and that no mark stands in them where a secret was.
 */
export function invokeThrough(
  catalogue: Catalogue,
  journal: JournalWriter | undefined,
  mayBeRedacted: (call: number) => boolean,
  results: LargeResults,
): Invoke {
  const schemas = new Map<string, JsonObject | undefined>();
  const allowance = new CheckAllowance();
  const turns = new Turns();
  const lookUps = new Map<string, Promise<void>>();

  const lookUp = async (tool: string): Promise<void> => {
    try {
      schemas.set(tool, await schemaOf(catalogue, tool));
    } finally {
      lookUps.delete(tool);
    }
  };
  /** Shared by all calls of a tool, so that none of them may stop it, and known to the next also where its first was cancelled. */
  const lookedUp = (tool: string): Promise<void> => getOrMake(lookUps, tool, () => lookUp(tool));

  return async (call, args, context) => {
    const position = journal?.appended ?? 0;
    const breath = turns.breath();
    if (breath !== undefined) {
      await untilStarted(breath, context);
      context.signal.throwIfAborted();
    }
    const key = `${call.source}/${call.toolName}`;
    if (!schemas.has(key)) {
      await untilStarted(lookedUp(key), context);
      context.signal.throwIfAborted();
    }
    const schema = schemas.get(key);
    const problem =
      (mayBeRedacted(call.index) ? whyNotWhole(args) : undefined) ??
      (schema && validateArguments(schema, args, allowance));
    if (problem !== undefined) throw new ToolFailure("invalidArguments", problem, { reachedTool: false });
    const written = journal && untilKept(journal, call, position);
    if (written !== undefined) {
      await untilStarted(written, context);
      context.signal.throwIfAborted();
    }
    if (journal?.refusal !== undefined) throw new ToolFailure("cancelled", goneElsewhere, { reachedTool: false });
    return results.awaitResult(catalogue.call(call.source, call.toolName, args, context), call.tool, context);
  };
}

async function schemaOf(catalogue: Catalogue, tool: string): Promise<JsonObject | undefined> {
  const [lookup] = await catalogue.lookUp([{ tool }]);
  if (lookup?.kind === "unavailable") throw new ToolFailure("unavailable", lookup.reason, { reachedTool: false });
  return lookup?.kind === "found" ? lookup.tool.inputSchema : undefined;
}

/**
 * What an attempt waits for, whose time is not spent meanwhile. Where it may change something: that its start is on disk, or
 * that the disk says of all calls that they may be sent, so that a crash leaves it in doubt and it is never sent twice.
 * Otherwise: that the journal is not too far behind.
 */
function untilKept(journal: JournalWriter, { safety }: PlannedCall, position: number): Promise<void> | undefined {
  return safety === "readOnly" ? journal.untilCaughtUp() : journal.untilSendable(position);
}

const goneElsewhere = worded(
  "Another window or process has gone on with this run, so that this one sends no more calls of it.",
);
