import * as vscode from "vscode";
import { callInsertion } from "../../editing/callInsertion";
import { callSnippet } from "../../editing/callSnippet";
import { shorten } from "../../../core/model/text/excerpt";
import type { Tool } from "../../../core/model/tool";
import { visible, visibleName } from "../../../core/model/text/visible";
import type { ToolsView } from "./toolsView";
import { requireTrust } from "../../window/trust";
import { showError, showWhile } from "../../window/messages";
import { chooseOne } from "../../window/questions";
import { isManifestFile } from "../../window/workspace";

/** Puts a call to this tool, with a skeleton of its arguments, into the manifest that is open, or into a new one. */
export async function insertCall(tool: Tool): Promise<void> {
  const editor = await manifestEditor();
  const { document, selection } = editor;
  const text = document.getText();
  const call = callSnippet(`${tool.source}/${tool.name}`, tool.inputSchema);
  const insertion = callInsertion(text, document.offsetAt(selection.active), call);
  if (insertion === undefined) {
    void showError(vscode.l10n.t('This file has no place for calls. Its JSON needs an object with an array "calls".'));
    return;
  }
  const { offset, length, snippet } = insertion;
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  await editor.insertSnippet(new vscode.SnippetString(snippet), range);
  editor.revealRange(
    new vscode.Range(editor.selection.start, editor.selection.end),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}

/** Lets a tool be chosen among all that are known, starting sources on the way, and inserts a call to it. */
export async function insertToolCall(view: ToolsView): Promise<void> {
  await view.ready();
  for (;;) {
    const chosen = await pickTool(view);
    if (chosen === undefined) return;
    if (chosen.tool !== undefined) {
      await insertCall(chosen.tool);
      return;
    }
    if (chosen.start === undefined || !(await requireTrust())) return;
    const { start } = chosen;
    await showWhile(vscode.l10n.t("Starting {0}", visibleName(start)), () => view.sources.start(start));
    const state = view.sources.get(start)?.state;
    if (state?.kind === "failed") void showError(vscode.l10n.t("{0}: {1}", visibleName(start), visible(state.reason)));
  }
}

interface ToolItem extends vscode.QuickPickItem {
  readonly tool?: Tool;
  /** The source to start, for one whose tools are not known yet. */
  readonly start?: string;
}

function pickTool(view: ToolsView): Promise<ToolItem | undefined> {
  const items = view.sources.list().flatMap(({ name, origin, state }): ToolItem[] => {
    const separator = { label: visible(`${name} · ${origin}`), kind: vscode.QuickPickItemKind.Separator };
    if (state.kind !== "running") {
      const label = `$(play) ${vscode.l10n.t("Start {0} to see its tools", visibleName(name))}`;
      return [separator, { label, start: name, ...(state.kind === "failed" && { detail: visible(state.reason) }) }];
    }
    return [
      separator,
      ...state.tools.map((tool) => ({
        label: visibleName(tool.name),
        description: visibleName(name),
        detail: oneLine(tool.description ?? ""),
        tool,
      })),
    ];
  });
  return chooseOne(items, {
    title: vscode.l10n.t("Insert Tool Call"),
    placeHolder: vscode.l10n.t("Search tools by name, source or description"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

function oneLine(text: string): string {
  return visible(shorten(text.replaceAll(/\s+/g, " "), 200));
}

async function manifestEditor(): Promise<vscode.TextEditor> {
  const active = vscode.window.activeTextEditor;
  const isManifest = ({ document }: vscode.TextEditor): boolean => isManifestFile(document.uri);
  const isNew = ({ document }: vscode.TextEditor): boolean =>
    document.isUntitled && (document.languageId === "jsonc" || document.languageId === "json");
  const open =
    active !== undefined && (isManifest(active) || isNew(active))
      ? active
      : vscode.window.visibleTextEditors.find((editor) => isManifest(editor) || isNew(editor));
  if (open !== undefined)
    return vscode.window.showTextDocument(open.document, { viewColumn: open.viewColumn ?? vscode.ViewColumn.Active });
  const document = await vscode.workspace.openTextDocument({ language: "jsonc", content: "" });
  return vscode.window.showTextDocument(document);
}
