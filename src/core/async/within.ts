/**
 * Resolves when the promise has settled, or after `ms` milliseconds. Its timer ends with it: one that lost a race would
 * hold the process for as long as it has left.
 */
export async function within(settling: Promise<unknown>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([settling.catch(() => undefined), over]);
  } finally {
    clearTimeout(timer);
  }
}
