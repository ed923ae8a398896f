import * as vscode from "vscode";

/** The folder that stands for the workspace where nothing says which of its folders is meant. */
export function firstFolder(): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.workspaceFolders?.[0];
}

/** The folder that a document is in, or else the first. */
export function folderOf(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(uri) ?? firstFolder();
}

/** Whether this is a file of tool calls by its name. */
export function isManifestFile({ path }: vscode.Uri): boolean {
  return manifestName.test(path);
}

const manifestName = /\.toolcalls\.jsonc?$/;
