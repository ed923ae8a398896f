import * as vscode from "vscode";
import { cancellable } from "./cancellation";
import { lateProgress, type Step } from "./lateProgress";
import { windowRedaction } from "./windowRedaction";

/**
 * The one place that shows messages and dialogs: what an error or a name brings along from outside may hold a secret, so that
 * none is shown before it has passed the window's redactor.
 */
type Show = typeof vscode.window.showInformationMessage;

export const showInformation: Show = gated((...words: Parameters<Show>) =>
  vscode.window.showInformationMessage(...words),
);
export const showWarning: Show = gated((...words: Parameters<Show>) => vscode.window.showWarningMessage(...words));
export const showError: Show = gated((...words: Parameters<Show>) => vscode.window.showErrorMessage(...words));

/** Shows a title with Cancel while work goes on, unless it is soon over. Cancel is told to the work. */
export function showProgress<T>(
  title: string,
  work: (report: (step: Step) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: windowRedaction.text(title),
  };
  return lateProgress(
    (task) => vscode.window.withProgress(options, task),
    (report, signal) => work((step) => report(windowRedaction.value(step)), signal),
  );
}

/** The same for work of which nothing is wanted once it was cancelled, whatever it throws because of that. */
export function showUnlessCancelled<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  return showProgress(title, async (_report, signal) => {
    try {
      return await work(signal);
    } catch (thrown) {
      if (signal.aborted) return undefined;
      throw thrown;
    }
  });
}

/** Shows a title from now until work is over, with Cancel where there is something that it does. */
export function showWhile<T>(title: string, work: () => Promise<T>, onCancel?: () => void): Thenable<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: onCancel !== undefined,
    title: windowRedaction.text(title),
  };
  return vscode.window.withProgress(options, async (_progress, token) =>
    onCancel === undefined ? work() : cancellable(token, onCancel, work),
  );
}

export function showStatus(text: string, hideAfterMs: number): void {
  vscode.window.setStatusBarMessage(windowRedaction.text(text), hideAfterMs);
}

function gated(show: (...words: Parameters<Show>) => Thenable<unknown>): Show {
  const shown = (message: string, ...rest: readonly unknown[]): Thenable<unknown> => {
    const words = [windowRedaction.text(message), ...rest.map(shownWord)];
    return show(...(words as unknown as Parameters<Show>));
  };
  return shown;
}

/** What a dialog says in detail; buttons are compared with what was given, and stay. */
function shownWord(word: unknown): unknown {
  return typeof word === "object" && word !== null && "detail" in word ? windowRedaction.value(word) : word;
}
