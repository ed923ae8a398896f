import type { Progress } from "../../model/attempt";
import type { Deadline } from "../time/deadlines";

/** No more than one report in so many milliseconds becomes an event, so that a flood of them does not drown a run. */
const reportEveryMs = 100;

/** Thins out what a tool says of its progress: the first is told at once, then the newest now and then, the last always. */
export class ProgressReports implements Deadline {
  dueAt = Number.POSITIVE_INFINITY;
  place = -1;
  private untold: Progress | undefined;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly tell: (progress: Progress) => void) {}

  /** Takes a report; returns when to tell it, which is at once if that is not after `now`. */
  add(progress: Progress, now: number): number {
    this.untold = progress;
    const tellAt = this.toldAt + reportEveryMs;
    if (tellAt <= now) this.toldAt = now;
    return tellAt;
  }

  due(): void {
    this.toldAt = this.dueAt;
    this.flush();
  }

  flush(): void {
    if (this.untold === undefined) return;
    const progress = this.untold;
    this.untold = undefined;
    this.tell(progress);
  }
}

/** What can be kept of something that a tool gave as its progress, which may be anything. */
export function progressOf(given: unknown): Progress {
  if (typeof given !== "object" || given === null) return {};
  try {
    const { progress, total, message } = given as Record<string, unknown>;
    return {
      ...(typeof progress === "number" && Number.isFinite(progress) && { progress }),
      ...(typeof total === "number" && Number.isFinite(total) && { total }),
      ...(typeof message === "string" && { message }),
    };
  } catch {
    return {};
  }
}

/** Whether what a tool gave as its progress starts its timeout anew: anything does that does not say otherwise. */
export function restartsTimeout(given: unknown): boolean {
  if (typeof given !== "object" || given === null) return true;
  try {
    return (given as Progress).restartsTimeout !== false;
  } catch {
    return true;
  }
}
