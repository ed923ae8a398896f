import { availableParallelism } from "node:os";
import * as vscode from "vscode";
import type { JsonObject } from "../../../core/model/data/json";
import type { Places } from "../../../core/model/places";
import type { Concern, Plan, PlannedCall } from "../../../core/model/plan";
import { visible, visibleName } from "../../../core/model/text/visible";
import { textsLeadingOutside } from "../../../core/plan/approval/outside";
import { freeingOf, type Freeing } from "../../../core/model/figures/stateOrder";
import type { AllowedTools } from "../../window/allowedTools";
import { machineRules } from "../../../node/runs/environment/environment";
import type { Durations } from "../../../node/runs/environment/durations";
import type { KeptState } from "../../window/keptState";
import type { Redaction } from "../../../node/runs/redaction/redactor";
import type { Approvable } from "./approvable";
import { isTickedBeforehand, shellCommand } from "./approvalRules";
import type { ArgumentsEditor } from "../argumentsEditor";
import { concernWords, effectWords } from "../../words/concernWords";
import { costOfOrder, freeWords } from "../../words/orderWords";
import { waitWords } from "../../words/waitWords";
import { showError } from "../../window/messages";
import { createList, shownText, withoutSecrets } from "../../window/questions";
import { inWindowLanguage } from "../../words/said";

/** What asking for approval needs. */
export interface ApprovalServices {
  readonly allowedTools: AllowedTools;
  readonly keptState: Pick<KeptState, "keep">;
  readonly argumentsEditor: ArgumentsEditor;
  readonly redaction: Redaction;
  /** What earlier runs took. */
  readonly durations: Durations;
}

/** The answer: which calls may run, and the calls with the arguments as they were edited. */
export interface Approval<Calls> {
  readonly allowed: ReadonlySet<number>;
  readonly prepared: Calls;
}

