import type { Clock } from "../../core/engine/time/clock";
import type { Conversation } from "./conversation";
import { instructions, type CallForm, type PlanMode } from "./instructions";
import type { Intake } from "./calls/intake";
import type { Model, ModelTool } from "./models/chatModel";
import { failureOf, type ModelFailure } from "./models/modelFailure";
import { toolsForPlans, toolsForSteps, type OfferedTools } from "./offering/offeredTools";
import type { ModelCallPurpose, TaskEvent } from "./taskEvents";
import { readTurn, type TurnPart } from "./turn";
import { TurnReading, type ReadTurn } from "./turnReading";

/** A server that asks for a longer pause is not waited for. */
const longestPauseMs = 20_000;
const mostPauses = 2;

/** What turns of a model are taken with. */
interface ModelTurnsOptions {
  readonly mode: PlanMode;
  readonly model: Model;
  readonly offered: OfferedTools;
  readonly conversation: Conversation;
  readonly intake: Intake;
  readonly fence: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of each event without its time. */
  emit(event: UntimedTaskEvent): void;
}

type WithoutTime<E> = E extends { readonly atMs: number } ? Omit<E, "atMs"> : never;
export type UntimedTaskEvent = WithoutTime<TaskEvent>;

/** The turns of a task: each asks the model, waits and asks again where it should, and takes in what it writes. */
export class ModelTurns {
  private readonly acceptedCalls = new Set<number>();
  private form: CallForm = "native";
  private turnsTaken = 0;

  constructor(private readonly options: ModelTurnsOptions) {}

  /** How often the model was asked. */
  get count(): number {
    return this.turnsTaken;
  }

  /** The calls of the run that came from the model. */
  get calls(): ReadonlySet<number> {
    return this.acceptedCalls;
  }

  /** Asks the model once and takes its calls into the run as they come. Throws a `ModelFailure`. */
  async takeTurn(purpose: ModelCallPurpose, mayCall: boolean): Promise<ReadTurn> {
    for (let pauses = 0; ;) {
      const modelCall = ++this.turnsTaken;
      const reading = new TurnReading(modelCall, purpose);
      this.options.emit({ type: "modelCallStarted", modelCall, purpose });
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
        reading.addBroken(this.options.intake, `The answer broke off here: ${failure.message}`);
        this.tellFates(reading);
      }
      const turn = { text: reading.text, calls: reading.calls, finish: reading.finish };
      this.options.conversation.addTurn(turn);
      return turn;
    }
  }

  private async read(reading: TurnReading, mayCall: boolean): Promise<void> {
    const { model, signal } = this.options;
    const form = this.form;
    const tools = this.modelTools();
    const messages = this.options.conversation.messages(this.instructions(tools), form);
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
    reading.check(this.options.intake);
    this.tellFates(reading);
    this.tellEnd(reading);
  }

  private async *timed<T>(deltas: AsyncIterable<T>, { modelCall }: TurnReading): AsyncGenerator<T> {
    let isFirst = true;
    for await (const delta of deltas) {
      if (isFirst) this.options.emit({ type: "firstToken", modelCall });
      isFirst = false;
      yield delta;
    }
  }

  private takePart(reading: TurnReading, part: TurnPart, mayCall: boolean): void {
    const { modelCall } = reading;
    switch (part.type) {
      case "text":
        reading.text += part.text;
        this.options.emit({ type: "textWritten", modelCall, text: part.text });
        return;
      case "call":
        if (!mayCall) reading.ignoredCalls++;
        else {
          reading.calls.push(this.options.intake.takeCall(part.call, reading.purpose));
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
    this.options.intake.endTurn();
    this.tellFates(reading);
  }

  private tellFates(reading: TurnReading): void {
    const { modelCall } = reading;
    for (const { id, fate, written } of reading.newlySettled()) {
      if (fate.kind === "rejected") {
        this.options.emit({ type: "callRejected", modelCall, id, tool: written.name, problems: fate.problems });
      } else if (fate.kind === "accepted") {
        this.acceptedCalls.add(fate.call);
        if (!fate.repeated) this.options.emit({ type: "callAccepted", modelCall, id, call: fate.call });
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
    const retryAtMs = this.options.clock.now() + retryAfterMs;
    this.options.emit({ type: "modelCallDelayed", modelCall: reading.modelCall, retryAtMs, message: failure.message });
    await this.pause(retryAfterMs);
    return !signal.aborted;
  }

  private pause(ms: number): Promise<void> {
    const { signal } = this.options;
    return new Promise((resolve) => {
      const timer = this.options.clock.setTimeout(done, ms);
      const clock = this.options.clock;
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
    const { mode, fence, offered } = this.options;
    return instructions({ mode, form: this.form, fence, offered, tools });
  }

  private readonly isCall = (name: string): boolean =>
    this.form === "text" || this.options.offered.find(name) !== undefined;

  private tellEnd({ modelCall, finish, usage }: TurnReading, failure?: ModelFailure): void {
    this.options.emit({
      type: "modelCallEnded",
      modelCall,
      ...(usage && { usage }),
      ...(failure ? { failure: { kind: failure.kind, message: failure.message } } : { finish }),
    });
  }
}
