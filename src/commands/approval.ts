import * as vscode from "vscode";
import type { Plan, PlannedCall } from "../model/plan";
import type { ApprovalMode } from "../runs/settings.vscode";

/** Who wants the calls to run: the author of a manifest file, or somebody whose calls were pasted or selected. */
export type Origin = "ownManifest" | "pasted";

/** The calls that need a yes: none of one's own manifest, else by the setting `parallelTools.approval`. */
export function callsToApprove(plan: Plan, origin: Origin, mode: ApprovalMode): readonly PlannedCall[] {
  if (origin === "ownManifest" && mode !== "always") return [];
  switch (mode) {
    case "always":
      return plan.calls;
    case "writes":
      return plan.calls.filter((call) => call.safety !== "readOnly");
    case "never":
      return [];
  }
}

/**
 * Shows these calls in one list, read-only ones ticked, and gives the indexes of those that were ticked at the end;
 * `undefined` when the list was dismissed: then nothing is to run.
 */
export async function askApproval(calls: readonly PlannedCall[]): Promise<ReadonlySet<number> | undefined> {
  const items = calls.map((call) => ({
    index: call.index,
    label: `${icon(call)} ${call.tool}`,
    description: effect(call),
    detail: JSON.stringify(call.arguments),
    picked: call.safety === "readOnly",
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDetail: true,
    title: vscode.l10n.t("Approve Tool Calls"),
    placeHolder: vscode.l10n.t("Tick the calls that may run. These calls were not written in a manifest of yours."),
  });
  return picked && new Set(picked.map((item) => item.index));
}

function icon(call: PlannedCall): string {
  if (call.safety === "readOnly") return "$(eye)";
  return call.destructive ? "$(warning)" : "$(edit)";
}

function effect(call: PlannedCall): string {
  if (call.safety === "readOnly") return vscode.l10n.t("read-only");
  return call.destructive ? vscode.l10n.t("may change or destroy something") : vscode.l10n.t("may change something");
}
