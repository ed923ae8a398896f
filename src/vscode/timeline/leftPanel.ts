import * as vscode from "vscode";

/** The view type of the timeline's webview panel, under which VS Code restores it. */
export const timelineViewType = "parallelTools.timeline";

interface ShownRun {
  /** What VS Code calls the window: another one after each reload, the same one after its extension host has died. */
  readonly window: string;
  readonly runId: string;
}

const key = "parallelTools.shownRun";

/**
 * Which run the window's panel shows, kept where the death of the extension host does not reach it. VS Code keeps a panel
 * over that, connects it to nobody any more, and does not restore it as it does after a reload.
 */
export class LeftPanel {
  constructor(
    private readonly memento: Pick<vscode.Memento, "get" | "update">,
    private readonly window = vscode.env.sessionId,
  ) {}

  remember(runId: string | undefined): void {
    const shown: ShownRun | undefined = runId === undefined ? undefined : { window: this.window, runId };
    void this.memento.update(key, shown);
  }

  /** The run in the panel that an earlier extension host of this window left open; `undefined` where none did. */
  runId(): string | undefined {
    const shown = this.memento.get<ShownRun>(key);
    return shown?.window === this.window ? shown.runId : undefined;
  }

  /** Its tab, while that is open. */
  tab(): vscode.Tab | undefined {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    // VS Code puts a word of its own before the type.
    return tabs.find(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(timelineViewType),
    );
  }
}
