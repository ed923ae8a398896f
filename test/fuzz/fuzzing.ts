import fc from "fast-check";

import { texts } from "./texts";
import type { Trial, Watched } from "./watched";
import type { Question } from "./worker";

/** In bytes, between the first half of a target's texts and the second: what is remembered must not grow with them. */
const mostGrowth = 32 * 1024 * 1024;
const batch = 50;
/** Of one target in one run; more say the same over again. */
const mostFailures = 5;

export interface FuzzingOptions {
  readonly watched: Watched<Question>;
  /** The same seed makes the same texts. */
  readonly seed: number;
  readonly keptTexts: (target: string) => readonly string[];
  /** Keeps a text that a target failed on, and says where. */
  readonly keepText: (target: string, text: string) => string;
  readonly say: (line: string) => void;
  readonly nowMs: () => number;
}

/** Tries kept and made-up texts on targets. */
export class Fuzzing {
  failures = 0;

  constructor(private readonly options: FuzzingOptions) {}

  /** Tries the target until that time, and at least one batch of made-up texts. */
  async fuzz(target: string, untilMs: number): Promise<void> {
    const { watched, seed, nowMs, say } = this.options;
    const kept = this.options.keptTexts(target);
    for (const text of kept) await this.tryOn(target, text, false);
    const middleMs = (nowMs() + untilMs) / 2;
    const arbitrary = texts(kept);
    const failuresBefore = this.failures;
    const hasEnough = (): boolean => this.failures >= failuresBefore + mostFailures;
    let count = 0;
    let slowestMs = 0;
    let heapBytes: number | undefined;
    while ((nowMs() < untilMs || count === 0) && !hasEnough()) {
      for (const text of fc.sample(arbitrary, { seed: seed + count, numRuns: batch })) {
        if (hasEnough()) break;
        slowestMs = Math.max(slowestMs, (await this.tryOn(target, text, true)).cpuMs);
      }
      count += batch;
      if (nowMs() > middleMs) heapBytes ??= await watched.heap();
    }
    const growth = (await watched.heap()) - (heapBytes ?? Infinity);
    if (growth > mostGrowth) this.fail(target, `The heap grew by ${Math.round(growth / 1024 / 1024)} MB.`);
    const tried = String(count + kept.length);
    say(`${target.padEnd(14)} ${tried.padStart(7)} texts   slowest ${Math.round(slowestMs)} ms`);
  }

  private async tryOn(target: string, text: string, isNew: boolean): Promise<Trial> {
    const { watched, keepText } = this.options;
    let trial = await watched.trial({ target, text });
    // The first time also compiles the code; what hangs, hangs again.
    if (trial.kind === "hang") trial = await watched.trial({ target, text });
    if (trial.kind === "held") return trial;
    const place = isNew ? `kept as ${keepText(target, text)}` : JSON.stringify(text.slice(0, 100));
    this.fail(target, `${trial.kind}: ${trial.message.slice(0, 1_000)}\n  ${place}`);
    return trial;
  }

  private fail(target: string, message: string): void {
    const { say, seed } = this.options;
    this.failures++;
    say(`${target}: ${message}\n  again: npm run fuzz -- --only ${target} --seed ${seed}`);
  }
}
