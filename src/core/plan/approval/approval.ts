import { isUsers } from "../../model/origin";
import type { Concern, PlannedCall } from "../../model/plan";

/** What the user wants to be asked about: everything, what is not known to be harmless, or nothing. */
export type ApprovalMode = "always" | "writes" | "never";

/** Why a call is asked about before it runs. */
export type AskReason = "always" | "mayDestroy" | "mayChange" | Concern["kind"];

/**
 * Why a call has to be asked about; nothing where it may run unasked. Decided by the user's settings and by who said what:
 * nothing that a text, a model or a server says of itself leads to fewer reasons. `isAllowed` says that the user has allowed
 * its tool: that counts unless the call may destroy something or has something else about it that has to be seen.
 */
export function reasonsToAsk(
  { origin, safety, destructive, concerns = [] }: PlannedCall,
  mode: ApprovalMode,
  isAllowed: boolean,
): readonly AskReason[] {
  if (mode === "never") return [];
  if (mode === "always") return ["always"];
  if (isUsers(origin)) return [];
  const reasons = concerns.map(({ kind }): AskReason => kind);
  if (safety === "readOnly" || (isAllowed && !destructive)) return reasons;
  return [destructive ? "mayDestroy" : "mayChange", ...reasons];
}

/**
 * Why a call whose arguments were edited has to be asked about though it was not before: it now writes, may destroy
 * something, reaches out, leads outside, or fills in what it did not. Nothing for the user's own calls.
 */
export function reasonsByEditing(before: PlannedCall, edited: PlannedCall, mode: ApprovalMode): readonly AskReason[] {
  if (mode === "never") return [];
  const writtenBefore = new Set((before.concerns ?? []).map((concern) => JSON.stringify(concern)));
  const isNew = new Set<AskReason>(
    (edited.concerns ?? []).filter((concern) => !writtenBefore.has(JSON.stringify(concern))).map(({ kind }) => kind),
  );
  const known = new Set(reasonsToAsk(before, "writes", false));
  return reasonsToAsk(edited, "writes", false).filter((reason) => isNew.has(reason) || !known.has(reason));
}
