import { dirname } from "node:path";
import * as vscode from "vscode";
import type { Places } from "../../core/model/places";

/** The folder that stands for the workspace where nothing says which of its folders is meant. */
export function firstFolder(): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.workspaceFolders?.[0];
}

/** The folder that a document is in, or else the first. */
export function folderOf(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(uri) ?? firstFolder();
}

/** Where the calls of a document run: in the folder that it is in, the first, or else the one that the file lies in. */
export function placesOf(uri: vscode.Uri): Places {
  const file = pathOf(uri);
  const folder = folderOf(uri);
  const workspaceFolder = (folder && pathOf(folder.uri)) ?? (file === undefined ? undefined : dirname(file));
  return {
    workspaceFolders: (vscode.workspace.workspaceFolders ?? []).flatMap((each) => {
      const path = pathOf(each.uri);
      return path === undefined ? [] : [{ name: each.name, path }];
    }),
    ...(workspaceFolder !== undefined && { workspaceFolder }),
    ...(file !== undefined && { file }),
  };
}

function pathOf({ scheme, fsPath }: vscode.Uri): string | undefined {
  return scheme === "file" ? fsPath : undefined;
}

/** Whether this is a file of tool calls by its name. */
export function isManifestFile({ path }: vscode.Uri): boolean {
  return manifestName.test(path);
}

const manifestName = /\.toolcalls\.jsonc?$/;
