import type { AttemptContext } from "../../core/model/attempt";

interface Waiting {
  readonly pause: AttemptContext["pause"];
  resume: (() => void) | undefined;
}

/**
 * The attempts that a server works on, whose clocks stand still while a person is asked something on its behalf: nobody
 * can tell which of them the server asks for.
 */
export class WaitingForPeople {
  private readonly waiting = new Set<Waiting>();
  private readonly questions = new Set<AbortController>();

  /** Takes an attempt in; the function that it returns lets it go. */
  join({ pause }: Pick<AttemptContext, "pause">): () => void {
    const waiting: Waiting = { pause, resume: this.questions.size > 0 ? pause() : undefined };
    this.waiting.add(waiting);
    return () => {
      if (!this.waiting.delete(waiting)) return;
      waiting.resume?.();
      if (this.waiting.size > 0) return;
      for (const question of this.questions) question.abort(new Error("No call waits for the answer any more."));
    };
  }

  /** Asks, with all clocks stopped until it has been answered. The question's signal is aborted when nobody waits any more. */
  async during<Answer>(ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const question = new AbortController();
    this.questions.add(question);
    for (const each of this.waiting) each.resume ??= each.pause();
    try {
      return await ask(question.signal);
    } finally {
      this.questions.delete(question);
      if (this.questions.size === 0) {
        for (const each of this.waiting) {
          each.resume?.();
          each.resume = undefined;
        }
      }
    }
  }
}
