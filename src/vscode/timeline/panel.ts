import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import * as vscode from "vscode";
import { visibleName } from "../../core/model/text/visible";
import { inWindowLanguage, thrownWords } from "../words/said";
import type { RecordedRun } from "../../node/runs/recordedRun";
import { readSetting } from "../window/settings";
import { LeftPanel, timelineViewType } from "./leftPanel";
import { isPanelMessage, type Intent } from "../../protocol/intents";
import { createPanelSession, type PanelSession } from "./panelSession";
import { webviewHtml } from "./webviewHtml";
import { showError } from "../window/messages";
import { chooseOne } from "../window/questions";

/** Where the timeline finds runs: those that go on and those that are kept. */
export interface RunLookup {
  /** The run with this id, or nothing when it is no longer kept. */
  get(id: string): RecordedRun | undefined | Promise<RecordedRun | undefined>;
  /** The run begun last, also if that was before the window was reloaded. */
  latest(): Promise<RecordedRun | undefined>;
  /** Runs to choose from, newest first. */
  recent(): readonly Pick<RecordedRun, "id" | "title" | "startedAt">[];
}

/** Does what is wanted of a run. A failure is shown to the user by the timeline. */
export type Act = (run: RecordedRun, intent: Intent) => void | Promise<void>;

export interface Timeline {
  /** Shows a run in the window's one timeline, which opens beside the editor when there is none. */
  show(run: RecordedRun, options?: { readonly preserveFocus?: boolean }): void;
  /** Shows a run anew, if it is the one that is shown: it has become another thing. */
  showAgain(id: string): Promise<void>;
  /** Ends the conversation with the panel, but leaves it open: a window that is reloaded restores it. */
  dispose(): void;
}

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly session: PanelSession;
}

/** The window's timeline. It also restores one that was open when the window was reloaded, or its extension host died. */
export function createTimeline(context: vscode.ExtensionContext, runs: RunLookup, act: Act): Timeline {
  const dist = vscode.Uri.joinPath(context.extensionUri, "dist");
  const left = new LeftPanel(context.workspaceState);
  let open: OpenPanel | undefined;

  function adopt(panel: vscode.WebviewPanel): OpenPanel {
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.iconPath = { light: icon(context, "timeline-light.svg"), dark: icon(context, "timeline-dark.svg") };
    const session = createPanelSession({
      post: (message) => void panel.webview.postMessage(message),
      startTimer(run, delayMs) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      now: () => Date.now(),
      cores: availableParallelism(),
      translations: vscode.l10n.bundle,
      inWords: inWindowLanguage,
      pickRun: () => attempt(pickRun),
      act: (run, intent) => attempt(() => act(run, intent)),
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
      if (open !== adopted) return;
      open = undefined;
      left.remember(undefined);
    });
    open = adopted;
    panel.webview.html = pageOf(panel.webview, dist);
    return adopted;
  }

  function show(run: RecordedRun, options: { readonly preserveFocus?: boolean } = {}): void {
    const preserveFocus = options.preserveFocus ?? false;
    if (open) open.panel.reveal(undefined, preserveFocus);
    showIn(open ?? adopt(createPanel({ viewColumn: vscode.ViewColumn.Beside, preserveFocus })), run);
  }

  function showIn({ panel, session }: OpenPanel, run: RecordedRun): void {
    panel.title = titleOf(run);
    session.show(run);
    left.remember(run.id);
  }

  async function takeOver(runId: string): Promise<void> {
    const run = await runs.get(runId);
    const tab = left.tab();
    if (open !== undefined || tab === undefined) return;
    if (run) showIn(adopt(createPanel({ viewColumn: tab.group.viewColumn, preserveFocus: true })), run);
    await vscode.window.tabGroups.close(tab, true);
  }

  async function pickRun(): Promise<void> {
    const items = runs.recent().map(({ id, title, startedAt }) => ({
      id,
      label: visibleName(title),
      description: new Date(startedAt).toLocaleTimeString(vscode.env.language),
      picked: id === open?.session.run?.id,
    }));
    const chosen = await chooseOne(items, {
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
      if (run) showIn(open, run);
      else session.show(undefined);
    },
  });
  const leftRun = left.runId();
  if (leftRun !== undefined) attempt(() => takeOver(leftRun));

  return {
    show,
    async showAgain(id) {
      const shown = open?.session;
      const run = shown?.run?.id === id ? await runs.get(id) : undefined;
      if (run !== undefined && shown?.run?.id === id) shown.show(run);
    },
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

function createPanel(place: { readonly viewColumn: vscode.ViewColumn; readonly preserveFocus: boolean }) {
  return vscode.window.createWebviewPanel(timelineViewType, vscode.l10n.t("Timeline"), place);
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

/** Runs what the webview asked for; nobody awaits it there, so its failure is told here. */
function attempt(action: () => void | Promise<void>): void {
  Promise.resolve()
    .then(action)
    .catch((thrown: unknown) => showError(thrownWords(thrown)));
}

function runIdOf(state: unknown): string | undefined {
  if (typeof state !== "object" || state === null || !("runId" in state)) return undefined;
  return typeof state.runId === "string" ? state.runId : undefined;
}
