import * as vscode from "vscode";
import { languageModelToolSource } from "../tools/languageModelTools";
import { WindowMcpHost } from "../tools/servers/windowMcpHost";
import type { ToolSource } from "../../node/tools/source";
import type { RunEnvironment } from "../../node/runs/environment/environment";
import { KeptInputs } from "./keptInputs";
import { KeptState } from "../window/keptState";
import type { WindowLog } from "../window/windowLog";
import { windowRedaction } from "../window/windowRedaction";
import { planDefaults, readSetting } from "../window/settings";
import { ownMember } from "../../core/model/data/ownMember";
import { folderOf, placesOf } from "../window/workspace";

/** What all runs of this window share: inputs that are kept, the secrets to take out, and VS Code's own tools. */
export class WindowEnvironment implements vscode.Disposable {
  readonly inputs: KeptInputs;
  readonly keptState: KeptState;
  readonly redaction = windowRedaction;
  readonly mcp: WindowMcpHost;
  private readonly userFolder: vscode.Uri;
  private readonly extraSources: readonly ToolSource[] = [languageModelToolSource()];
  private readonly settingsWatch: vscode.Disposable;

  constructor(
    context: vscode.ExtensionContext,
    private readonly log: WindowLog,
  ) {
    this.inputs = new KeptInputs(context);
    this.keptState = new KeptState(context.workspaceState);
    this.mcp = new WindowMcpHost(context, (value) => {
      this.redaction.addSecret(value);
    });
    // globalStorageUri is User/globalStorage/<extension>; what belongs to the user lies beside that.
    this.userFolder = vscode.Uri.joinPath(context.globalStorageUri, "..", "..");
    this.readPatterns();
    this.settingsWatch = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("parallelTools.redaction.patterns")) this.readPatterns();
    });
  }

  /** What a document's run finds around it. A document that is no file sees the first workspace folder. */
  async environmentOf(document: { readonly uri: vscode.Uri }): Promise<RunEnvironment> {
    const { uri } = document;
    const folder = folderOf(uri);
    const mcpJson = folder && (await readText(vscode.Uri.joinPath(folder.uri, ".vscode", "mcp.json")));
    const userMcpJson = await readText(vscode.Uri.joinPath(this.userFolder, "mcp.json"));
    return {
      places: placesOf(uri),
      defaults: planDefaults(uri),
      keptState: this.keptState.entries(),
      redaction: this.redaction,
      process: { env: (name) => ownMember(process.env, name) },
      tools: {
        lists: { ...(mcpJson !== undefined && { mcpJson }), ...(userMcpJson !== undefined && { userMcpJson }) },
        mcp: this.mcp,
        extraSources: this.extraSources,
      },
      inputs: { ask: (input, use) => this.inputs.provide(input, use) },
      log: (source, line) => {
        this.log.info(`[${source}] ${line}`);
      },
    };
  }

  dispose(): void {
    this.mcp.dispose();
    this.keptState.dispose();
    this.settingsWatch.dispose();
  }

  private readPatterns(): void {
    for (const { pattern, unusable } of this.redaction.setPatterns(readSetting("redaction.patterns"))) {
      this.log.warn(`parallelTools.redaction.patterns: ${JSON.stringify(pattern)} cannot be used: ${unusable}.`);
    }
  }
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Most workspaces have none.
    return undefined;
  }
}
