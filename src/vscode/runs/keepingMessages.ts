import * as vscode from "vscode";
import { messageOf } from "../../core/model/failure";
import type { UnreadableRun } from "../../node/runs/journal/journal";
import { showWarning } from "../window/messages";

/** Says that a run goes on of which nothing can be written. */
export function sayNotKept(error: unknown): void {
  void showWarning(
    vscode.l10n.t(
      "A run goes on without being written to disk: a crash would lose what happens in it, until it can be written. {0}",
      messageOf(error),
    ),
  );
}

/** Says that calls of a run wait for the disk. */
export function sayHoldingBack(error: unknown): void {
  void showWarning(
    vscode.l10n.t(
      "A run waits for the disk: calls that may change something are sent once they can be written. Make room, or cancel the run. {0}",
      messageOf(error),
    ),
  );
}

/** Says once in this window of each run that it cannot be read, and where it is. */
export class UnreadableRuns {
  private readonly told = new Set<string>();

  sayOnce(run: UnreadableRun | undefined): void {
    if (run === undefined || this.told.has(run.id)) return;
    this.told.add(run.id);
    void this.offerPath(run);
  }

  /** With a button, VS Code shows all of the message, and with that the folder. */
  private async offerPath({ isNewer, folder }: UnreadableRun): Promise<void> {
    const copyPath = vscode.l10n.t("Copy Path");
    const message = isNewer
      ? vscode.l10n.t("A kept run cannot be read, since a later version of this extension wrote it: {0}", folder)
      : vscode.l10n.t(
          "A kept run cannot be shown: both copies of what says which calls it has are damaged. What is left of it, with what its calls returned, is in {0}",
          folder,
        );
    if ((await showWarning(message, copyPath)) === copyPath) await vscode.env.clipboard.writeText(folder);
  }
}
