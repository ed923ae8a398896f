import * as vscode from "vscode";
import { shortCallName } from "../../../core/model/callName";
import { unapprovedCalls, withItsReason } from "../../../node/runs/retry";
import type { RunSession } from "../../../node/runs/session";
import { visible, visibleName } from "../../../core/model/text/visible";
import { confirmEdited, confirmUnapproved } from "../approval/confirmUnapproved";
import { saysElsewhere } from "../elsewhere";
import { confirmRepeat, followRetry } from "../followRound";
import type { Services } from "./services";
import { requireTrust } from "../../window/trust";
import { showError, showInformation } from "../../window/messages";
import { inWindowLanguage } from "../../words/said";
import { chooseOne } from "../../window/questions";

/** Lets the arguments of a call that did not succeed be edited, and runs it again with them in the newest run. */
export async function editAndRetry(services: Services): Promise<void> {
  const session = await services.runs.latest();
  if (session === undefined && (await saysElsewhere(services))) return;
  const calls = session === undefined || session.running ? [] : unsuccessfulCalls(session);
  if (session === undefined || calls.length === 0) {
    void showInformation(
      vscode.l10n.t("The last run has no call that has ended other than well, so there is nothing to edit and retry."),
    );
    return;
  }
  const [only] = calls;
  const chosen =
    calls.length === 1
      ? only
      : await chooseOne(calls, { placeHolder: vscode.l10n.t("Edit the arguments of which call?") });
  if (chosen !== undefined) await editAndRetryCall(services, session, chosen.call);
}

/**
 * Opens the arguments of a call in an editor and, once they are saved, runs it again with them: ordered behind the calls
 * whose results or resources they name. What cannot run is said, and can be edited again.
 */
export async function editAndRetryCall(
  services: Pick<Services, "timeline" | "approval">,
  session: RunSession,
  call: number,
): Promise<void> {
  const planned = session.plan.calls[call];
  if (planned === undefined || !(await requireTrust())) return;
  let args = session.state.calls[call]?.editedArguments ?? planned.arguments;
  for (;;) {
    const edited = await services.approval.argumentsEditor.edit(planned.toolName, args, {
      hint: vscode.l10n.t(
        "Save, then close the editor to run the call with these arguments. Close it unsaved to leave it.",
      ),
    });
    if (edited === undefined || !(await session.provideInputs())) return;
    const again = withItsReason(session.state, call);
    // Who edits a call has looked at it.
    const unapproved = unapprovedCalls(session.plan, session.state, again).filter((each) => each !== call);
    if (!(await confirmUnapproved(session, unapproved)) || !(await confirmRepeat(session, again))) return;
    const retry = await session.edits.retry(call, edited, confirmEdited);
    if ("refused" in retry) return;
    if ("round" in retry) {
      session.approve(unapproved, "allow");
      await followRetry(services, session, retry.round);
      return;
    }
    args = edited;
    const editAgain = vscode.l10n.t("Edit Again");
    const answer = await showError(
      vscode.l10n.t("The call cannot run with these arguments."),
      { modal: true, detail: retry.problems.join("\n") },
      editAgain,
    );
    if (answer !== editAgain) return;
  }
}

interface CallItem extends vscode.QuickPickItem {
  readonly call: number;
}

function unsuccessfulCalls({ plan, state }: RunSession): CallItem[] {
  return state.calls.flatMap(({ index, ending }) => {
    const planned = plan.calls[index];
    if (planned === undefined || ending === undefined || ending.outcome === "succeeded") return [];
    return [
      {
        call: index,
        label: visibleName(shortCallName(planned)),
        description: visibleName(planned.tool),
        detail: visible(inWindowLanguage(ending.error)),
      },
    ];
  });
}
