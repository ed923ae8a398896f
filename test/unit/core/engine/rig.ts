import {
  createEngine,
  type EarlierRuns,
  type Engine,
  type EngineOptions,
  type Invoke,
  type Machine,
} from "../../../../src/core/engine/engine";
import type { AttemptContext } from "../../../../src/core/model/attempt";
import type { JsonObject } from "../../../../src/core/model/data/json";
import type { Plan, PlannedCall } from "../../../../src/core/model/plan";
import type { ToolResult } from "../../../../src/core/model/result";
import type { RunEvent } from "../../../../src/core/model/run";
import { FakeClock } from "./fakeClock";
import { picture } from "./pictures";
import { textResult } from "./plans";

export interface Turn {
  readonly call: PlannedCall;
  readonly args: JsonObject;
  readonly context: AttemptContext;
  readonly clock: FakeClock;
  /** Which attempt of the call this is, from 1. */
  readonly attempt: number;
}

/** What the tool of one call does: waits so long and succeeds, or whatever it likes. */
export type Act = number | ((turn: Turn) => ToolResult | Promise<ToolResult>);

/** What a test says of its engine, all of it in one. */
type RigOptions = Partial<Omit<EngineOptions, "machine" | "earlier"> & Machine & EarlierRuns>;

/** An engine with a clock that is turned by hand, and tools that do as they are told by the id of the call. */
export class Rig {
  readonly clock = new FakeClock();
  readonly events: RunEvent[] = [];
  readonly engine: Engine;
  private readonly attempts = new Map<number, number>();

  constructor(
    private readonly plan: Plan,
    acts: Readonly<Record<string, Act>>,
    { history, cache, estimateMs, clock = this.clock, attention, cores, random = () => 1, ...options }: RigOptions = {},
  ) {
    const invoke: Invoke = (call, args, context) => {
      const attempt = (this.attempts.get(call.index) ?? 0) + 1;
      this.attempts.set(call.index, attempt);
      const act = acts[call.id ?? ""] ?? 10;
      return typeof act === "number"
        ? waits(this.clock, act, context)
        : act({ call, args, context, clock: this.clock, attempt });
    };
    this.engine = createEngine(plan, {
      invoke,
      emit: (event) => this.events.push(event),
      machine: { clock, random, ...(attention && { attention }), ...(cores !== undefined && { cores }) },
      earlier: { ...(history && { history }), ...(cache && { cache }), ...(estimateMs && { estimateMs }) },
      ...options,
    });
  }

  /** Starts the run, does what is to be done at certain moments, and goes on until nothing is left to happen. */
  async run(meanwhile: Readonly<Record<number, () => void>> = {}): Promise<this> {
    const round = this.engine.start();
    for (const [atMs, act] of Object.entries(meanwhile)) {
      await this.clock.advance(Number(atMs) - this.clock.now());
      act();
    }
    await this.clock.runAll();
    await round;
    return this;
  }

  async retry(calls: readonly number[], edited?: Readonly<Record<number, JsonObject>>): Promise<this> {
    const round = this.engine.retry(calls, edited);
    await this.clock.runAll();
    await round;
    return this;
  }

  picture(msPerCharacter?: number): string {
    return `\n${picture(this.engine, this.plan.calls, msPerCharacter)}\n`;
  }

  /** Events in short: `10 attemptStarted 0`. */
  told(...types: RunEvent["type"][]): string[] {
    return this.events
      .filter(({ type }) => types.includes(type))
      .map((event) => `${event.atMs} ${event.type}${"call" in event ? ` ${event.call}` : ""}`);
  }
}

/** Succeeds after `ms`, or stops at once when it is told to. */
function waits(clock: FakeClock, ms: number, { signal }: AttemptContext): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      resolve(textResult(`after ${ms} ms`));
    }, ms);
    signal.addEventListener("abort", () => {
      clock.clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}

/** Succeeds after `ms`, whatever it is told. */
export function deaf(ms: number): Act {
  return async ({ clock }) => {
    await clock.wait(ms);
    return textResult(`after ${ms} ms`);
  };
}
