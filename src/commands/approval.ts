import * as vscode from "vscode";
import type { JsonObject } from "../model/json";
import type { Plan, PlannedCall } from "../model/plan";
import type { AllowedTools } from "../runs/allowedTools.vscode";
import type { Prepared } from "../runs/prepare";
import type { Redaction } from "../runs/redaction/redactor";
import { isTickedBeforehand, pathsOutside, shellCommand } from "./approvalRules";
import type { ArgumentsEditor } from "./argumentsEditor";
import { waitWords } from "./waitWords";

/** What asking for approval needs. */
export interface ApprovalServices {
  readonly allowedTools: AllowedTools;
  readonly argumentsEditor: ArgumentsEditor;
  readonly redaction: Redaction;
}

/** The answer: which calls may run, and the calls with the arguments as they were edited. */
export interface Approval {
  readonly allowed: ReadonlySet<number>;
  readonly prepared: Prepared;
}

/** What a list of calls has beside them. */
export interface ApprovalOptions {
  readonly title?: string;
  /** What is said to do in it. */
  readonly placeholder?: string;
  /** The plan with all the calls that these wait for, where the list does not have all of them. */
  readonly wholePlan?: Plan;
  /** Keeps the calls as they stand in the list, to be run some other time. */
  readonly save?: (prepared: Prepared) => Promise<void>;
  /** Closes the list as if it had been dismissed: there is nothing left to approve. */
  readonly signal?: AbortSignal;
}

interface CallItem extends vscode.QuickPickItem {
  readonly call: PlannedCall;
}

type Answer =
  | { readonly kind: "dismissed" }
  | { readonly kind: "accepted"; readonly ticked: ReadonlySet<number> }
  | { readonly kind: "save"; readonly ticked: ReadonlySet<number> }
  | { readonly kind: "edit"; readonly call: PlannedCall; readonly ticked: ReadonlySet<number> };

/**
 * Shows all calls in one list with what each waits for, what may destroy something first and not ticked, read-only ones
 * ticked, and lets arguments be edited. `undefined` when the list was dismissed: then nothing is to run.
 */
export async function askApproval(
  services: ApprovalServices,
  prepared: Prepared,
  workspaceFolder: string | undefined,
  options: ApprovalOptions = {},
): Promise<Approval | undefined> {
  const isAllowed = (call: PlannedCall): boolean => isAllowedIn(services.allowedTools, prepared, call);
  let current = prepared;
  let edited: Readonly<Record<number, JsonObject>> = {};
  let ticked: ReadonlySet<number> = new Set(
    prepared.plan.calls.filter((call) => isTickedBeforehand(call, isAllowed(call))).map(({ index }) => index),
  );
  for (;;) {
    if (options.signal?.aborted) return undefined;
    const answer = await showList(services, current, workspaceFolder, ticked, options);
    if (answer.kind === "dismissed") return undefined;
    ticked = answer.ticked;
    if (answer.kind === "save") {
      await options.save?.(current);
      continue;
    }
    if (answer.kind === "accepted") return { allowed: ticked, prepared: current };
    const { call } = answer;
    const args = await services.argumentsEditor.edit(call.toolName, call.arguments, {
      hint: vscode.l10n.t("Save to take these arguments over, then close the editor to go back to the list."),
    });
    if (args === undefined) continue;
    const next = prepared.withArguments({ ...edited, [call.index]: args });
    const problem = next.problems.find(({ severity }) => severity === "error");
    if (problem === undefined) {
      edited = { ...edited, [call.index]: args };
      current = next;
    } else {
      await vscode.window.showErrorMessage(vscode.l10n.t("The arguments were left as they were."), {
        modal: true,
        detail: problem.message,
      });
    }
  }
}

/** Whether the user has allowed a call's tool in this workspace, from the source as it is defined now. */
export function isAllowedIn(allowedTools: AllowedTools, prepared: Prepared, call: PlannedCall): boolean {
  return allowedTools.has(nameOf(call), prepared.definitionOf(call.source));
}

function nameOf(call: PlannedCall): string {
  return `${call.source}/${call.toolName}`;
}

