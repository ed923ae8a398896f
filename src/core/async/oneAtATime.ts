/** Runs actions one after another, each when the one before it has ended, however. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  run<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(action, action);
    this.last = result.catch(() => undefined);
    return result;
  }
}
