import { systemClock, type Clock } from "../../core/engine/time/clock";
import { Conversation } from "./conversation";
import { newFence } from "./reading/fence";
import { answerRequest, repairRequest, type PlanMode } from "./instructions";
import { Intake } from "./calls/intake";
import type { Model } from "./models/chatModel";
import { failureOf } from "./models/modelFailure";
import { ModelTurns, type UntimedTaskEvent } from "./modelTurns";
import { RepeatedTurns } from "./repeatedTurns";
import type { OfferedTools } from "./offering/offeredTools";
import type { ModelCallPurpose, TaskEnding, TaskEvent } from "./taskEvents";
import type { GrowingRun } from "./taskRun";
import type { ReadTurn } from "./turnReading";

export interface TaskOptions {
  readonly prompt: string;
  readonly mode: PlanMode;
  readonly model: Model;
  readonly offered: OfferedTools;
  readonly run: GrowingRun;
  /** Told of everything that happens, in order. */
  emit(event: TaskEvent): void;
  /** Cancels the model's stream and every call. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** Ends when the calls are written; the run it is given should run none. */
  readonly planOnly?: boolean;
  /** How many turns of calls the model has, repairs not counted; 4 for plans and 12 for an agent when absent. */
  readonly mostTurns?: number;
  /** How often calls with mistakes are sent back; 2 when absent. */
  readonly mostRepairs?: number;
  /** How many calls a task may make; 200 when absent. */
  readonly mostCalls?: number;
}

const turnsOf: Readonly<Record<PlanMode, number>> = { plan: 4, agent: 12 };

/** One task: what the model is asked, what it writes, and the calls that are made because of it. */
export class Task {
  private readonly conversation: Conversation;
  private readonly turns: ModelTurns;
  private readonly clock: Clock;
  private readonly repeated = new RepeatedTurns();
  private repairs = 0;

  constructor(private readonly options: TaskOptions) {
    const { model, offered, run, mode, signal, clock = systemClock, mostCalls = 200 } = options;
    const fence = newFence();
    const conversation = new Conversation(fence, (call) => run.endingOf(call));
    const intake = new Intake({ offered, run, references: mode === "plan", mostCalls });
    const emit = (event: UntimedTaskEvent): void => options.emit({ ...event, atMs: clock.now() });
    this.clock = clock;
    this.conversation = conversation;
    this.turns = new ModelTurns({ mode, model, offered, conversation, intake, fence, clock, signal, emit });
  }

  /** Runs the task to its end. Never rejects. To be called once. */
  start(): Promise<TaskEnding> {
    this.conversation.addText(this.options.prompt);
    return this.conclude(() => this.work());
  }

  /** Asks for the answer once more, with the results as they are now: some calls were run again. Never rejects. */
  answerAgain(): Promise<TaskEnding> {
    return this.conclude(async () => {
      await this.callsToEnd();
      this.conversation.addText(answerRequest);
      return this.endingOf(await this.turns.takeTurn("answer", false));
    });
  }

  private async conclude(work: () => Promise<TaskEnding>): Promise<TaskEnding> {
    const { signal, run } = this.options;
    const cancel = (): void => run.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    let ending: TaskEnding;
    try {
      ending = await work();
    } catch (thrown) {
      ending = endingOfFailure(thrown, signal);
    }
    if (signal.aborted) {
      cancel();
      ending = { outcome: "cancelled" };
    }
    if (this.options.planOnly !== true) await this.callsToEnd();
    signal.removeEventListener("abort", cancel);
    this.options.emit({ type: "taskEnded", atMs: this.clock.now(), ending });
    return ending;
  }

  private async work(): Promise<TaskEnding> {
    const { mode, planOnly = false, mostTurns = turnsOf[mode], mostRepairs = 2 } = this.options;
    let purpose: ModelCallPurpose = "plan";
    for (let turns = 0; ;) {
      const mayCall = turns < mostTurns && !this.repeated.isLoop;
      if (!mayCall) this.conversation.addText(answerRequest);
      const turn = await this.turns.takeTurn(purpose, mayCall);
      this.repeated.add(turn.calls);
      if (!mayCall) return this.endingOf(turn);
      const problems = turn.calls.flatMap(({ fate }) => (fate.kind === "rejected" ? fate.problems : []));
      if (problems.length > 0 && this.repairs < mostRepairs) {
        this.repairs++;
        this.conversation.addText(repairRequest);
        purpose = "repair";
        continue;
      }
      if (planOnly && (turn.calls.length > 0 || this.turns.calls.size > 0)) return { outcome: "planned", problems };
      const isAnswer = turn.calls.length === 0 && !(purpose === "repair" && this.turns.calls.size > 0);
      if (isAnswer) return this.endingOf(turn);
      await this.callsToEnd();
      this.options.signal.throwIfAborted();
      turns++;
      purpose = "answer";
    }
  }

  private endingOf({ text, finish, calls }: ReadTurn): TaskEnding {
    const answer = text.trim();
    if (calls.length > 0 || answer === "") {
      return {
        outcome: "stopped",
        reason: `The model went on calling tools instead of answering, and was stopped after ${this.turns.count} turns. Try again with a task that is narrower, or with another model.`,
        answer,
      };
    }
    return { outcome: "answered", answer, ...(finish === "length" && { cutOff: true }) };
  }

  private async callsToEnd(): Promise<void> {
    await Promise.all([...this.turns.calls].map((call) => this.options.run.ended(call)));
  }
}

function endingOfFailure(thrown: unknown, signal: AbortSignal): TaskEnding {
  const { kind, message } = failureOf(thrown, signal);
  return kind === "cancelled" ? { outcome: "cancelled" } : { outcome: "failed", failure: { kind, message } };
}
