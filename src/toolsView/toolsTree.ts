import * as vscode from "vscode";
import type { Tool } from "../model/tool";
import type { ShownSource, ShownSources } from "./shownSources";
import { toolTooltip } from "./toolTooltip";

export interface SourceNode {
  readonly kind: "source";
  readonly name: string;
}

export interface ToolNode {
  readonly kind: "tool";
  readonly tool: Tool;
  readonly definition: string;
}

export type ToolsNode = SourceNode | ToolNode;

/** Whether what a menu passed is a source of the tree. */
export function isSourceNode(value: unknown): value is SourceNode {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "source";
}

/** Whether what a menu passed is a tool of the tree. */
export function isToolNode(value: unknown): value is ToolNode {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "tool";
}

/** Sources and, where these are known, their tools. */
export class ToolsTree implements vscode.TreeDataProvider<ToolsNode> {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    private readonly sources: Pick<ShownSources, "list" | "get">,
    private readonly isAllowed: (tool: string, definition: string) => boolean,
  ) {}

  changed(): void {
    this.changes.fire(undefined);
  }

  getChildren(node?: ToolsNode): ToolsNode[] {
    if (node === undefined) return this.sources.list().map(({ name }) => ({ kind: "source", name }));
    if (node.kind === "tool") return [];
    const source = this.sources.get(node.name);
    if (source?.state.kind !== "running") return [];
    return source.state.tools.map((tool) => ({ kind: "tool", tool, definition: source.definition }));
  }

  getTreeItem(node: ToolsNode): vscode.TreeItem {
    if (node.kind === "tool") return this.toolItem(node);
    const source = this.sources.get(node.name);
    return source === undefined ? new vscode.TreeItem(node.name) : sourceItem(source);
  }

  private toolItem({ tool, definition }: ToolNode): vscode.TreeItem {
    const item = new vscode.TreeItem(tool.name);
    const isAllowed = this.isAllowed(`${tool.source}/${tool.name}`, definition);
    item.id = `${tool.source}/${tool.name}`;
    item.description = (tool.description ?? tool.title ?? "").split("\n", 1)[0] ?? "";
    item.iconPath = new vscode.ThemeIcon(toolIcon(tool));
    // Neither trusted nor with HTML: a tool's words are somebody else's.
    item.tooltip = new vscode.MarkdownString(toolTooltip(tool));
    item.contextValue = isAllowed ? "tool.allowed" : "tool";
    item.accessibilityInformation = { label: `${tool.name}, ${effectOf(tool)}` };
    return item;
  }
}

function sourceItem(source: ShownSource): vscode.TreeItem {
  const { name, origin, state, isInside } = source;
  const item = new vscode.TreeItem(name);
  item.id = source.definition + origin;
  const words = stateWords(source);
  item.description = words === "" ? origin : `${words} · ${origin}`;
  item.iconPath = stateIcon(source);
  item.contextValue = isInside ? "source.inside" : `source.${state.kind}`;
  item.collapsibleState =
    state.kind === "running" ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  item.accessibilityInformation = { label: `${name}, ${words}, ${origin}` };
  item.tooltip = state.kind === "failed" ? `${name}: ${state.reason}` : `${name}: ${words} (${origin})`;
  return item;
}

function stateWords({ state }: ShownSource): string {
  switch (state.kind) {
    case "notStarted":
      return vscode.l10n.t("not started");
    case "starting":
      return vscode.l10n.t("starting…");
    case "running":
      return state.tools.length === 1 ? vscode.l10n.t("1 tool") : vscode.l10n.t("{0} tools", state.tools.length);
    case "failed":
      return vscode.l10n.t("failed: {0}", state.reason.split("\n", 1)[0] ?? "");
  }
}

function stateIcon({ state, isInside }: ShownSource): vscode.ThemeIcon {
  if (isInside) return new vscode.ThemeIcon("package");
  switch (state.kind) {
    case "notStarted":
      return new vscode.ThemeIcon("circle-outline");
    case "starting":
      return new vscode.ThemeIcon("loading~spin");
    case "running":
      return new vscode.ThemeIcon("circle-filled", new vscode.ThemeColor("testing.iconPassed"));
    case "failed":
      return new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"));
  }
}

function toolIcon({ annotations }: Tool): string {
  if (annotations?.readOnlyHint === true) return "eye";
  return annotations?.destructiveHint === false ? "edit" : "warning";
}

function effectOf({ annotations }: Tool): string {
  if (annotations?.readOnlyHint === true) return vscode.l10n.t("read-only");
  return annotations?.destructiveHint === false
    ? vscode.l10n.t("may change something")
    : vscode.l10n.t("may change or destroy something");
}
