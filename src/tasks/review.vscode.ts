import * as vscode from "vscode";
import { askApproval, isAllowedIn, type ApprovalServices } from "../commands/approval";
import { callsToApprove } from "../commands/approvalRules";
import type { JsonObject } from "../model/json";
import type { PlannedCall } from "../model/plan";
import type { Tool } from "../model/tool";
import { argumentProblems } from "../plan/argumentProblems";
import type { Prepared } from "../runs/prepare";
import type { RunSession } from "../runs/session";
import { readSetting } from "../runs/settings.vscode";

export interface ReviewOptions {
  readonly approval: ApprovalServices;
  readonly prepared: Prepared;
  readonly session: RunSession;
  readonly tools: readonly Tool[];
  readonly workspaceFolder: string | undefined;
  /** Keeps the calls of the run as a manifest, some of them with other arguments. */
  readonly save: (edited: Readonly<Record<number, JsonObject>>) => Promise<void>;
  readonly signal: () => AbortSignal;
}

/**
 * Which calls of a task wait for a yes, by the setting `parallelTools.planReview`, and the list in which it is given: one
 * for each turn of the model, while everything that needs none runs on.
 */
export class Review {
  private awaiting: PlannedCall[] = [];
  private asking: Promise<void> = Promise.resolve();

  constructor(private readonly options: ReviewOptions) {}

  /** Whether a call that the model just wrote waits; it is in the next list then. */
  needsApproval(call: PlannedCall): boolean {
    const { approval, prepared } = this.options;
    const mode = readSetting("planReview");
    const isAllowed = (each: PlannedCall): boolean => isAllowedIn(approval.allowedTools, prepared, each);
    const needs = callsToApprove({ ...prepared.plan, calls: [call] }, "pasted", mode, isAllowed).length > 0;
    if (needs) this.awaiting.push(call);
    return needs;
  }

  /** Asks about everything that waits, once earlier questions are answered. */
  ask(): void {
    if (this.awaiting.length === 0) return;
    const calls = this.awaiting;
    this.awaiting = [];
    this.asking = this.asking.then(() => this.askAbout(calls));
  }

  private async askAbout(calls: readonly PlannedCall[]): Promise<void> {
    const { approval, prepared, session, workspaceFolder, save, signal } = this.options;
    const open = calls.filter(({ index }) => session.state.calls[index]?.ending === undefined);
    if (open.length === 0) return;
    const answer = await askApproval(approval, this.preparedOf(prepared, open, {}), workspaceFolder, {
      title: vscode.l10n.t("Review the Plan"),
      placeholder: vscode.l10n.t("Tick the calls that may run; the others are denied."),
      wholePlan: session.plan,
      save: (current) => save(editedOf(open, current.plan.calls)),
      signal: signal(),
    });
    const isAllowed = ({ index }: PlannedCall): boolean => answer?.allowed.has(index) === true;
    const edited = answer === undefined ? {} : editedOf(open, answer.prepared.plan.calls.filter(isAllowed));
    const asWritten = open.filter((call) => isAllowed(call) && !(call.index in edited));
    session.approve(indexesOf(asWritten), "allow");
    session.approve(indexesOf(open.filter((call) => !isAllowed(call))), "deny");
    if (Object.keys(edited).length > 0) await session.approveEdited(edited);
  }

  /** The calls as the list shows them: what else runs is not theirs to show. */
  private preparedOf(
    prepared: Prepared,
    calls: readonly PlannedCall[],
    edited: Readonly<Record<number, JsonObject>>,
  ): Prepared {
    const changed = calls.map((call) => ({ ...call, arguments: edited[call.index] ?? call.arguments }));
    const found = changed.map((call, place) => ({ call: { ...call, index: place }, tool: this.toolOf(call) }));
    return {
      ...prepared,
      plan: { ...prepared.plan, calls: changed },
      problems: argumentProblems(found.flatMap(({ call, tool }) => (tool === undefined ? [] : [{ call, tool }]))).map(
        ({ severity, message }) => ({ severity, message, range: { offset: 0, length: 0 } }),
      ),
      withArguments: (more) => this.preparedOf(prepared, calls, { ...edited, ...more }),
    };
  }

  private toolOf({ source, toolName }: PlannedCall): Tool | undefined {
    return this.options.tools.find((tool) => tool.source === source && tool.name === toolName);
  }
}

function indexesOf(calls: readonly PlannedCall[]): number[] {
  return calls.map(({ index }) => index);
}

function editedOf(before: readonly PlannedCall[], after: readonly PlannedCall[]): Record<number, JsonObject> {
  const argumentsBefore = new Map(before.map((call) => [call.index, call.arguments]));
  const changed = after.filter((call) => call.arguments !== argumentsBefore.get(call.index));
  return Object.fromEntries(changed.map((call) => [call.index, call.arguments]));
}
