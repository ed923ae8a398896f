import * as vscode from "vscode";
import { parseManifest } from "../../../core/manifest/parse";
import { thrownWords } from "../../words/said";
import { OneAtATime } from "../../../core/async/oneAtATime";
import { visible } from "../../../core/model/text/visible";
import type { KeptState } from "../../window/keptState";
import type { AllowedTools } from "../../window/allowedTools";
import { originOfDocument } from "../../window/documentOrigin";
import type { RunEnvironment } from "../../../node/runs/environment/environment";
import type { Redaction } from "../../../node/runs/redaction/redactor";
import { openToolbox } from "../../../node/runs/environment/toolbox";
import { builtInSourceName } from "../../../node/tools/builtin/builtInSource";
import { manifestSourceName } from "../../../node/tools/own/manifestTool";
import { readMcpJson } from "../../../node/tools/mcp/configuration/mcpJson";
import type { ToolSource } from "../../../node/tools/source";
import { ShownSources } from "./shownSources";
import { ToolsTree, type ToolsNode } from "./toolsTree";
import { firstFolder, isManifestFile } from "../../window/workspace";

/** A pause in typing this long, in milliseconds, before the servers of a manifest are read again. */
const pauseMs = 500;

export interface ToolsViewOptions {
  readonly allowedTools: AllowedTools;
  readonly keptState: KeptState;
  readonly redaction: Redaction;
  environmentOf(document: { readonly uri: vscode.Uri }): Promise<RunEnvironment>;
}

/**
 * The *Tools* view: the built-in tools, VS Code's, those of `.vscode/mcp.json` and of the manifest that was last in an
 * editor. Showing it starts nothing.
 */
export class ToolsView implements vscode.Disposable {
  readonly sources: ShownSources;
  private readonly tree: ToolsTree;
  private readonly view: vscode.TreeView<ToolsNode>;
  private readonly subscriptions: vscode.Disposable;
  private manifest: vscode.TextDocument | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly reading = new OneAtATime();
  private isRead = false;

  constructor(private readonly options: ToolsViewOptions) {
    this.sources = new ShownSources(() => this.tree.changed(), options.redaction);
    this.tree = new ToolsTree(
      this.sources,
      (tool, definition) => options.allowedTools.has(tool, definition),
      () => options.keptState.entries(),
    );
    this.view = vscode.window.createTreeView("parallelTools.tools", {
      treeDataProvider: this.tree,
      showCollapseAll: true,
    });
    const mcpJson = vscode.workspace.createFileSystemWatcher("**/.vscode/mcp.json");
    const readSoon = (): void => this.readSoon();
    this.subscriptions = vscode.Disposable.from(
      this.view,
      mcpJson,
      options.keptState.onDidChange(() => this.tree.changed()),
      mcpJson.onDidCreate(readSoon),
      mcpJson.onDidChange(readSoon),
      mcpJson.onDidDelete(readSoon),
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) readSoon();
      }),
      vscode.window.onDidChangeActiveTextEditor(readSoon),
      vscode.workspace.onDidCloseTextDocument(readSoon),
      vscode.workspace.onDidChangeWorkspaceFolders(readSoon),
      vscode.workspace.onDidGrantWorkspaceTrust(readSoon),
      vscode.extensions.onDidChange(readSoon),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.manifest) readSoon();
      }),
    );
    this.readSoon();
  }

  /** Reads what there is to show; what is running stays so, and says anew which tools it has. */
  async refresh(): Promise<void> {
    await this.read();
    await this.sources.refresh();
  }

  /** Resolves when there is something to show, also while nobody has looked at the view. */
  async ready(): Promise<void> {
    await (this.isRead ? this.reading.run(() => Promise.resolve()) : this.read());
  }

  /** Draws the tools again after one was allowed or no longer is. */
  redraw(): void {
    this.tree.changed();
  }

  /** Resolves when the servers that were started here have ended. */
  close(): Promise<void> {
    return this.sources.close();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.dispose();
    void this.close();
  }

  private readSoon(): void {
    if (!this.view.visible) {
      this.isRead = false;
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), pauseMs);
  }

  /** Never rejects: what cannot be read is told in the view. */
  private read(): Promise<void> {
    return this.reading
      .run(() => this.readNow())
      .catch((thrown: unknown) => {
        this.view.message = this.options.redaction.text(visible(thrownWords(thrown)));
      });
  }

  private async readNow(): Promise<void> {
    this.isRead = true;
    const active = vscode.window.activeTextEditor?.document;
    if (active !== undefined && isManifestFile(active.uri)) this.manifest = active;
    else if (this.manifest?.isClosed === true) this.manifest = undefined;
    const uri = this.manifest?.uri ?? firstFolder()?.uri ?? vscode.Uri.parse("untitled:tools");
    const place = this.manifest === undefined ? "userFile" : originOfDocument(this.manifest);
    const { manifest } = parseManifest(this.manifest?.getText() ?? "{}", { place });
    const environment = await this.options.environmentOf({ uri });
    const manifestLabel = uri.path.slice(uri.path.lastIndexOf("/") + 1);
    const toolbox = openToolbox({ ...manifest, calls: [] }, environment);
    if (vscode.workspace.isTrusted) await toolbox.learnEnvFiles();
    const { servers: ofWorkspace } = readMcpJson(environment.tools?.lists?.mcpJson ?? "{}");
    // By identity: a server may have the name of a source that it hides.
    const extra = new Set<ToolSource | undefined>(environment.tools?.extraSources);
    await this.sources.show({
      toolbox,
      originOf: (source) => {
        if (source === builtInSourceName) return vscode.l10n.t("built in");
        if (extra.has(toolbox.sources.find(({ name }) => name === source)))
          return vscode.l10n.t("language-model tools");
        const isOfManifest = source === manifestSourceName || Object.hasOwn(manifest.servers, source);
        if (isOfManifest) return manifestLabel;
        return Object.hasOwn(ofWorkspace, source) ? ".vscode/mcp.json" : vscode.l10n.t("your mcp.json");
      },
    });
    this.view.message = vscode.workspace.isTrusted
      ? ""
      : vscode.l10n.t("This workspace is not trusted: no server is started here.");
  }
}
