import * as vscode from "vscode";
import type { Tool } from "../../core/model/tool";
import { visible, visibleName } from "../../core/model/text/visible";
import type { Prepared } from "../../node/runs/prepare";
import { readSetting } from "../window/settings";
import { isChosen, mayHaveChosen, parallelToolName, patternsFor } from "../../node/tasks/offering/toolChoice";
import { showInformation } from "../window/messages";
import { chooseSeveral } from "../window/questions";
import { thrownWords } from "../words/said";

const chosenKey = "parallelTools.task.tools";

/** Tools as far as they could be listed, and why those of some sources could not. */
export interface ListedTools {
  readonly tools: readonly Tool[];
  readonly missing: readonly { readonly source: string; readonly reason: string }[];
}

type Sources = Pick<Prepared, "sources" | "provideInputsOf">;

/** Which tools tasks are offered: those of the setting, else those chosen for the workspace, else a default. */
export class TaskTools {
  constructor(private readonly workspaceState: vscode.Memento) {}

  /** Patterns of the tools to offer; none stand for the default. */
  patterns(): readonly string[] {
    const pinned = readSetting("task.tools");
    return pinned.length > 0 ? pinned : this.workspaceState.get<readonly string[]>(chosenKey, []);
  }

  /** The tools to offer. Starts the sources that may have them. */
  async offered(sources: Sources, signal: AbortSignal): Promise<ListedTools> {
    const patterns = this.patterns();
    const listed = await listTools(sources, (source) => mayHaveChosen(source, patterns), signal);
    return { ...listed, tools: listed.tools.filter((tool) => isChosen(tool, patterns)) };
  }

  /** Lets tools be ticked, of all sources, and remembers them for the workspace. */
  async choose(sources: Sources, signal: AbortSignal): Promise<void> {
    if (readSetting("task.tools").length > 0) {
      await tellPinned();
      return;
    }
    const { tools, missing } = await listTools(sources, () => true, signal);
    const own = tools.filter(({ name }) => name !== parallelToolName);
    const patterns = this.patterns();
    const items = itemsOf(own, patterns);
    const missed = missing.map(({ source, reason }) => visible(`${source}: ${reason}`));
    const chosen = await chooseSeveral(items, {
      title: vscode.l10n.t("Choose Tools for Tasks"),
      placeHolder:
        missed.length === 0
          ? vscode.l10n.t("Tick the tools that models are offered in this workspace; fewer plan better")
          : vscode.l10n.t("Not there: {0}", missed.join("; ")),
      ignoreFocusOut: true,
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (chosen === undefined) return;
    const ticked = chosen.flatMap((item) => ("tool" in item ? [item.tool] : []));
    const isDefault =
      patternsFor(own, ticked).join() ===
      patternsFor(
        own,
        own.filter((tool) => isChosen(tool, [])),
      ).join();
    await this.workspaceState.update(
      chosenKey,
      isDefault || ticked.length === 0 ? undefined : patternsFor(own, ticked),
    );
    if (ticked.length === 0) {
      void showInformation(vscode.l10n.t("No tool was ticked, so tasks are offered the usual ones again."));
    }
  }
}

interface ToolItem extends vscode.QuickPickItem {
  readonly tool: Tool;
}

function itemsOf(tools: readonly Tool[], patterns: readonly string[]): (ToolItem | vscode.QuickPickItem)[] {
  const sources = [...new Set(tools.map(({ source }) => source))];
  return sources.flatMap((source): (ToolItem | vscode.QuickPickItem)[] => [
    { label: visibleName(source), kind: vscode.QuickPickItemKind.Separator },
    ...tools
      .filter((tool) => tool.source === source)
      .map((tool) => ({
        tool,
        label: visibleName(tool.name),
        description: tool.annotations?.readOnlyHint === true ? vscode.l10n.t("read-only") : "",
        detail: visible((tool.description ?? tool.title ?? "").split("\n")[0] ?? ""),
        picked: isChosen(tool, patterns),
      })),
  ]);
}

async function tellPinned(): Promise<void> {
  const open = vscode.l10n.t("Open Settings");
  const answer = await showInformation(
    vscode.l10n.t("The tools of tasks are pinned by the setting parallelTools.task.tools. Clear it to choose here."),
    open,
  );
  if (answer === open) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "parallelTools.task.tools");
  }
}

async function listTools(
  { sources, provideInputsOf }: Sources,
  isWanted: (source: string) => boolean,
  signal: AbortSignal,
): Promise<ListedTools> {
  const wanted = sources.filter(({ name }) => isWanted(name));
  const refused = new Set<string>();
  // Inputs are asked for one after another: a person answers one question at a time.
  for (const { name } of wanted) if (!(await provideInputsOf(name))) refused.add(name);
  const listings = await Promise.all(
    wanted.map(async (source) => {
      if (refused.has(source.name)) return { source: source.name, reason: vscode.l10n.t("an input was not given") };
      try {
        return await source.list(signal);
      } catch (thrown) {
        signal.throwIfAborted();
        return { source: source.name, reason: thrownWords(thrown) };
      }
    }),
  );
  return {
    tools: listings.flatMap((listing) => ("reason" in listing ? [] : listing)),
    missing: listings.flatMap((listing) => ("reason" in listing ? [listing] : [])),
  };
}
