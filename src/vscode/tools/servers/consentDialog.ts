import * as vscode from "vscode";

import { isUsers } from "../../../core/model/origin";
import { visibleName } from "../../../core/model/text/visible";
import type { ConsentMoment } from "../../../node/tools/mcp/mcpHost";
import {
  definitionLines,
  ServerConsent,
  type ConsentAnswer,
  type Definable,
  type DefinitionLine,
} from "../../../node/tools/mcp/people/serverConsent";
import { showWarning } from "../../window/messages";
import { chooseSeveral } from "../../window/questions";

const allowedKey = "parallelTools.allowedServers";

/** Consent by a dialog in this window, remembered for the workspace until it is forgotten. */
export class DialogConsent {
  private readonly consent: ServerConsent;

  constructor(private readonly workspaceState: vscode.Memento) {
    this.consent = new ServerConsent({
      isKnown: (hash) => this.remembered().includes(hash),
      remember: (hashes) => void workspaceState.update(allowedKey, [...this.remembered(), ...hashes]),
      ask: askConsent,
      now: () => performance.now(),
    });
  }

  allows(server: Definable, moment: ConsentMoment): Promise<boolean> {
    return this.consent.allows(server, moment);
  }

  /** Gives how many definitions were remembered. */
  async forget(): Promise<number> {
    const count = this.remembered().length;
    this.consent.forget();
    await this.workspaceState.update(allowedKey, undefined);
    return count;
  }

  private remembered(): readonly string[] {
    return this.workspaceState.get<readonly string[]>(allowedKey, []);
  }
}

async function askConsent(servers: readonly Definable[]): Promise<ConsentAnswer> {
  const always = vscode.l10n.t("Allow in This Workspace");
  const once = vscode.l10n.t("Allow Once");
  const choose = vscode.l10n.t("Choose…");
  const [first] = servers;
  const title =
    servers.length === 1 && first !== undefined
      ? titleOf(first)
      : servers.some(({ definition }) => "document" in definition)
        ? vscode.l10n.t("Start or fetch {0} tool sources?", servers.length)
        : vscode.l10n.t("Start {0} MCP servers?", servers.length);
  const intro = vscode.l10n.t(
    "It was not allowed here before, or its definition has changed. Once started, a server can do what you can.",
  );
  const detail = [intro, ...servers.map(description)].join("\n\n");
  const buttons = servers.length > 1 ? [always, once, choose] : [always, once];
  const answer = await showWarning(title, { modal: true, detail }, ...buttons);
  if (answer === choose) return { allowed: await chosen(servers), remember: true };
  const allowed = answer === always || answer === once ? servers : [];
  return { allowed: new Set(allowed), remember: answer === always };
}

function titleOf({ name, definition }: Definable): string {
  return "document" in definition
    ? vscode.l10n.t('Fetch the OpenAPI document of "{0}"?', visibleName(name))
    : vscode.l10n.t('Start the MCP server "{0}"?', visibleName(name));
}

async function chosen(servers: readonly Definable[]): Promise<ReadonlySet<Definable>> {
  const items = servers.map((server) => ({
    server,
    label: visibleName(server.name),
    detail: definitionLines(server.definition).map(line).join("; "),
  }));
  const picked = await chooseSeveral(items, {
    ignoreFocusOut: true,
    title: vscode.l10n.t("MCP servers that may be started in this workspace"),
  });
  return new Set(picked?.map(({ server }) => server));
}

/** A server as it would be started, a line for each of its parts. */
function description({ name, definition, origin }: Definable): string {
  const whose = origin === undefined || isUsers(origin) ? [] : [vscode.l10n.t("Defined by text that is not yours")];
  const lines = [...whose, ...definitionLines(definition).map(line)];
  return [visibleName(name), ...lines.map((each) => `    ${each}`)].join("\n");
}

function line({ what, text }: DefinitionLine): string {
  switch (what) {
    case "program":
      return vscode.l10n.t("Program: {0}", text);
    case "arguments":
      return vscode.l10n.t("Arguments: {0}", text);
    case "folder":
      return vscode.l10n.t("Folder: {0}", text);
    case "environment":
      return vscode.l10n.t("Sets the variables: {0}", text);
    case "environmentFile":
      return vscode.l10n.t("Reads variables from: {0}", text);
    case "address":
      return vscode.l10n.t("Connects to: {0}", text);
    case "document":
      return vscode.l10n.t("Fetches: {0}", text);
    case "variables":
      return vscode.l10n.t("Fills in: {0}", text);
    case "headers":
      return vscode.l10n.t("Sends the headers: {0}", text);
    case "client":
      return vscode.l10n.t("Signs in as the client: {0}", text);
  }
}
