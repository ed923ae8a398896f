/** What is reported of work that goes on; increments add up to 100. */
export interface Step {
  readonly message?: string;
  readonly increment?: number;
}

interface Toast {
  report(step: Step): void;
}

interface Cancel {
  onCancellationRequested(listener: () => void): { dispose(): void };
}

/** Shows progress until the task that it is given has settled. */
export type ShowProgress = (task: (toast: Toast, cancel: Cancel) => Promise<void>) => PromiseLike<void>;

/**
 * A toast that goes as it comes tells nobody anything, and costs a message: of more than three toasts within 0.8 s VS Code
 * shows three, and of the others none, so that the outcome of a short run would be the one that is missing.
 */
export const lateAfterMs = 400;

/** Does work at once, and shows its progress, with what was reported so far, when it is not over in 0.4 s. */
export async function lateProgress<T>(
  show: ShowProgress,
  work: (report: (step: Step) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cancelled = new AbortController();
  let unseen: Step = {};
  let shown: Toast | undefined;
  const report = (step: Step): void => {
    if (shown !== undefined) shown.report(step);
    else unseen = { ...unseen, ...step, increment: (unseen.increment ?? 0) + (step.increment ?? 0) };
  };
  const working = work(report, cancelled.signal);
  const over = working.then(
    () => undefined,
    () => undefined,
  );
  let closed: PromiseLike<void> | undefined;
  const timer = setTimeout(() => {
    closed = show(async (toast, cancel) => {
      shown = toast;
      toast.report(unseen);
      const subscription = cancel.onCancellationRequested(() => {
        cancelled.abort();
      });
      await over;
      subscription.dispose();
    });
  }, lateAfterMs);
  try {
    return await working;
  } finally {
    clearTimeout(timer);
    await closed;
  }
}
