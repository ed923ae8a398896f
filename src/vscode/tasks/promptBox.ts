import * as vscode from "vscode";
import { createList, shownText, withoutSecrets } from "../window/questions";
import { withPrompt } from "../../node/tasks/record/promptHistory";

const historyKey = "parallelTools.task.prompts";

/** The prompts that were asked in this workspace, newest first. */
export class PromptHistory {
  constructor(private readonly workspaceState: vscode.Memento) {}

  list(): readonly string[] {
    return this.workspaceState.get<readonly string[]>(historyKey, []);
  }

  async add(prompt: string): Promise<void> {
    await this.workspaceState.update(historyKey, withPrompt(this.list(), prompt));
  }

  async remove(prompt: string): Promise<void> {
    const left = this.list().filter((each) => each !== prompt);
    await this.workspaceState.update(historyKey, left.length === 0 ? undefined : left);
  }
}

/** What is shown and changed beside the prompt. */
export interface PromptSurroundings {
  readonly history: PromptHistory;
  /** The model, the mode and the tools in short. */
  summary(): Promise<string>;
  chooseModel(): Promise<unknown>;
  chooseTools(): Promise<unknown>;
  switchMode(): Promise<unknown>;
}

interface PromptItem extends vscode.QuickPickItem {
  readonly prompt: string;
}

/** Asks what is to be done. `undefined` when the box was dismissed. `value` is there to start from. */
export async function askPrompt(surroundings: PromptSurroundings, value = ""): Promise<string | undefined> {
  let typed = value;
  for (;;) {
    const answer = await showBox(surroundings, typed, await surroundings.summary());
    if (answer.kind === "dismissed") return undefined;
    if (answer.kind === "prompt") return answer.prompt;
    typed = answer.typed;
    await answer.action();
  }
}

type Answer =
  | { readonly kind: "dismissed" }
  | { readonly kind: "prompt"; readonly prompt: string }
  | { readonly kind: "aside"; readonly typed: string; readonly action: () => Promise<unknown> };

function showBox({ history, ...actions }: PromptSurroundings, typed: string, summary: string): Promise<Answer> {
  const box = createList<PromptItem>();
  const forget = { iconPath: new vscode.ThemeIcon("close"), tooltip: vscode.l10n.t("Remove from History") };
  const buttons = new Map<vscode.QuickInputButton, () => Promise<unknown>>([
    [button("chip", vscode.l10n.t("Choose Model")), () => actions.chooseModel()],
    [button("tools", vscode.l10n.t("Choose Tools")), () => actions.chooseTools()],
    [button("arrow-swap", vscode.l10n.t("Switch Between Plan and Agent")), () => actions.switchMode()],
  ]);

  function showItems(): void {
    const prompt = box.value.trim();
    const run: PromptItem[] =
      prompt === "" ? [] : [{ prompt, label: `$(play) ${vscode.l10n.t("Run")}`, detail: prompt, alwaysShow: true }];
    const earlier = history.list().map((each) => ({ prompt: each, label: each, buttons: [forget] }));
    const separator = { label: vscode.l10n.t("Earlier"), kind: vscode.QuickPickItemKind.Separator } as PromptItem;
    box.items = withoutSecrets([...run, ...(earlier.length === 0 ? [] : [separator, ...earlier])]);
  }

  box.title = shownText(vscode.l10n.t("Run a Task in Parallel — {0}", summary));
  box.placeholder = shownText(vscode.l10n.t("What is to be done? Independent steps run at the same time."));
  box.ignoreFocusOut = true;
  box.value = typed;
  box.buttons = [...buttons.keys()];
  showItems();
  return new Promise<Answer>((resolve) => {
    let answer: Answer = { kind: "dismissed" };
    const give = (given: Answer): void => {
      answer = given;
      box.hide();
    };
    box.onDidChangeValue(showItems);
    box.onDidAccept(() => {
      const prompt = box.activeItems[0]?.prompt ?? box.value.trim();
      if (prompt !== "") give({ kind: "prompt", prompt });
    });
    box.onDidTriggerButton((pressed) => {
      const action = buttons.get(pressed);
      if (action !== undefined) give({ kind: "aside", typed: box.value, action });
    });
    box.onDidTriggerItemButton(({ item }) => void history.remove(item.prompt).then(showItems));
    box.onDidHide(() => {
      box.dispose();
      resolve(answer);
    });
    box.show();
  });
}

function button(icon: string, tooltip: string): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip };
}