/** What a list of calls has beside them. */
export interface ApprovalOptions<Calls> {
  readonly title?: string;
  /** What is said to do in it. */
  readonly placeholder?: string;
  /** The plan with all the calls that these wait for, where the list does not have all of them. */
  readonly wholePlan?: Plan;
  /** Keeps the calls as they stand in the list, to be run some other time. */
  readonly save?: (prepared: Calls) => Promise<void>;
  /** Keeps that calls do not touch one another; without it the workspace keeps it. */
  readonly free?: (freeing: Freeing) => Promise<void>;
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
  | { readonly kind: "free"; readonly freeing: Freeing; readonly ticked: ReadonlySet<number> }
  | { readonly kind: "edit"; readonly call: PlannedCall; readonly ticked: ReadonlySet<number> };

/**
 * Shows all calls in one list with what each waits for, what may destroy something first and not ticked, read-only ones
 * ticked, and lets arguments be edited. `undefined` when the list was dismissed: then nothing is to run.
 */
export async function askApproval<Calls extends Approvable<Calls>>(
  services: ApprovalServices,
  prepared: Calls,
  options: ApprovalOptions<Calls> = {},
): Promise<Approval<Calls> | undefined> {
  const isAllowed = (call: PlannedCall): boolean => isAllowedIn(services.allowedTools, prepared, call);
  let base = prepared;
  let current = prepared;
  let edited: Readonly<Record<number, JsonObject>> = {};
  let ticked: ReadonlySet<number> = new Set(
    prepared.plan.calls.filter((call) => isTickedBeforehand(call, isAllowed(call))).map(({ index }) => index),
  );
  for (;;) {
    if (options.signal?.aborted) return undefined;
    const answer = await showList(services, current, ticked, options);
    if (answer.kind === "dismissed") return undefined;
    ticked = answer.ticked;
    if (answer.kind === "save") {
      await options.save?.(current);
      continue;
    }
    if (answer.kind === "accepted") return { allowed: ticked, prepared: current };
    if (answer.kind === "free") {
      const { freeing } = answer;
      await (options.free?.(freeing) ?? services.keptState.keep(freeing.pattern, freeing.value));
      base = base.withState({ [freeing.pattern]: freeing.value });
      current = Object.keys(edited).length === 0 ? base : base.withArguments(edited);
      continue;
    }
    const { call } = answer;
    const args = await services.argumentsEditor.edit(call.toolName, call.arguments, {
      hint: vscode.l10n.t("Save to take these arguments over, then close the editor to go back to the list."),
    });
    if (args === undefined) continue;
    const next = base.withArguments({ ...edited, [call.index]: args });
    const problem = next.problems.find(({ severity }) => severity === "error");
    if (problem === undefined) {
      edited = { ...edited, [call.index]: args };
      current = next;
    } else {
      await showError(vscode.l10n.t("The arguments were left as they were."), {
        modal: true,
        detail: visible(inWindowLanguage(problem)),
      });
    }
  }
}

/** Whether the user has allowed a call's tool in this workspace, from the source as it is defined now. */
export function isAllowedIn(
  allowedTools: AllowedTools,
  prepared: Pick<Approvable<unknown>, "definitionOf">,
  call: PlannedCall,
): boolean {
  return allowedTools.has(nameOf(call), prepared.definitionOf(call.source));
}

function nameOf(call: PlannedCall): string {
  return `${call.source}/${call.toolName}`;
}

function showList<Calls extends Approvable<Calls>>(
  services: ApprovalServices,
  prepared: Calls,
  ticked: ReadonlySet<number>,
  { title, placeholder, wholePlan = prepared.plan, save, signal }: ApprovalOptions<Calls>,
): Promise<Answer> {
  const { allowedTools, redaction } = services;
  const { calls } = prepared.plan;
  const list = createList<CallItem>();
  const editButton = { iconPath: new vscode.ThemeIcon("edit"), tooltip: vscode.l10n.t("Show and Edit Arguments") };
  const allowButton = {
    iconPath: new vscode.ThemeIcon("pass"),
    tooltip: vscode.l10n.t("Allow This Tool in This Workspace"),
  };

  const freeButton = { iconPath: new vscode.ThemeIcon("unlock"), tooltip: freeWords() };

  function itemOf(call: PlannedCall): CallItem {
    const isAllowed = isAllowedIn(allowedTools, prepared, call);
    const shell = shellCommand(call, prepared.manifest);
    const words = [
      ...(shell === undefined ? [] : [vscode.l10n.t("runs in a shell: {0}", shell)]),
      ...concernWords(call.concerns ?? outsideOf(call, prepared.places)),
      ...(isAllowed ? [vscode.l10n.t("allowed in this workspace")] : []),
      effectWords(call),
    ];
    const waits = waitWords(call, wholePlan).map((each) => `${visible(redaction.text(each))} · `);
    return {
      call,
      label: `${icon(call)} ${visibleName(call.id === undefined ? "" : `${call.id}: `)}${visibleName(nameOf(call))}`,
      description: visible(redaction.text(words.join(" · "))),
      detail: `${waits.length === 0 ? "" : "$(git-merge) "}${waits.join("")}${visible(JSON.stringify(redaction.value(call.arguments)))}`,
      buttons: [
        editButton,
        ...(freeingOf(wholePlan, call.index) === undefined ? [] : [freeButton]),
        ...(call.safety === "readOnly" || isAllowed ? [] : [allowButton]),
      ],
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
    list.items = withoutSecrets(items);
    list.selectedItems = list.items.filter(
      (item) => item.kind !== vscode.QuickPickItemKind.Separator && selected.has(item.call.index),
    );
  }

  const saveButton = { iconPath: new vscode.ThemeIcon("save"), tooltip: vscode.l10n.t("Save as Manifest") };
  list.title = shownText(
    [
      title ?? vscode.l10n.t("Approve Tool Calls"),
      ...costOfOrder(wholePlan, availableParallelism(), services.durations.expected(wholePlan.calls)),
    ].join(" · "),
  );
  list.placeholder = shownText(
    placeholder ?? vscode.l10n.t("Tick the calls that may run. They were not written in a manifest of yours."),
  );
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
      const freeing = button === freeButton ? freeingOf(wholePlan, call.index) : undefined;
      if (freeing !== undefined) {
        answer = { kind: "free", freeing, ticked: tickedNow() };
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

/** Of the user's own calls only this is shown, and only where all calls are to be asked about. */
function outsideOf(call: PlannedCall, places: Places): readonly Concern[] {
  const written = textsLeadingOutside(call.arguments, { ...machineRules(), ...places });
  return written.length === 0 ? [] : [{ kind: "outside", written }];
}
