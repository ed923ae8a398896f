import type { Engine } from "../../../core/engine/engine";
import { OneAtATime } from "../../../core/async/oneAtATime";
import type { JsonObject } from "../../../core/model/data/json";
import { rewiredPlan } from "../../../core/model/growth";
import type { PlannedCall } from "../../../core/model/plan";
import type { RunEvent } from "../../../core/model/run";
import { endedBadly, withReasonIfNeeded } from "../retry";
import { planEdited, type EditedCalls, type EditedCallsOptions } from "./editedCalls";
import type { RememberedCalls } from "./rememberedCalls";
import type { ShownRun } from "./shownRun";

/** What came of retrying a call with edited arguments. */
export type EditedRetry =
  { readonly problems: readonly string[] } | { readonly round: Promise<void> } | { readonly refused: true };

/** Whether a call may run as it was edited, by what it may do now and did before. */
export type AllowEdited = (edited: PlannedCall, before: PlannedCall) => Promise<boolean>;

interface CheckedEditsParts {
  readonly shown: ShownRun;
  readonly engine: Pick<Engine, "rewire" | "approve" | "retry">;
  readonly remembered: RememberedCalls;
  /** Asked for each time: files and links may have changed since the last. */
  readonly planning: () => EditedCallsOptions;
  /** Begins a round of the run. */
  readonly follow: (begin: () => Promise<void>) => Promise<void>;
}

/** Runs calls of a run with other arguments, once these were checked, and the plan is as they ask for. */
export class CheckedEdits {
  private readonly edits = new OneAtATime();
  private readonly edited = new Set<number>();

  constructor(private readonly parts: CheckedEditsParts) {}

  /** Whether a call's arguments were edited since the run was opened. */
  has(call: number): boolean {
    return this.edited.has(call);
  }

  happened(event: RunEvent): void {
    if (event.type === "roundStarted")
      for (const call of Object.keys(event.edited ?? {})) this.edited.add(Number(call));
    if (event.type === "approved" && event.arguments !== undefined) this.edited.add(event.call);
  }

  /**
   * Runs a call once more with other arguments, ordered by what they refer to and touch. Gives why it cannot run with them,
   * in words, or else the round that has begun; `isAllowed` is asked before. Looks tools up, which may start their servers.
   */
  retry(call: number, args: JsonObject, isAllowed: AllowEdited = () => Promise.resolve(true)): Promise<EditedRetry> {
    const { shown, engine, remembered, follow } = this.parts;
    return this.edits.run(async () => {
      const { changes, problems } = await this.planWith({ [call]: args });
      if (problems.length > 0) return { problems };
      const [before, edited] = [shown.plan, rewiredPlan(shown.plan, changes)].map(({ calls }) => calls[call]);
      if (before && edited && !(await isAllowed({ ...edited, arguments: args }, before))) return { refused: true };
      if (!endedBadly(shown.state, call)) return { problems: ["It has been run again meanwhile."] };
      engine.rewire(changes);
      // What was just changed may not have been told yet.
      const plan = rewiredPlan(shown.plan, changes);
      const again = remembered.withForgotten(plan, withReasonIfNeeded(plan, shown.state, call));
      return { round: follow(() => engine.retry(again, { [call]: args })) };
    });
  }

  /** Lets calls run that await approval with other arguments, ordered by what these refer to and touch. */
  approve(edited: Readonly<Record<number, JsonObject>>): Promise<void> {
    const { engine } = this.parts;
    return this.edits.run(async () => {
      const { changes, problems } = await this.planWith(edited);
      // Where something is wrong with them, the calls say so when they run.
      if (problems.length === 0) engine.rewire(changes);
      engine.approve(Object.keys(edited).map(Number), "allow", edited);
    });
  }

  /** One after another, since each must see what the one before it was edited to. */
  private planWith(edited: Readonly<Record<number, JsonObject>>): Promise<EditedCalls> {
    const { shown, planning } = this.parts;
    const argumentsOf = (call: number): JsonObject =>
      edited[call] ?? shown.callState(call)?.editedArguments ?? shown.plan.calls[call]?.arguments ?? {};
    return planEdited(shown.plan, argumentsOf, new Set(Object.keys(edited).map(Number)), planning());
  }
}
