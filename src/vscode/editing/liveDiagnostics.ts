import * as vscode from "vscode";
import type { Problem } from "../../core/model/manifest";
import type { ProblemReporter } from "./problemReporter";
import { isManifestFile } from "../window/workspace";

/** A pause in typing this long, in milliseconds, before a manifest is checked. */
const pauseMs = 300;

/**
 * Checks manifests while they are written, as far as that goes without starting a server: form, references, cycles, and
 * calls to built-in tools. Works in untrusted workspaces, too. `check` gives nothing when a newer text is being checked.
 */
export function watchManifests(
  check: (document: vscode.TextDocument) => Promise<readonly Problem[] | undefined>,
  problems: ProblemReporter,
): vscode.Disposable {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function later(document: vscode.TextDocument): void {
    if (!isManifestFile(document.uri)) return;
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => void now(document), pauseMs),
    );
  }

  async function now(document: vscode.TextDocument): Promise<void> {
    timers.delete(document.uri.toString());
    const { version } = document;
    const found = await check(document);
    if (found !== undefined && !document.isClosed && document.version === version) problems.show(document, found);
  }

  for (const document of vscode.workspace.textDocuments) later(document);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(later),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) later(document);
    }),
    // What is wrong with a closed file stays listed, as a run from the explorer may have found it.
    vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => problems.clear(uri))),
    {
      dispose() {
        for (const timer of timers.values()) clearTimeout(timer);
      },
    },
  );
}
