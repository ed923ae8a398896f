import * as vscode from "vscode";

/** Answers modal questions with their first button: VS Code refuses to show any in tests. Undone by what it returns. */
export function allowWhatIsAsked(): () => void {
  const { window } = vscode;
  const shown = window.showWarningMessage.bind(window) as (...words: unknown[]) => Thenable<unknown>;
  const answer = (message: string, options: unknown, ...buttons: unknown[]): Thenable<unknown> => {
    const isModal = typeof options === "object" && options !== null && "modal" in options && options.modal === true;
    return isModal ? Promise.resolve(buttons[0]) : shown(message, options, ...buttons);
  };
  Object.assign(window, { showWarningMessage: answer });
  return () => Object.assign(window, { showWarningMessage: shown });
}
