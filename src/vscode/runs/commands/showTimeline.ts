import * as vscode from "vscode";
import type { Services } from "./services";
import { showInformation } from "../../window/messages";

/** Shows the timeline of the newest run. */
export async function showTimeline(services: Services): Promise<void> {
  const session = await services.viewed.latest();
  if (session === undefined) {
    void showInformation(
      vscode.l10n.t("Nothing has been run here yet. Open a file with tool calls and choose Run Tools in Parallel."),
    );
    return;
  }
  services.timeline.show(session);
}
