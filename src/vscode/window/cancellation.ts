import type * as vscode from "vscode";

/** Works as long as it takes; `cancel` is called when VS Code's token says so, at once where it has said so already. */
export async function cancellable<T>(
  token: vscode.CancellationToken,
  cancel: () => void,
  work: () => PromiseLike<T>,
): Promise<T> {
  const subscription = token.onCancellationRequested(cancel);
  if (token.isCancellationRequested) cancel();
  try {
    return await work();
  } finally {
    subscription.dispose();
  }
}

/** Does work whose signal is aborted when VS Code's token says so. */
export function withSignal<T>(
  token: vscode.CancellationToken,
  work: (signal: AbortSignal) => PromiseLike<T>,
): Promise<T> {
  const abort = new AbortController();
  return cancellable(
    token,
    () => abort.abort(),
    () => work(abort.signal),
  );
}
