import * as vscode from "vscode";
import type { Services } from "./services";

/** Shows the timeline of the newest run. */
export function showTimeline(services: Services): void {
  const session = services.runs.latest;
  if (session === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        "Nothing has been run in this window yet. Open a file with tool calls and choose Run Tools in Parallel.",
      ),
    );
    return;
  }
  services.timeline.show(session);
}