function showList(
  services: ApprovalServices,
  prepared: Prepared,
  workspaceFolder: string | undefined,
  ticked: ReadonlySet<number>,
  { title, placeholder, wholePlan = prepared.plan, save, signal }: ApprovalOptions,
): Promise<Answer> {
  const { allowedTools, redaction } = services;
  const { calls } = prepared.plan;
  const list = vscode.window.createQuickPick<CallItem>();
  const editButton = { iconPath: new vscode.ThemeIcon("edit"), tooltip: vscode.l10n.t("Show and Edit Arguments") };
  const allowButton = {
    iconPath: new vscode.ThemeIcon("pass"),
    tooltip: vscode.l10n.t("Allow This Tool in This Workspace"),
  };

  function itemOf(call: PlannedCall): CallItem {
    const isAllowed = isAllowedIn(allowedTools, prepared, call);
    const shell = shellCommand(call, prepared.manifest);
    const outside = pathsOutside(call.arguments, workspaceFolder);
    const words = [
      ...(shell === undefined ? [] : [vscode.l10n.t("runs in a shell: {0}", shell)]),
      ...(outside.length === 0 ? [] : [vscode.l10n.t("outside the workspace: {0}", outside.join(", "))]),
      ...(isAllowed ? [vscode.l10n.t("allowed in this workspace")] : []),
      effect(call),
    ];
    const waits = waitWords(call, wholePlan).map((each) => `${redaction.text(each)} · `);
    return {
      call,
      label: `${icon(call)} ${call.id === undefined ? "" : `${call.id}: `}${nameOf(call)}`,
      description: redaction.text(words.join(" · ")),
      detail: `${waits.length === 0 ? "" : "$(git-merge) "}${waits.join("")}${JSON.stringify(redaction.value(call.arguments))}`,
      buttons: [editButton, ...(call.safety === "readOnly" || isAllowed ? [] : [allowButton])],
    };
  }

  function showItems(selected: ReadonlySet<number>): void {
    const groups: readonly [string, (call: PlannedCall) => boolean][] = [
      [vscode.l10n.t("May destroy something"), (call) => call.destructive],
      [vscode.l10n.t("May change something"), (call) => !call.destructive && call.safety !== "readOnly"],
      [vscode.l10n.t("Read-only"), (call) => call.safety === "readOnly"],
    ];
    const items = groups.flatMap(([label, belongs]) => {
      const members = calls.filter(belongs).map(itemOf);
      return members.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator } as CallItem, ...members];
    });
    list.items = items;
    list.selectedItems = items.filter(
      (item) => item.kind !== vscode.QuickPickItemKind.Separator && selected.has(item.call.index),
    );
  }

  const saveButton = { iconPath: new vscode.ThemeIcon("save"), tooltip: vscode.l10n.t("Save as Manifest") };
  list.title = title ?? vscode.l10n.t("Approve Tool Calls");
  list.placeholder =
    placeholder ?? vscode.l10n.t("Tick the calls that may run. They were not written in a manifest of yours.");
  if (save !== undefined) list.buttons = [saveButton];
  list.canSelectMany = true;
  list.ignoreFocusOut = true;
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  showItems(ticked);
  const tickedNow = (): ReadonlySet<number> => new Set(list.selectedItems.map(({ call }) => call.index));

  return new Promise<Answer>((resolve) => {
    let answer: Answer = { kind: "dismissed" };
    list.onDidAccept(() => {
      answer = { kind: "accepted", ticked: tickedNow() };
      list.hide();
    });
    const close = (): void => list.hide();
    signal?.addEventListener("abort", close, { once: true });
    list.onDidTriggerButton((pressed) => {
      if (pressed !== saveButton) return;
      answer = { kind: "save", ticked: tickedNow() };
      list.hide();
    });
    list.onDidTriggerItemButton(({ button, item: { call } }) => {
      if (button === editButton) {
        answer = { kind: "edit", call, ticked: tickedNow() };
        list.hide();
        return;
      }
      const before = tickedNow();
      void allowedTools.allow(nameOf(call), prepared.definitionOf(call.source)).then(() => {
        const sameTool = calls.filter((each) => nameOf(each) === nameOf(call)).map(({ index }) => index);
        showItems(new Set([...before, ...sameTool]));
      });
    });
    list.onDidHide(() => {
      signal?.removeEventListener("abort", close);
      list.dispose();
      resolve(answer);
    });
    list.show();
  });
}

function icon(call: PlannedCall): string {
  if (call.safety === "readOnly") return "$(eye)";
  return call.destructive ? "$(warning)" : "$(edit)";
}

function effect(call: PlannedCall): string {
  if (call.safety === "readOnly") return vscode.l10n.t("read-only");
  return call.destructive ? vscode.l10n.t("may destroy something") : vscode.l10n.t("may change something");
}
