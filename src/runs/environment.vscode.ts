import { dirname } from "node:path";
import * as vscode from "vscode";
import { languageModelToolSource } from "../tools/languageModelTools.vscode";
import { WindowMcpHost } from "../tools/mcpHost.vscode";
import type { ToolSource } from "../tools/source";
import type { RunEnvironment } from "./environment";
import { KeptInputs } from "./keptInputs.vscode";
import { Redactor } from "./redaction/redactor";
import { planDefaults, readSetting } from "./settings.vscode";

/** What all runs of this window share: inputs that are kept, the secrets to take out, and VS Code's own tools. */
export class WindowEnvironment implements vscode.Disposable {
  readonly inputs: KeptInputs;
  readonly redaction = new Redactor();
  readonly mcp: WindowMcpHost;
  private readonly userFolder: vscode.Uri;
  private readonly extraSources: readonly ToolSource[] = [languageModelToolSource()];
  private readonly settingsWatch: vscode.Disposable;

  constructor(
    context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.inputs = new KeptInputs(context);
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
  async of(document: { readonly uri: vscode.Uri }): Promise<RunEnvironment> {
    const { uri } = document;
    const file = uri.scheme === "file" ? uri.fsPath : undefined;
    const folder = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0];
    const folderPath = folder?.uri.scheme === "file" ? folder.uri.fsPath : undefined;
    const workspaceFolder = folderPath ?? (file === undefined ? undefined : dirname(file));
    const mcpJson = folder && (await readText(vscode.Uri.joinPath(folder.uri, ".vscode", "mcp.json")));
    const userMcpJson = await readText(vscode.Uri.joinPath(this.userFolder, "mcp.json"));
    return {
      defaults: planDefaults(uri),
      mcp: this.mcp,
      redaction: this.redaction,
      extraSources: this.extraSources,
      env: (name) => process.env[name],
      askInput: (input) => this.inputs.provide(input),
      log: (source, line) => {
        this.log.info(`[${source}] ${line}`);
      },
      ...(workspaceFolder !== undefined && { workspaceFolder }),
      ...(file !== undefined && { file }),
      ...(mcpJson !== undefined && { mcpJson }),
      ...(userMcpJson !== undefined && { userMcpJson }),
    };
  }

  dispose(): void {
    this.mcp.dispose();
    this.settingsWatch.dispose();
  }

  private readPatterns(): void {
    const invalid = this.redaction.setPatterns(readSetting("redaction.patterns"));
    for (const pattern of invalid) {
      this.log.warn(`parallelTools.redaction.patterns: ${JSON.stringify(pattern)} is no regular expression.`);
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
