/** A computation that stops now and then, so that whoever runs it may do something else meanwhile. */
export type Steps<Result> = Generator<undefined, Result>;

/** How many calls are looked at between two stops. */
export const callsPerStep = 4096;

/** Runs a computation to its end. */
export function finished<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
