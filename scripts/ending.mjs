const exitCodes = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });

/**
 * Calls the listener, once, when this process is asked to end: by Ctrl-C or another signal, or because npm, which
 * started it, is gone (npm hands signals on to a shell that keeps them to itself).
 *
 * @param {(exitCode: number) => void} listener
 */
export function onEnding(listener) {
  let isEnding = false;
  const end = (/** @type {number} */ exitCode) => {
    if (isEnding) return;
    isEnding = true;
    listener(exitCode);
  };
  for (const [signal, exitCode] of Object.entries(exitCodes)) process.on(signal, () => end(exitCode));
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end(exitCodes.SIGHUP);
  }, 500).unref();
}

/**
 * Ends this process with 1 after saying what went wrong: for scripts whose failures are for people to read.
 *
 * @param {unknown} error
 */
export function failPlainly(error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
