import * as vscode from "vscode";
import type { Shown } from "../../core/model/text/shown";
import { windowRedaction } from "./windowRedaction";

/**
 * The one place that makes lists to choose from and boxes to write in. What they show may come from a server, a file or a
 * model and hold a secret, so that none is shown before it has passed the window's redactor. What was chosen is what was
 * given, secrets and all.
 */
type ListOptions = Omit<vscode.QuickPickOptions, "canPickMany" | "onDidSelectItem" | "prompt">;

/** Lets one be chosen; `undefined` when the list was dismissed. */
export async function chooseOne<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  options: ListOptions,
): Promise<Item | undefined> {
  const shown = withoutSecrets(items);
  const chosen = await vscode.window.showQuickPick(shown, shownOptions(options));
  return chosen && items[shown.indexOf(chosen)];
}

/** Lets several be ticked; `undefined` when the list was dismissed. */
export async function chooseSeveral<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  options: ListOptions,
): Promise<readonly Item[] | undefined> {
  const shown = withoutSecrets(items);
  const chosen = await vscode.window.showQuickPick(shown, { ...shownOptions(options), canPickMany: true });
  return chosen && items.filter((_, index) => chosen.some((each) => each === shown[index]));
}

interface TextOptions extends Omit<vscode.InputBoxOptions, "validateInput"> {
  /** What is wrong with a text, if anything. */
  readonly validateInput?: (text: string) => string | undefined;
}

/** Lets a text be written; `undefined` when the box was dismissed. The text to start from stays as it is. */
export function enterText({ validateInput, ...options }: TextOptions): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ...options,
    ...shownOptions(options),
    ...(validateInput !== undefined && { validateInput: (text) => shownText(validateInput(text)) }),
  });
}

/** A list that shows nothing but what has passed the window's redactor. */
export type ShownList<Item extends vscode.QuickPickItem> = Omit<
  vscode.QuickPick<Item>,
  "title" | "placeholder" | "items"
> & {
  title: Shown | undefined;
  placeholder: Shown | undefined;
  items: readonly Shown<Item>[];
};

export function createList<Item extends vscode.QuickPickItem>(): ShownList<Item> {
  return vscode.window.createQuickPick<Item>() as unknown as ShownList<Item>;
}

/** A box that shows nothing but what has passed the window's redactor, and what a person has written. */
export type ShownBox = Omit<vscode.InputBox, "title" | "prompt" | "placeholder" | "validationMessage" | "value"> & {
  title: Shown | undefined;
  prompt: Shown | undefined;
  validationMessage: Shown | undefined;
  readonly value: string;
};

/** One with a text to start from, unless that holds a secret: what is left of it would be taken for the answer. */
export function createBox(start: string): ShownBox {
  const box = vscode.window.createInputBox();
  if (windowRedaction.text(start) === start) box.value = start;
  return box as unknown as ShownBox;
}

/** Items of a list with what is shown of them without secrets; what else they hold stays. */
export function withoutSecrets<Item extends vscode.QuickPickItem>(items: readonly Item[]): readonly Shown<Item>[] {
  return items.map((item) => {
    const { label, description, detail } = item;
    return { ...item, ...windowRedaction.value({ label, ...defined({ description, detail }) }) };
  });
}

/** A text without secrets. */
export function shownText(text: string): Shown;
export function shownText(text: string | undefined): Shown | undefined;
export function shownText(text: string | undefined): Shown | undefined {
  return text === undefined ? undefined : windowRedaction.text(text);
}

function shownOptions<Options extends vscode.QuickPickOptions | vscode.InputBoxOptions>(options: Options): Options {
  const prompt = "prompt" in options ? options.prompt : undefined;
  const { title, placeHolder } = options;
  return { ...options, ...windowRedaction.value(defined({ title, placeHolder, prompt })) };
}

function defined(texts: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}
