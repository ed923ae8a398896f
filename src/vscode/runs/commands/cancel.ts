import * as vscode from "vscode";
import { saysElsewhere } from "../elsewhere";
import type { Services } from "./services";
import { showInformation } from "../../window/messages";

/** Cancels every run that goes on; what has finished is kept. */
export async function cancel(services: Services): Promise<void> {
  const running = services.runs.running();
  for (const session of running) session.cancel();
  if (running.length > 0 || (await saysElsewhere(services))) return;
  void showInformation(vscode.l10n.t("No run is going on."));
}
