import { homedir } from "node:os";
import * as vscode from "vscode";
import { messageOf } from "../../../core/model/failure";
import { visible, visibleName } from "../../../core/model/text/visible";
import { importServers } from "../../../node/runs/environment/serverImport";
import { readMcpJson } from "../../../node/tools/mcp/configuration/mcpJson";
import type { DefinedServer } from "../../../node/tools/mcp/mcpHost";
import type { WindowMcpHost } from "../../tools/servers/windowMcpHost";
import { otherConfigurations } from "../../../node/tools/mcp/configuration/otherConfigurations";
import { definitionLines } from "../../../node/tools/mcp/people/serverConsent";
import { commandIds } from "../../window/commandIds";
import { showError, showInformation } from "../../window/messages";
import { chooseSeveral } from "../../window/questions";
import { firstFolder } from "../../window/workspace";

/** The commands that are about MCP servers: taking those of other programs over, signing out, asking again. */
export function registerServerCommands(mcp: WindowMcpHost): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commandIds.importServers, importFromOthers),
    vscode.commands.registerCommand(commandIds.signOut, () => signOut(mcp)),
    vscode.commands.registerCommand(commandIds.forgetAllowedServers, () => forgetAllowedServers(mcp)),
  );
}

interface ServerItem extends vscode.QuickPickItem {
  readonly server?: DefinedServer;
}

/** Offers the servers that Claude Desktop and Cursor know; those that are ticked go to the workspace's `mcp.json`. */
async function importFromOthers(): Promise<void> {
  const folder = firstFolder();
  if (folder === undefined) {
    void showError(vscode.l10n.t("Open a folder first: servers are imported to its .vscode/mcp.json."));
    return;
  }
  const items = await offeredServers(folder);
  if (items.length === 0) {
    void showInformation(vscode.l10n.t("Neither Claude Desktop nor Cursor has servers here that could be imported."));
    return;
  }
  const picked = await chooseSeveral(items, {
    ignoreFocusOut: true,
    matchOnDetail: true,
    title: vscode.l10n.t("Import MCP Servers"),
    placeHolder: vscode.l10n.t("Servers to add to this workspace's .vscode/mcp.json"),
  });
  const servers = picked?.flatMap(({ server }) => server ?? []) ?? [];
  if (servers.length > 0) await addToWorkspace(folder, servers);
}

async function offeredServers(folder: vscode.WorkspaceFolder): Promise<ServerItem[]> {
  const machine = { platform: process.platform, home: homedir(), env: process.env };
  const items: ServerItem[] = [];
  for (const { program, path } of otherConfigurations(machine, folder.uri.fsPath)) {
    const text = await readText(vscode.Uri.file(path));
    const servers = Object.entries(readMcpJson(text ?? "{}").servers);
    if (servers.length === 0) continue;
    items.push({ label: program, kind: vscode.QuickPickItemKind.Separator });
    for (const [name, definition] of servers) {
      const detail = definitionLines(definition)
        .map((line) => line.text)
        .join(" · ");
      items.push({ label: visibleName(name), description: visible(path), detail, server: { name, definition } });
    }
  }
  return items;
}

async function addToWorkspace(folder: vscode.WorkspaceFolder, servers: readonly DefinedServer[]): Promise<void> {
  const file = vscode.Uri.joinPath(folder.uri, ".vscode", "mcp.json");
  try {
    const { text, names, secrets } = importServers((await readText(file)) ?? "", servers);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(file);
    void showInformation(
      secrets === 0
        ? vscode.l10n.t("Imported: {0}.", names.map(visibleName).join(", "))
        : vscode.l10n.t(
            "Imported: {0}. Their secrets ({1}) are asked for when needed.",
            names.map(visibleName).join(", "),
            secrets,
          ),
    );
  } catch (error) {
    void showError(vscode.l10n.t("{0} could not be written: {1}", file.fsPath, messageOf(error)));
  }
}

/** Forgets what is kept of signing in to the servers that are chosen. */
async function signOut({ credentials }: WindowMcpHost): Promise<void> {
  if (credentials.servers.length === 0) {
    void showInformation(vscode.l10n.t("You are not signed in to any MCP server."));
    return;
  }
  const items = credentials.servers.map((url) => ({ url, label: visible(url) }));
  const chosen = await chooseSeveral(items, {
    title: vscode.l10n.t("Sign Out of MCP Servers"),
  });
  for (const { url } of chosen ?? []) await credentials.delete(url);
}

async function forgetAllowedServers(mcp: WindowMcpHost): Promise<void> {
  const count = await mcp.forgetAllowedServers();
  void showInformation(
    count === 0
      ? vscode.l10n.t("No MCP server was allowed in this workspace.")
      : vscode.l10n.t("Forgot {0} allowed servers. You are asked again before they are started.", count),
  );
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Most people have none.
    return undefined;
  }
}
