import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lateAfterMs, lateProgress, type ShowProgress, type Step } from "../../../../src/vscode/window/lateProgress";

/** A toast with progress, and what can be seen of it. */
class Toast {
  state: "none" | "open" | "closed" = "none";
  readonly steps: Step[] = [];
  private listener: () => void = () => undefined;

  readonly show: ShowProgress = async (task) => {
    this.state = "open";
    await task(
      { report: (step) => this.steps.push(step) },
      { onCancellationRequested: (listener) => this.cancelTells(listener) },
    );
    this.state = "closed";
  };

  cancel(): void {
    this.listener();
  }

  private cancelTells(listener: () => void): { dispose: () => void } {
    this.listener = listener;
    return { dispose: () => (this.listener = () => undefined) };
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("work that is over soon shows nothing, so that its outcome is the only message", async () => {
  const toast = new Toast();
  const done = lateProgress(toast.show, async (report) => {
    report({ message: "1 of 2 done" });
    await after(lateAfterMs - 1);
    return "outcome";
  });
  await vi.advanceTimersByTimeAsync(lateAfterMs - 1);
  expect(await done).toBe("outcome");
  await vi.runAllTimersAsync();
  expect(toast.state).toBe("none");
});

test("work that goes on is shown with what it reported before, and closed before its outcome is told", async () => {
  const toast = new Toast();
  const done = lateProgress(toast.show, async (report) => {
    report({ message: "0 of 3 done", increment: 0 });
    report({ message: "1 of 3 done", increment: 33 });
    report({ increment: 33 });
    await after(lateAfterMs + 1);
    report({ message: "3 of 3 done", increment: 34 });
    return toast.state;
  });
  await vi.advanceTimersByTimeAsync(lateAfterMs);
  expect(toast.state).toBe("open");
  expect(toast.steps).toEqual([{ message: "1 of 3 done", increment: 66 }]);
  await vi.advanceTimersByTimeAsync(1);
  expect(await done).toBe("open");
  expect(toast.state).toBe("closed");
  expect(toast.steps.slice(1)).toEqual([{ message: "3 of 3 done", increment: 34 }]);
});

test("Cancel is told to the work, which ends as it sees fit", async () => {
  const toast = new Toast();
  const done = lateProgress(
    toast.show,
    (_report, signal) =>
      new Promise<string>((resolve) => signal.addEventListener("abort", () => resolve("cancelled by a person"))),
  );
  await vi.advanceTimersByTimeAsync(lateAfterMs);
  toast.cancel();
  expect(await done).toBe("cancelled by a person");
  expect(toast.state).toBe("closed");
});

test("work that fails closes its toast, and fails for who asked for it", async () => {
  const toast = new Toast();
  const done = lateProgress(toast.show, async () => {
    await after(lateAfterMs + 1);
    throw new Error("no such file");
  });
  const failed = expect(done).rejects.toThrow("no such file");
  await vi.advanceTimersByTimeAsync(lateAfterMs + 1);
  await failed;
  expect(toast.state).toBe("closed");
});

function after(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
