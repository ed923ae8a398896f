import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import * as vscode from "vscode";
import { messageOf } from "../model/failure";
import type { RecordedRun } from "../runs/recordedRun";
import { readSetting } from "../runs/settings.vscode";
import { isJsonText, partFile, partText } from "./callDetails";
import { isPanelMessage, timelineViewType, type CallPart } from "./protocol";
import { createSession, type Session } from "./session";
import { webviewHtml } from "./webviewHtml";

/** Where the timeline finds runs: those that go on and those that are kept. */
export interface RunLookup {
  /** The run with this id, or nothing when it is no longer kept. */
  get(id: string): RecordedRun | undefined | Promise<RecordedRun | undefined>;
  /** The run begun last, also if that was before the window was reloaded. */
  latest(): Promise<RecordedRun | undefined>;
  /** Runs to choose from, newest first. */
  recent(): readonly Pick<RecordedRun, "id" | "title" | "startedAt">[];
}

/** What the timeline asks of the rest of the extension. A failure is shown to the user by the timeline. */
export interface TimelineActions {
  /** Runs calls of a run again, and what was skipped because of them, as the command would. */
  retry(run: RecordedRun, calls: readonly number[]): void | Promise<void>;
  /** Lets the arguments of a call be edited, and runs it again with them. */
  editAndRetry(run: RecordedRun, call: number): void | Promise<void>;
  /** Shows where a call is written. */
  openSource(run: RecordedRun, call: number): void | Promise<void>;
}

export interface Timeline {
  /** Shows a run in the window's one timeline, which opens beside the editor when there is none. */
  show(run: RecordedRun, options?: { readonly preserveFocus?: boolean }): void;
  /** Ends the conversation with the panel, but leaves it open: a window that is reloaded restores it. */
  dispose(): void;
}

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly session: Session;
}

/** The window's timeline. It also restores a timeline that was open when the window was reloaded. */
export function createTimeline(context: vscode.ExtensionContext, runs: RunLookup, actions: TimelineActions): Timeline {
  const dist = vscode.Uri.joinPath(context.extensionUri, "dist");
  let open: OpenPanel | undefined;

  function adopt(panel: vscode.WebviewPanel): OpenPanel {
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.iconPath = { light: icon(context, "timeline-light.svg"), dark: icon(context, "timeline-dark.svg") };
    const session = createSession({
      post: (message) => void panel.webview.postMessage(message),
      startTimer(run, delayMs) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      now: () => Date.now(),
      cores: availableParallelism(),
      translations: vscode.l10n.bundle,
      pickRun: () => attempt(pickRun),
      retry: (run, calls) => attempt(() => actions.retry(run, calls)),
      editAndRetry: (run, call) => attempt(() => actions.editAndRetry(run, call)),
      openSource: (run, call) => attempt(() => actions.openSource(run, call)),
      copy: (run, call, part) => attempt(() => copyPart(run, call, part)),
      openInEditor: (run, call, part) => attempt(() => openPart(run, call, part)),
      save: (run, call, part) => attempt(() => savePart(run, call, part)),
      maxTextBytes: () => readSetting("timeline.maxTextKb") * 1024,
    });
    const adopted = { panel, session };
    const subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isPanelMessage(message)) session.receive(message);
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) session.suspend();
      }),
    ];
    panel.onDidDispose(() => {
      session.dispose();
      for (const subscription of subscriptions) subscription.dispose();
      if (open === adopted) open = undefined;
    });
    open = adopted;
    panel.webview.html = pageOf(panel.webview, dist);
    return adopted;
  }

  function show(run: RecordedRun, options: { readonly preserveFocus?: boolean } = {}): void {
    const preserveFocus = options.preserveFocus ?? false;
    if (open) open.panel.reveal(undefined, preserveFocus);
    const { panel, session } = open ?? adopt(createPanel(preserveFocus));
    panel.title = titleOf(run);
    session.show(run);
  }

  async function pickRun(): Promise<void> {
    const items = runs.recent().map(({ id, title, startedAt }) => ({
      id,
      label: title,
      description: new Date(startedAt).toLocaleTimeString(vscode.env.language),
      picked: id === open?.session.run?.id,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t("Show the timeline of which run?"),
    });
    const run = chosen && (await runs.get(chosen.id));
    if (run) show(run);
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(timelineViewType, {
    async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
      const { session } = adopt(panel);
      const id = runIdOf(state);
      // VS Code in a browser may lose what a page set shortly before its window was reloaded.
      const run = await (id === undefined ? runs.latest() : runs.get(id));
      // While the run was looked for, the panel may have been closed or given another run.
      if (open?.session !== session || session.run !== undefined) return;
      if (run) panel.title = titleOf(run);
      session.show(run);
    },
  });

  return {
    show,
    dispose() {
      serializer.dispose();
      open?.session.dispose();
    },
  };
}

function titleOf(run: RecordedRun): string {
  return vscode.l10n.t("Timeline: {0}", run.title);
}

function icon(context: vscode.ExtensionContext, file: string): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, "media", "icons", file);
}

function createPanel(preserveFocus: boolean): vscode.WebviewPanel {
  const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus };
  return vscode.window.createWebviewPanel(timelineViewType, vscode.l10n.t("Timeline"), column);
}

function pageOf(webview: vscode.Webview, dist: vscode.Uri): string {
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  return webviewHtml({
    script: address("timeline.js"),
    style: address("timeline.css"),
    cspSource: webview.cspSource,
    nonce: randomBytes(24).toString("base64url"),
    language: vscode.env.language,
  });
}

async function copyPart(run: RecordedRun, call: number, part: CallPart): Promise<void> {
  const text = partText(run, call, part);
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t("Copied to the clipboard"), 2000);
}

async function openPart(run: RecordedRun, call: number, part: CallPart): Promise<void> {
  const content = partText(run, call, part);
  if (content === undefined) return;
  const language = isJsonText(content) ? "json" : "plaintext";
  const document = await vscode.workspace.openTextDocument({ content, language });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}

async function savePart(run: RecordedRun, call: number, part: CallPart): Promise<void> {
  const file = partFile(run, call, part);
  if (file === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog(folder && { defaultUri: vscode.Uri.joinPath(folder, file.name) });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, file.bytes);
  vscode.window.setStatusBarMessage(vscode.l10n.t("Saved as {0}", vscode.workspace.asRelativePath(uri)), 5000);
}

/** Runs what the webview asked for; nobody awaits it there, so its failure is told here. */
function attempt(action: () => void | Promise<void>): void {
  Promise.resolve()
    .then(action)
    .catch((thrown: unknown) => vscode.window.showErrorMessage(messageOf(thrown)));
}

function runIdOf(state: unknown): string | undefined {
  if (typeof state !== "object" || state === null || !("runId" in state)) return undefined;
  return typeof state.runId === "string" ? state.runId : undefined;
}
