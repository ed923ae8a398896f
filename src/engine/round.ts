import type { Deadline } from "./deadlines";

/** From a start, or a retry when nothing else goes on, until all of its calls have ended. */
export class Round {
  readonly ended: Promise<void>;
  reason: "done" | "cancelled" | "deadline" = "done";
  private resolve: () => void = () => undefined;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  end(): void {
    this.resolve();
  }
}

/** A moment at which something is done; what it is set to, and whether it is set, is {@link Deadline}'s. */
export function moment(due: () => void): Deadline {
  return { dueAt: 0, place: -1, due };
}
