import * as vscode from "vscode";

import {
  problemOfChoices,
  problemOfText,
  valueOfText,
  type Answer,
  type Elicit,
  type Field,
  type FieldValue,
  type FormQuestion,
  type UrlQuestion,
} from "../../../node/tools/mcp/people/elicitation";
import { OneAtATime } from "../../../core/async/oneAtATime";
import { visible, visibleLines, visibleName } from "../../../core/model/text/visible";
import { showInformation, showWarning } from "../../window/messages";
import {
  createBox,
  createList,
  shownText,
  withoutSecrets,
  type ShownBox,
  type ShownList,
} from "../../window/questions";
import { openInBrowser } from "./browser";
import { webAddress } from "../../../node/tools/http/webAddress";

/** Shows servers' questions in this window, one after another. Escape gives no answer; declining is a button. */
export function createElicit(): Elicit {
  const questions = new OneAtATime();
  return (question, signal) =>
    questions.run(async () => {
      if (signal.aborted) return { action: "cancel" };
      return question.mode === "form" ? askForm(question, signal) : askUrl(question, signal);
    });
}

type FieldAnswer = { readonly value: FieldValue | undefined } | "back" | "decline" | "cancel";

async function askForm({ fields, ...question }: FormQuestion, signal: AbortSignal): Promise<Answer> {
  const server = visibleName(question.server);
  const message = visible(question.message);
  if (fields.length === 0) return askYesOrNo(server, visibleLines(question.message));
  const content: Record<string, FieldValue> = {};
  for (let index = 0; index < fields.length;) {
    const field = fields[index];
    if (field === undefined) break;
    const title =
      fields.length === 1
        ? vscode.l10n.t("{0} asks: {1}", server, message)
        : vscode.l10n.t("{0} asks ({1} of {2}): {3}", server, index + 1, fields.length, message);
    const answer = await askField({ field, title, canGoBack: index > 0, given: content[field.name], signal });
    if (answer === "cancel" || answer === "decline") return { action: answer };
    if (answer === "back") {
      index--;
      continue;
    }
    if (answer.value === undefined) Reflect.deleteProperty(content, field.name);
    else content[field.name] = answer.value;
    index++;
  }
  return { action: "accept", content };
}

async function askYesOrNo(server: string, message: string): Promise<Answer> {
  const accept = vscode.l10n.t("Accept");
  const decline = vscode.l10n.t("Decline");
  const options = { modal: true, detail: message };
  const title = vscode.l10n.t("The MCP server {0} asks", server);
  const answer = await showInformation(title, options, accept, decline);
  if (answer === undefined) return { action: "cancel" };
  return answer === accept ? { action: "accept", content: {} } : { action: "decline" };
}

interface FieldQuestion<Asked extends Field = Field> {
  readonly field: Asked;
  readonly title: string;
  readonly canGoBack: boolean;
  /** What was answered before somebody went back. */
  readonly given: FieldValue | undefined;
  readonly signal: AbortSignal;
}

function askField(question: FieldQuestion): Promise<FieldAnswer> {
  const { field } = question;
  switch (field.kind) {
    case "text":
    case "number":
      return askText({ ...question, field });
    case "boolean":
    case "choice":
      return askOne({ ...question, field });
    case "choices":
      return askSeveral({ ...question, field });
  }
}

function prompt({ label, description, isRequired }: Field): string {
  const what = visible(description === undefined ? label : `${label}: ${description}`);
  return isRequired ? what : vscode.l10n.t("{0} (may be left out)", what);
}

function askText({
  field,
  title,
  canGoBack,
  given,
  signal,
}: FieldQuestion<Extract<Field, { kind: "text" | "number" }>>) {
  const box = createBox(String(given ?? field.default ?? ""));
  box.title = shownText(title);
  box.prompt = shownText(prompt(field));
  return shown(box, { canGoBack, signal }, (end) => {
    box.onDidChangeValue((text) => {
      box.validationMessage = shownText(problemOfText(field, text));
    });
    box.onDidAccept(() => {
      box.validationMessage = shownText(problemOfText(field, box.value));
      if (box.validationMessage === undefined) end({ value: valueOfText(field, box.value) });
    });
  });
}

interface Item extends vscode.QuickPickItem {
  readonly value: FieldValue | undefined;
}

interface ChoiceItem extends Item {
  readonly value: string;
}

