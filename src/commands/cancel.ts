import * as vscode from "vscode";
import type { Services } from "./services";

/** Cancels every run that goes on; what has finished is kept. */
export function cancel(services: Services): void {
  const running = services.runs.running();
  for (const session of running) session.cancel();
  if (running.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t("No run is going on."));
}
