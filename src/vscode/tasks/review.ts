import * as vscode from "vscode";
import type { Approvable } from "../runs/approval/approvable";
import { askApproval, isAllowedIn, type ApprovalServices } from "../runs/approval/approval";
import { callsToApprove } from "../runs/approval/approvalRules";
import { thrownWords } from "../words/said";
import type { JsonObject } from "../../core/model/data/json";
import { OneAtATime } from "../../core/async/oneAtATime";
import type { PlannedCall, ToolLookup } from "../../core/model/plan";
import type { Tool } from "../../core/model/tool";
import { visible } from "../../core/model/text/visible";
import { argumentProblems } from "../../core/plan/schemas/argumentProblems";
import { showError } from "../window/messages";
import type { Prepared } from "../../node/runs/prepare";
import type { RunSession } from "../../node/runs/session";
import { worded } from "../../core/model/text/wording";
import { readSetting } from "../window/settings";

/** Calls that a model wrote, as the list shows them. */
type ReviewedCalls = Approvable<ReviewedCalls>;

export interface ReviewOptions {
  readonly approval: ApprovalServices;
  readonly prepared: Pick<Prepared, "manifest" | "places" | "plan" | "definitionOf" | "planOf">;
  readonly session: RunSession;
  readonly tools: readonly Tool[];
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
  private readonly asking = new OneAtATime();

  constructor(private readonly options: ReviewOptions) {}

  /** Whether a call that the model just wrote waits; it is in the next list then. */
  needsApproval(call: PlannedCall): boolean {
    const { approval, prepared } = this.options;
    const mode = readSetting("planReview");
    const isAllowed = (each: PlannedCall): boolean => isAllowedIn(approval.allowedTools, prepared, each);
    const needs = callsToApprove({ calls: [call] }, mode, isAllowed).length > 0;
    if (needs) this.awaiting.push(call);
    return needs;
  }

  /** Asks about everything that waits, once earlier questions are answered. */
  ask(): void {
    if (this.awaiting.length === 0) return;
    const calls = this.awaiting;
    this.awaiting = [];
    void this.asking.run(() => this.askAbout(calls)).catch((thrown: unknown) => this.denyAll(calls, thrown));
  }

  private async askAbout(calls: readonly PlannedCall[]): Promise<void> {
    const { approval, session, save, signal } = this.options;
    const open = calls.filter(({ index }) => session.state.calls[index]?.ending === undefined);
    if (open.length === 0) return;
    const answer = await askApproval(approval, this.reviewedOf(open, {}), {
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
    if (Object.keys(edited).length > 0) await session.edits.approve(edited);
  }

  /** Nobody was asked, so none of them runs, and none waits for ever. */
  private denyAll(calls: readonly PlannedCall[], thrown: unknown): void {
    void showError(vscode.l10n.t("The plan could not be reviewed: {0}", visible(thrownWords(thrown))));
    this.options.session.approve(indexesOf(calls), "deny");
  }

  /** The calls as the list shows them: what else runs is not theirs to show. */
  private reviewedOf(calls: readonly PlannedCall[], edited: Readonly<Record<number, JsonObject>>): ReviewedCalls {
    const { prepared } = this.options;
    const changed = calls.map((call) => ({ ...call, arguments: edited[call.index] ?? call.arguments }));
    const found = changed.map((call, place) => ({ call: { ...call, index: place }, tool: this.toolOf(call) }));
    // Other arguments may change more, or lead elsewhere, than those that the model wrote.
    const lookups = found.map(({ tool }): ToolLookup => (tool ? { kind: "found", tool } : notOffered));
    const anew = prepared.planOf(
      found.map(({ call }) => call),
      lookups,
    ).plan.calls;
    const shown = changed.map((call, place) => ({ ...call, ...effectsOf(anew[place] ?? call) }));
    return {
      manifest: prepared.manifest,
      places: prepared.places,
      plan: { ...prepared.plan, calls: shown },
      problems: argumentProblems(found.flatMap(({ call, tool }) => (tool === undefined ? [] : [{ call, tool }]))),
      definitionOf: (source) => prepared.definitionOf(source),
      // What runs already stays in the order in which it was planned: what is kept holds from the next plan on.
      withState: () => this.reviewedOf(calls, edited),
      withArguments: (more) => this.reviewedOf(calls, { ...edited, ...more }),
    };
  }

  private toolOf({ source, toolName }: PlannedCall): Tool | undefined {
    return this.options.tools.find((tool) => tool.source === source && tool.name === toolName);
  }
}

const notOffered: ToolLookup = { kind: "unknown", ...worded("There is no such tool.") };

function effectsOf({ safety, destructive, concerns = [] }: PlannedCall) {
  return { safety, destructive, concerns };
}

function indexesOf(calls: readonly PlannedCall[]): number[] {
  return calls.map(({ index }) => index);
}

function editedOf(before: readonly PlannedCall[], after: readonly PlannedCall[]): Record<number, JsonObject> {
  const argumentsBefore = new Map(before.map((call) => [call.index, call.arguments]));
  const changed = after.filter((call) => call.arguments !== argumentsBefore.get(call.index));
  return Object.fromEntries(changed.map((call) => [call.index, call.arguments]));
}
