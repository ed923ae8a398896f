import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { RunEvent } from "../../../src/core/model/run";
import type { ShownRun } from "../state/shownRun";
import { summaryWords } from "../words/summaryWords";
import type { Text } from "../words/text";

const gatherMs = 1000;
const soonMs = 400;

/**
 * Tells a screen reader the start, the end and the failures of a run, gathered for a second so that a hundred failures
 * are one sentence, and what a filter or a zoom has left.
 */
export class Announcer implements ReactiveController {
  /** What was told last. */
  sentence = "";
  private started: string | undefined;
  private failed: string[] = [];
  /** What is known of the end when it is told. */
  private ended: (() => string) | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private soonTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    clearTimeout(this.soonTimer);
    this.timer = undefined;
  }

  /** Takes in what happened to a run; the run's state already includes it. */
  hear(events: readonly RunEvent[], run: ShownRun, text: Text): void {
    const { announce } = text;
    for (const event of events) {
      if (event.type === "roundStarted") this.started = announce.started(event.calls.length);
      if (event.type === "roundEnded")
        this.ended = () => announce.ended(summaryWords({ run, text, nowMs: run.nowMs }).join(", "));
      if (event.type === "callEnded" && event.ending.outcome !== "succeeded") {
        this.failed.push(announce.failed(run.nameOf(event.call), text.error(event.ending.error)));
      }
    }
    if (this.started === undefined && this.ended === undefined && this.failed.length === 0) return;
    this.timer ??= setTimeout(() => this.tellGathered(text), gatherMs);
  }

  /** Tells at once what takes the place of anything told before. */
  tell(sentence: string): void {
    this.sentence = sentence;
    this.host.requestUpdate();
  }

  /** Tells the last of what follows one another quickly, as while a word is typed. */
  tellSoon(sentence: string): void {
    clearTimeout(this.soonTimer);
    this.soonTimer = setTimeout(() => this.tell(sentence), soonMs);
  }

  private tellGathered({ announce }: Text): void {
    this.timer = undefined;
    const failures = this.failed.length > 1 ? announce.severalFailed(this.failed.length) : this.failed[0];
    this.tell([this.started, failures, this.ended?.()].filter((sentence) => sentence !== undefined).join(" "));
    this.started = this.ended = undefined;
    this.failed = [];
  }
}
