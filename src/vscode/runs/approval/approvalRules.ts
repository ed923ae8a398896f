import { ownMember } from "../../../core/model/data/ownMember";
import type { Manifest } from "../../../core/model/manifest";
import type { Plan, PlannedCall } from "../../../core/model/plan";
import { reasonsToAsk, type ApprovalMode } from "../../../core/plan/approval/approval";

/** The calls that need a yes before they run. */
export function callsToApprove(
  { calls }: Pick<Plan, "calls">,
  mode: ApprovalMode,
  isAllowed: (call: PlannedCall) => boolean,
): readonly PlannedCall[] {
  return calls.filter((call) => reasonsToAsk(call, mode, isAllowed(call)).length > 0);
}

/** Whether a call is ticked before anybody has: it only reads, with nothing else to be seen, or its tool was allowed. */
export function isTickedBeforehand({ safety, concerns = [] }: PlannedCall, isAllowed: boolean): boolean {
  return isAllowed || (safety === "readOnly" && concerns.length === 0);
}

/** The command line that a call gives to a shell; `undefined` for all that use none. */
export function shellCommand(
  call: Pick<PlannedCall, "toolName" | "usesShell">,
  manifest: Pick<Manifest, "tools">,
): string | undefined {
  if (call.usesShell !== true) return undefined;
  const definition = ownMember(manifest.tools, call.toolName);
  if (definition === undefined || !("process" in definition)) return undefined;
  return [definition.process.command, ...(definition.process.args ?? [])].join(" ");
}
