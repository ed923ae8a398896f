import { dirname } from "node:path";
import * as vscode from "vscode";
import type { InputDefinition } from "../model/manifest";
import type { RunEnvironment } from "./environment";
import { planDefaults } from "./settings.vscode";

/** What a document's run finds around it in this window. A document that is no file sees the first workspace folder. */
export async function environmentOf(
  document: { readonly uri: vscode.Uri },
  log: vscode.LogOutputChannel,
): Promise<RunEnvironment> {
  const { uri } = document;
  const file = uri.scheme === "file" ? uri.fsPath : undefined;
  const folder = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0];
  const folderPath = folder?.uri.scheme === "file" ? folder.uri.fsPath : undefined;
  const workspaceFolder = folderPath ?? (file === undefined ? undefined : dirname(file));
  const mcpJson = folder && (await readText(vscode.Uri.joinPath(folder.uri, ".vscode", "mcp.json")));
  return {
    defaults: planDefaults(uri),
    env: (name) => process.env[name],
    askInput,
    log: (source, line) => {
      log.info(`[${source}] ${line}`);
    },
    ...(workspaceFolder !== undefined && { workspaceFolder }),
    ...(file !== undefined && { file }),
    ...(mcpJson !== undefined && { mcpJson }),
  };
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Most workspaces have none.
    return undefined;
  }
}

async function askInput(input: InputDefinition): Promise<string | undefined> {
  const title = input.description ?? vscode.l10n.t("Value of the input {0}", input.id);
  if (input.type === "pickString") {
    return vscode.window.showQuickPick([...(input.options ?? [])], { title, ignoreFocusOut: true });
  }
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Used as {0}", `\${input:${input.id}}`),
    password: input.password ?? false,
    ignoreFocusOut: true,
    ...(input.default !== undefined && { value: input.default }),
  });
}
