import * as vscode from "vscode";
import type { Concern, PlannedCall } from "../../core/model/plan";

/** What a call may do, in words. */
export function effectWords({ safety, destructive }: Pick<PlannedCall, "safety" | "destructive">): string {
  if (safety === "readOnly") return vscode.l10n.t("read-only");
  return destructive ? vscode.l10n.t("may destroy something") : vscode.l10n.t("may change something");
}

/** What else of a call has to be seen before it runs, in words. */
export function concernWords(concerns: readonly Concern[] = []): readonly string[] {
  return concerns.map((concern) => {
    switch (concern.kind) {
      case "reachesOut":
        return vscode.l10n.t("reaches out of this machine");
      case "variables":
        return vscode.l10n.t("fills in {0}", concern.written.join(", "));
      case "outside":
        return vscode.l10n.t("outside the workspace: {0}", concern.written.join(", "));
      case "foreignTool":
        return vscode.l10n.t("its tool is defined by this text");
    }
  });
}
