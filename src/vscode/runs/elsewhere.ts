import * as vscode from "vscode";
import { showInformation } from "../window/messages";
import type { RecordedRun } from "../../node/runs/recordedRun";
import type { Services } from "./commands/services";

/** Says, where the newest run goes on in another window or process, that nothing can be asked of it here; else false. */
export async function saysElsewhere({ viewed }: Pick<Services, "viewed">): Promise<boolean> {
  const newest = await viewed.latest();
  if (newest?.isElsewhere !== true) return false;
  sayGoesOnElsewhere(newest);
  return true;
}

/** The same for a run that is shown. */
export async function sayIfElsewhere({ runs }: Pick<Services, "runs">, shown: RecordedRun): Promise<void> {
  if (await runs.isElsewhere(shown.id)) sayGoesOnElsewhere(shown);
}

function sayGoesOnElsewhere({ title }: RecordedRun): void {
  void showInformation(
    vscode.l10n.t(
      "{0} goes on in another window or process: cancel or retry it there. Once it has ended there, you can go on with it here.",
      title,
    ),
  );
}