function askOne({
  field,
  title,
  canGoBack,
  given,
  signal,
}: FieldQuestion<Extract<Field, { kind: "boolean" | "choice" }>>) {
  const items: Item[] =
    field.kind === "boolean"
      ? [
          { label: vscode.l10n.t("Yes"), value: true },
          { label: vscode.l10n.t("No"), value: false },
        ]
      : field.choices.map(({ value, label }) => ({ label: visible(label), value }));
  if (!field.isRequired) items.push({ label: vscode.l10n.t("Leave out"), value: undefined });
  const pick = createList<Item>();
  pick.title = shownText(title);
  pick.placeholder = shownText(prompt(field));
  pick.items = withoutSecrets(items);
  pick.activeItems = pick.items.filter(({ value }) => value !== undefined && value === (given ?? field.default));
  return shown(pick, { canGoBack, signal }, (end) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) end({ value: chosen.value });
    });
  });
}

function askSeveral({ field, title, canGoBack, given, signal }: FieldQuestion<Extract<Field, { kind: "choices" }>>) {
  const before = Array.isArray(given) ? given : (field.default ?? []);
  const items: ChoiceItem[] = field.choices.map(({ value, label }) => ({ label: visible(label), value }));
  const pick = createList<ChoiceItem>();
  pick.title = shownText(title);
  pick.canSelectMany = true;
  pick.placeholder = shownText(prompt(field));
  pick.items = withoutSecrets(items);
  pick.selectedItems = pick.items.filter(({ value }) => before.includes(value));
  return shown(pick, { canGoBack, signal }, (end) => {
    pick.onDidAccept(() => {
      const problem = problemOfChoices(field, pick.selectedItems.length);
      pick.title = shownText(problem === undefined ? title : `${title} (${problem})`);
      if (problem === undefined) end({ value: pick.selectedItems.map(({ value }) => value) });
    });
  });
}

/** Shows an input until it is answered, declined, dismissed or no longer of interest. */
function shown(
  input: ShownBox | ShownList<Item> | ShownList<ChoiceItem>,
  { canGoBack, signal }: { readonly canGoBack: boolean; readonly signal: AbortSignal },
  listen: (end: (answer: FieldAnswer) => void) => void,
): Promise<FieldAnswer> {
  const decline: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon("circle-slash"),
    tooltip: vscode.l10n.t("Decline to answer"),
  };
  input.ignoreFocusOut = true;
  input.buttons = canGoBack ? [vscode.QuickInputButtons.Back, decline] : [decline];
  return new Promise((resolve) => {
    const end = (answer: FieldAnswer) => {
      signal.removeEventListener("abort", onAbort);
      resolve(answer);
      input.dispose();
    };
    const onAbort = () => {
      end("cancel");
    };
    signal.addEventListener("abort", onAbort, { once: true });
    input.onDidTriggerButton((button) => {
      end(button === decline ? "decline" : "back");
    });
    input.onDidHide(() => {
      end("cancel");
    });
    listen(end);
    input.show();
  });
}

async function askUrl(question: UrlQuestion, signal: AbortSignal): Promise<Answer> {
  const server = visibleName(question.server);
  const message = visibleLines(question.message);
  const url = webAddress(question.url, "page");
  if (url === undefined) {
    void showWarning(
      vscode.l10n.t("The MCP server {0} wanted to open {1}, which is no web address.", server, visible(question.url)),
    );
    return { action: "decline" };
  }
  const open = vscode.l10n.t("Open {0}", url.host);
  const decline = vscode.l10n.t("Decline");
  const detail = `${message}\n\n${url.href}`;
  const title = vscode.l10n.t("The MCP server {0} asks you to open a page in your browser", server);
  const answer = await showInformation(title, { modal: true, detail }, open, decline);
  if (answer !== open) return { action: answer === undefined ? "cancel" : "decline" };
  if (!(await openInBrowser(url, "page"))) return { action: "cancel" };
  return question.done === undefined || (await isDone(question.done, server, signal))
    ? { action: "accept" }
    : { action: "cancel" };
}

/** Waits until the server says that it is done, or the person does. */
async function isDone(done: Promise<void>, server: string, signal: AbortSignal): Promise<boolean> {
  const next = vscode.l10n.t("Continue");
  const cancel = vscode.l10n.t("Cancel");
  const said = showInformation(vscode.l10n.t("{0} waits until you are done in the browser.", server), next, cancel);
  const aborted = new Promise<false>((resolve) => {
    signal.addEventListener("abort", () => resolve(false), { once: true });
  });
  return Promise.race([done.then(() => true), Promise.resolve(said).then((answer) => answer === next), aborted]);
}
