import * as vscode from "vscode";
import type { Manifest } from "../../../core/model/manifest";
import type { Shown } from "../../../core/model/text/shown";
import type { Tool } from "../../../core/model/tool";
import { visible, visibleLines, visibleName } from "../../../core/model/text/visible";
import { digestOf } from "../../../node/runs/redaction/digest";
import type { ShownSource, ShownSources } from "./shownSources";
import { toolTooltip } from "./toolTooltip";

export interface SourceNode {
  readonly kind: "source";
  readonly name: string;
}

export interface ToolNode {
  readonly kind: "tool";
  readonly tool: Shown<Tool>;
  readonly definition: string;
}

/** What the user has said of the state of sources whose calls stand in no manifest. */
export interface StateNode {
  readonly kind: "state";
  /** One of the entries, or all of them. */
  readonly pattern?: string;
}

export type ToolsNode = SourceNode | ToolNode | StateNode;

/** Whether what a menu passed is a source of the tree. */
export function isSourceNode(value: unknown): value is SourceNode {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "source";
}

/** Whether what a menu passed is a tool of the tree. */
export function isToolNode(value: unknown): value is ToolNode {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "tool";
}

/** The pattern of an entry that what a menu passed stands for; undefined for anything else. */
export function patternOfNode(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value) || value.kind !== "state") return undefined;
  return "pattern" in value && typeof value.pattern === "string" ? value.pattern : undefined;
}

/** Sources and, where these are known, their tools. */
export class ToolsTree implements vscode.TreeDataProvider<ToolsNode> {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    private readonly sources: Pick<ShownSources, "list" | "get">,
    private readonly isAllowed: (tool: string, definition: string) => boolean,
    private readonly keptState: () => NonNullable<Manifest["state"]>,
  ) {}

  changed(): void {
    this.changes.fire(undefined);
  }

  getChildren(node?: ToolsNode): ToolsNode[] {
    const patterns = Object.keys(this.keptState());
    if (node === undefined) {
      const sources = this.sources.list().map(({ name }): SourceNode => ({ kind: "source", name }));
      return patterns.length === 0 ? sources : [...sources, { kind: "state" }];
    }
    if (node.kind === "state") {
      return node.pattern === undefined ? patterns.map((pattern) => ({ kind: "state", pattern })) : [];
    }
    if (node.kind === "tool") return [];
    const source = this.sources.get(node.name);
    if (source?.state.kind !== "running") return [];
    return source.state.tools.map((tool) => ({
      kind: "tool",
      tool: tool as Shown<Tool>,
      definition: source.definition,
    }));
  }

  getTreeItem(node: ToolsNode): vscode.TreeItem {
    if (node.kind === "tool") return this.toolItem(node);
    if (node.kind === "state") return stateItem(node, this.keptState());
    const source = this.sources.get(node.name);
    return source === undefined ? new vscode.TreeItem(visibleName(node.name)) : sourceItem(source);
  }

  private toolItem({ tool, definition }: ToolNode): vscode.TreeItem {
    const item = new vscode.TreeItem(visibleName(tool.name));
    const isAllowed = this.isAllowed(`${tool.source}/${tool.name}`, definition);
    item.id = `${tool.source}/${tool.name}`;
    item.description = visible((tool.description ?? tool.title ?? "").split("\n", 1)[0] ?? "");
    item.iconPath = new vscode.ThemeIcon(toolIcon(tool));
    // Neither trusted nor with HTML: a tool's words are somebody else's.
    item.tooltip = new vscode.MarkdownString(toolTooltip(tool));
    item.contextValue = isAllowed ? "tool.allowed" : "tool";
    item.accessibilityInformation = { label: `${visibleName(tool.name)}, ${effectOf(tool)}` };
    return item;
  }
}

function stateItem({ pattern }: StateNode, kept: NonNullable<Manifest["state"]>): vscode.TreeItem {
  if (pattern === undefined) {
    const all = new vscode.TreeItem(vscode.l10n.t("Not Kept in Order"), vscode.TreeItemCollapsibleState.Expanded);
    all.id = "state";
    all.iconPath = new vscode.ThemeIcon("unlock");
    all.description = vscode.l10n.t("kept in this workspace");
    all.tooltip = vscode.l10n.t(
      "Calls that you said do not touch one another, where they stand in no manifest of yours.",
    );
    return all;
  }
  const item = new vscode.TreeItem(pattern);
  const scope = kept[pattern];
  item.id = `state:${pattern}`;
  item.description =
    typeof scope === "object"
      ? vscode.l10n.t("in order by {0}", scope.join(", "))
      : vscode.l10n.t("these do not touch one another");
  item.contextValue = "state.kept";
  return item;
}

function sourceItem(source: ShownSource): vscode.TreeItem {
  const { state, isInside } = source;
  const name = visibleName(source.name);
  const origin = visibleName(source.origin);
  const item = new vscode.TreeItem(name);
  // It may be kept, and a definition may hold a secret.
  item.id = digestOf(source.definition + source.origin);
  const words = stateWords(source);
  item.description = words === "" ? origin : `${words} · ${origin}`;
  item.iconPath = stateIcon(source);
  item.contextValue = isInside ? "source.inside" : `source.${state.kind}`;
  item.collapsibleState =
    state.kind === "running" ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  item.accessibilityInformation = { label: `${name}, ${words}, ${origin}` };
  item.tooltip = state.kind === "failed" ? `${name}: ${visibleLines(state.reason)}` : `${name}: ${words} (${origin})`;
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
      return vscode.l10n.t("failed: {0}", visible(state.reason.split("\n", 1)[0] ?? ""));
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
