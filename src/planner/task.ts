import { systemClock, type Clock } from "../engine/clock";
import { messageOf } from "../model/failure";
import { Conversation, type ModelTurn } from "./conversation";
import { newFence } from "./fence";
import { answerRequest, instructions, repairRequest, type CallForm, type PlanMode } from "./instructions";
import { Intake, type TakenCall } from "./intake";
import { ModelFailure, type Model, type ModelTool } from "./model";
import { RepeatedTurns } from "./repeatedTurns";
import { toolsForPlans, toolsForSteps, type OfferedTools } from "./offeredTools";
import type { ModelCallPurpose, TaskEnding, TaskEvent } from "./taskEvents";
import type { GrowingRun } from "./taskRun";
import { readTurn, type TurnPart } from "./turn";

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
/** A server that asks for a longer pause is not waited for. */
const longestPauseMs = 20_000;
const mostPauses = 2;

interface ReadTurn extends ModelTurn {
  readonly finish: "stop" | "toolCalls" | "length" | "refusal" | "cut";
}

/** One task: what the model is asked, what it writes, and the calls that are made because of it. */
export class Task {
  private readonly conversation: Conversation;
  private readonly intake: Intake;
  private readonly fence = newFence();
  private readonly clock: Clock;
  private readonly repeated = new RepeatedTurns();
  /** The calls of the run that came from the model. */
  private readonly calls = new Set<number>();
  private form: CallForm = "native";
  private modelCalls = 0;
  private repairs = 0;

  constructor(private readonly options: TaskOptions) {
    const { offered, run, mode, mostCalls = 200 } = options;
    this.clock = options.clock ?? systemClock;
    this.conversation = new Conversation(this.fence, (call) => run.endingOf(call));
    this.intake = new Intake({ offered, run, references: mode === "plan", mostCalls });
  }

  /** Runs the task to its end. Never rejects. To be called once. */
  start(): Promise<TaskEnding> {
    this.conversation.say(this.options.prompt);
    return this.conclude(() => this.work());
  }

  /** Asks for the answer once more, with the results as they are now: some calls were run again. Never rejects. */
  answerAgain(): Promise<TaskEnding> {
    return this.conclude(async () => {
      await this.callsToEnd();
      this.conversation.say(answerRequest);
      return this.endingOf(await this.turn("answer", false));
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
      if (!mayCall) this.conversation.say(answerRequest);
      const turn = await this.turn(purpose, mayCall);
      if (!mayCall) return this.endingOf(turn);
      const problems = turn.calls.flatMap(({ fate }) => (fate.kind === "rejected" ? fate.problems : []));
      if (problems.length > 0 && this.repairs < mostRepairs) {
        this.repairs++;
        this.conversation.say(repairRequest);
        purpose = "repair";
        continue;
      }
      if (planOnly && (turn.calls.length > 0 || this.calls.size > 0)) return { outcome: "planned", problems };
      const isAnswer = turn.calls.length === 0 && !(purpose === "repair" && this.calls.size > 0);
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
        reason: `The model went on calling tools instead of answering, and was stopped after ${this.modelCalls} turns. Try again with a task that is narrower, or with another model.`,
        answer,
      };
    }
    return { outcome: "answered", answer, ...(finish === "length" && { cutOff: true }) };
  }

  private async callsToEnd(): Promise<void> {
    await Promise.all([...this.calls].map((call) => this.options.run.ended(call)));
  }

  // One turn.

  /** Asks the model once and takes its calls into the run as they come. Throws a `ModelFailure`. */
  private async turn(purpose: ModelCallPurpose, mayCall: boolean): Promise<ReadTurn> {
    for (let pauses = 0; ;) {
      const modelCall = ++this.modelCalls;
      const reading = new TurnReading(modelCall, purpose);
      this.emitNow({ type: "modelCallStarted", modelCall, purpose });
      try {
        await this.read(reading, mayCall);
      } catch (thrown) {
        const failure = failureOf(thrown, this.options.signal);
        this.tellEnd(reading, failure);
        if (await this.mayAskAgain(failure, reading, pauses)) {
          pauses++;
          continue;
        }
        // What was written before the connection broke is worth mending; nothing is not.
        const brokeOff = failure.kind === "unreachable" || failure.kind === "badResponse";
        if (!brokeOff || reading.calls.length === 0) throw failure;
        reading.addBroken(this.intake, `The answer broke off here: ${failure.message}`);
        this.tellFates(reading);
      }
      const turn = { text: reading.text, calls: reading.calls, finish: reading.finish };
      this.repeated.add(turn.calls);
      this.conversation.add(turn);
      return turn;
    }
  }

