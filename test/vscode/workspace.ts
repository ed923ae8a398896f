import * as assert from "node:assert";
import * as vscode from "vscode";

/** A file of the workspace that the tests run in. */
export function workspaceFile(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "no folder is open");
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Writes a file of the workspace. */
export async function writeWorkspaceFile(path: string, text: string): Promise<vscode.Uri> {
  const uri = workspaceFile(path);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** What this extension has to say about a file, a line for each problem. */
export function problemsOf(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === "Parallel Tools")
    .map(({ range, message }) => `${String(range.start.line + 1)}:${String(range.start.character + 1)} ${message}`);
}

/** Resolves when the problems of a file satisfy a condition; the test's own time limit ends the wait. */
export function problemsThat(uri: vscode.Uri, satisfy: (problems: string[]) => boolean): Promise<string[]> {
  return new Promise((resolve) => {
    const look = (): void => {
      const problems = problemsOf(uri);
      if (!satisfy(problems)) return;
      subscription.dispose();
      resolve(problems);
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}
