import * as vscode from "vscode";
import { messageOf } from "../../core/model/failure";
import type { JsonObject } from "../../core/model/data/json";
import type { Manifest } from "../../core/model/manifest";
import { visible } from "../../core/model/text/visible";
import { showError } from "../window/messages";
import type { RunSession } from "../../node/runs/session";
import { manifestText } from "../../node/tasks/calls/manifestText";
import { firstFolder } from "../window/workspace";

/**
 * Saves a run's calls, without secrets, as a manifest where the user wants it, and opens it. `edited` are the arguments of
 * calls that were changed and have not run. What cannot be written is told in a message.
 */
export async function saveRun(session: RunSession, edited: Readonly<Record<number, JsonObject>> = {}): Promise<void> {
  const folder = firstFolder()?.uri;
  const name = `${nameOf(session.title)}.toolcalls.json`;
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save Run as Manifest"),
    // VS Code looks at the last ending alone, and would add a longer one to a name that has it.
    filters: { [vscode.l10n.t("Tool Calls")]: ["json"] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (uri === undefined) return;
  const calls = session.plan.calls.map((call) => ({ ...call, arguments: edited[call.index] ?? call.arguments }));
  const text = manifestText(baseOf(session.shown.manifest), { ...session.plan, calls }, session.state);
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  } catch (thrown) {
    void showError(vscode.l10n.t("The run could not be saved: {0}", visible(messageOf(thrown))));
    return;
  }
  await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
}

function nameOf(title: string): string {
  const name = title
    .replace(/\.toolcalls\.jsonc?$/, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
  return name.slice(0, 50).replace(/-+$/, "") || "run";
}

/** What a manifest says beside its calls; what it says nothing of is left out. */
function baseOf({ calls: _calls, origin: _origin, ...rest }: Manifest): JsonObject {
  const said = Object.entries(rest).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(said) as unknown as JsonObject;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}