  private async read(reading: TurnReading, mayCall: boolean): Promise<void> {
    const { model, signal } = this.options;
    const form = this.form;
    const tools = this.modelTools();
    const messages = this.conversation.messages(this.instructions(tools), form);
    const request = {
      messages,
      tools: form === "native" ? tools : [],
      toolChoice: mayCall ? ("auto" as const) : ("none" as const),
    };
    const textCalls = mayCall ? { isCall: this.isCall, anywhere: form === "text" } : undefined;
    try {
      for await (const part of readTurn(this.timed(model.stream(request, signal), reading), textCalls)) {
        this.takePart(reading, part, mayCall);
      }
    } finally {
      this.endIntake(reading);
    }
    reading.check(this.intake);
    this.tellFates(reading);
    this.tellEnd(reading);
  }

  private async *timed<T>(deltas: AsyncIterable<T>, { modelCall }: TurnReading): AsyncGenerator<T> {
    let isFirst = true;
    for await (const delta of deltas) {
      if (isFirst) this.emitNow({ type: "firstToken", modelCall });
      isFirst = false;
      yield delta;
    }
  }

  private takePart(reading: TurnReading, part: TurnPart, mayCall: boolean): void {
    const { modelCall } = reading;
    switch (part.type) {
      case "text":
        reading.text += part.text;
        this.emitNow({ type: "textWritten", modelCall, text: part.text });
        return;
      case "call":
        if (!mayCall) reading.ignoredCalls++;
        else {
          reading.calls.push(this.intake.take(part.call, reading.purpose));
          this.tellFates(reading);
        }
        return;
      case "refusal":
        reading.refusal += part.text;
        return;
      case "usage":
        reading.usage = part.usage;
        return;
      case "end":
        reading.finish = part.finish;
    }
  }

  private endIntake(reading: TurnReading): void {
    this.intake.endTurn();
    this.tellFates(reading);
  }

  private tellFates(reading: TurnReading): void {
    const { modelCall } = reading;
    for (const { id, fate, written } of reading.newlySettled()) {
      if (fate.kind === "rejected") {
        this.emitNow({ type: "callRejected", modelCall, id, tool: written.name, problems: fate.problems });
      } else if (fate.kind === "accepted") {
        this.calls.add(fate.call);
        if (!fate.repeated) this.emitNow({ type: "callAccepted", modelCall, id, call: fate.call });
      }
    }
  }

  private async mayAskAgain(failure: ModelFailure, reading: TurnReading, pauses: number): Promise<boolean> {
    const { mode, signal } = this.options;
    if (reading.calls.length > 0 || reading.text !== "") return false;
    if (failure.kind === "noToolSupport" && mode === "plan" && this.form === "native") {
      this.form = "text";
      return true;
    }
    const { retryAfterMs } = failure;
    if (failure.kind !== "rateLimited" || retryAfterMs === undefined) return false;
    if (retryAfterMs > longestPauseMs || pauses >= mostPauses) return false;
    const retryAtMs = this.clock.now() + retryAfterMs;
    this.emitNow({ type: "modelCallDelayed", modelCall: reading.modelCall, retryAtMs, message: failure.message });
    await this.pause(retryAfterMs);
    return !signal.aborted;
  }

