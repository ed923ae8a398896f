import type { Toolbox } from "../environment/toolbox";

/** After a round its servers stay up this long, so that a retry finds them, and what they remember, as they were. */
const idleBeforeCloseMs = 600_000;

/** Ends the servers of a run when they are not needed any more, or do not hear. */
export class IdleServers {
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Sources whose calls did not end when they were cancelled, so that they may still be at work. */
  private readonly deaf = new Set<string>();

  constructor(private readonly toolbox: Pick<Toolbox, "catalogue" | "sources">) {}

  roundBegins(): void {
    clearTimeout(this.timer);
  }

  /** A call of this source was given up, and did not end. */
  abandoned(source: string): void {
    this.deaf.add(source);
  }

  roundEnded(isCancelled: boolean): void {
    const { catalogue, sources } = this.toolbox;
    // Who cancelled wants it to stop: what does not hear is ended.
    for (const source of isCancelled ? sources : []) if (this.deaf.has(source.name)) void source.close();
    this.deaf.clear();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void catalogue.close(), idleBeforeCloseMs);
    this.timer.unref();
  }

  close(): Promise<void> {
    clearTimeout(this.timer);
    return this.toolbox.catalogue.close();
  }
}
