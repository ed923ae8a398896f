import * as vscode from "vscode";
import { callInsertion } from "../editor/callInsertion";
import { callSnippet } from "../editor/callSnippet";
import type { Tool } from "../model/tool";
import type { ToolsView } from "../toolsView/toolsView";
import { requireTrust } from "./trust";

const manifestName = /\.toolcalls\.jsonc?$/;

/** Puts a call to this tool, with a skeleton of its arguments, into the manifest that is open, or into a new one. */
export async function insertCall(tool: Tool): Promise<void> {
  const editor = await manifestEditor();
  const { document, selection } = editor;
  const text = document.getText();
  const call = callSnippet(`${tool.source}/${tool.name}`, tool.inputSchema);
  const insertion = callInsertion(text, document.offsetAt(selection.active), call);
  if (insertion === undefined) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('This file has no place for calls. Its JSON needs an object with an array "calls".'),
    );
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
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Starting {0}", start) },
      () => view.sources.start(start),
    );
    const state = view.sources.get(start)?.state;
    if (state?.kind === "failed") void vscode.window.showErrorMessage(vscode.l10n.t("{0}: {1}", start, state.reason));
  }
}

interface ToolItem extends vscode.QuickPickItem {
  readonly tool?: Tool;
  /** The source to start, for one whose tools are not known yet. */
  readonly start?: string;
}

function pickTool(view: ToolsView): Thenable<ToolItem | undefined> {
  const items = view.sources.list().flatMap(({ name, origin, state }): ToolItem[] => {
    const separator = { label: `${name} · ${origin}`, kind: vscode.QuickPickItemKind.Separator };
    if (state.kind !== "running") {
      const label = `$(play) ${vscode.l10n.t("Start {0} to see its tools", name)}`;
      return [separator, { label, start: name, ...(state.kind === "failed" && { detail: state.reason }) }];
    }
    return [
      separator,
      ...state.tools.map((tool) => ({
        label: tool.name,
        description: name,
        detail: oneLine(tool.description ?? ""),
        tool,
      })),
    ];
  });
  return vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Insert Tool Call"),
    placeHolder: vscode.l10n.t("Search tools by name, source or description"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 200);
}

async function manifestEditor(): Promise<vscode.TextEditor> {
  const active = vscode.window.activeTextEditor;
  const isManifest = ({ document }: vscode.TextEditor): boolean => manifestName.test(document.uri.path);
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