  private pause(ms: number): Promise<void> {
    const { signal } = this.options;
    return new Promise((resolve) => {
      const timer = this.clock.setTimeout(done, ms);
      const clock = this.clock;
      signal.addEventListener("abort", done, { once: true });
      function done(): void {
        clock.clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
    });
  }

  private modelTools(): ModelTool[] {
    const { mode, offered } = this.options;
    return mode === "plan" && this.form === "native" ? toolsForPlans(offered) : toolsForSteps(offered);
  }

  private instructions(tools: readonly ModelTool[]): string {
    const { mode, offered } = this.options;
    return instructions({ mode, form: this.form, fence: this.fence, offered, tools });
  }

  private readonly isCall = (name: string): boolean =>
    this.form === "text" || this.options.offered.find(name) !== undefined;

  private tellEnd({ modelCall, finish, usage }: TurnReading, failure?: ModelFailure): void {
    this.emitNow({
      type: "modelCallEnded",
      modelCall,
      ...(usage && { usage }),
      ...(failure ? { failure: { kind: failure.kind, message: failure.message } } : { finish }),
    });
  }

  private emitNow(event: WithoutTime<TaskEvent>): void {
    this.options.emit({ ...event, atMs: this.clock.now() });
  }
}

type WithoutTime<E> = E extends { readonly atMs: number } ? Omit<E, "atMs"> : never;

/** What has been read of a turn so far. */
class TurnReading {
  text = "";
  refusal = "";
  finish: ReadTurn["finish"] = "cut";
  usage: Extract<TurnPart, { type: "usage" }>["usage"] | undefined;
  ignoredCalls = 0;
  readonly calls: TakenCall[] = [];
  private readonly settled = new Set<TakenCall>();

  constructor(
    readonly modelCall: number,
    readonly purpose: ModelCallPurpose,
  ) {}

  /** The calls whose fate has been decided since this was last asked. */
  newlySettled(): TakenCall[] {
    const settled = this.calls.filter((call) => call.fate.kind !== "held" && !this.settled.has(call));
    for (const call of settled) this.settled.add(call);
    return settled;
  }

  addBroken(intake: Intake, problem: string): void {
    const broken = { name: "", argumentsText: "", arguments: { kind: "broken" as const, problem } };
    this.calls.push(intake.take(broken, this.purpose));
  }

  /** Throws for a turn that cannot be gone on with; one that was cut off after calls is asked to be mended. */
  check(intake: Intake): void {
    if (this.refusal !== "" || this.finish === "refusal") throw refused(this.refusal || this.text);
    if (this.calls.length > 0) {
      const allTaken = this.calls.every(({ fate }) => fate.kind !== "rejected");
      if (this.finish === "length" && allTaken)
        this.addBroken(intake, "The plan was cut off by a length limit. Write what is missing, in fewer words.");
      return;
    }
    if (this.text.trim() !== "" || this.ignoredCalls > 0) return;
    throw this.finish === "length" ? usedUp() : empty();
  }
}

function refused(words: string): ModelFailure {
  const said = words.trim();
  return new ModelFailure(
    "refusal",
    `The model refused the task${said === "" ? "." : `: ${said}`} Word the task differently, or use another model.`,
  );
}

function usedUp(): ModelFailure {
  return new ModelFailure(
    "lengthLimit",
    "The model reached its length limit before it wrote anything. Allow it more output tokens, or give it a shorter task or fewer tools.",
  );
}

function empty(): ModelFailure {
  return new ModelFailure(
    "badResponse",
    "The model answered with nothing: no text and no calls. Try again; if it stays so, check the model's name and that its server supports chat completions with tools.",
  );
}

function failureOf(thrown: unknown, signal: AbortSignal): ModelFailure {
  if (signal.aborted) return new ModelFailure("cancelled", "The task was cancelled.");
  if (thrown instanceof ModelFailure) return thrown;
  return new ModelFailure("badResponse", `The model could not be read: ${messageOf(thrown)}`, { cause: thrown });
}

function endingOfFailure(thrown: unknown, signal: AbortSignal): TaskEnding {
  const { kind, message } = failureOf(thrown, signal);
  return kind === "cancelled" ? { outcome: "cancelled" } : { outcome: "failed", failure: { kind, message } };
}
