import type { RefusedByPerson } from "./mcpHost";

/** Calls that come so soon after a person's no are not worth another question. */
const refusalHoldsMs = 5000;

/** The last no of a person, as long as calls keep coming that it answers as well. */
export class RecentRefusal {
  private last: { readonly failure: RefusedByPerson; until: number } | undefined;

  constructor(private readonly now: () => number) {}

  remember(failure: RefusedByPerson): void {
    this.last = { failure, until: this.now() + refusalHoldsMs };
  }

  forget(): void {
    this.last = undefined;
  }

  throwIfRecent(): void {
    const { last } = this;
    if (last === undefined || last.until < this.now()) return;
    last.until = this.now() + refusalHoldsMs;
    throw last.failure;
  }
}
