import * as vscode from "vscode";

import { createElicit } from "./askingDialogs";
import { BrowserSignIn, SecretCredentials } from "./signIn";
import type { McpHost, Roots } from "../../../node/tools/mcp/mcpHost";
import { DialogConsent } from "./consentDialog";

/** What MCP servers are given of this window: its folders, its person's answers and sign-ins, and consent to be started. */
export class WindowMcpHost implements Required<McpHost>, vscode.Disposable {
  readonly roots: Roots = {
    list: () =>
      (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({ uri: uri.toString(), name })).filter(isFile),
    onDidChange: (listener) => vscode.workspace.onDidChangeWorkspaceFolders(listener),
  };
  readonly elicit = createElicit();
  readonly signIn: BrowserSignIn;
  readonly credentials: SecretCredentials;
  readonly consent: Required<McpHost>["consent"];
  private readonly dialog: DialogConsent;

  constructor(
    context: vscode.ExtensionContext,
    /** Told each token, so that it is shown nowhere. */
    readonly secret: (value: string) => void,
  ) {
    this.signIn = new BrowserSignIn(context.extension.id);
    this.credentials = new SecretCredentials(context.secrets, context.globalState);
    this.dialog = new DialogConsent(context.workspaceState);
    this.consent = (server, moment) => this.dialog.allows(server, moment);
  }

  /** Asks again before a server is started that was allowed; gives how many were remembered. */
  forgetAllowedServers(): Promise<number> {
    return this.dialog.forget();
  }

  dispose(): void {
    this.signIn.dispose();
  }
}

/** The protocol's roots are files; a folder of another kind is none that a server could read. */
function isFile({ uri }: { readonly uri: string }): boolean {
  return uri.startsWith("file:");
}
