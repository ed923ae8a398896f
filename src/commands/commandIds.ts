/** The commands that package.json contributes. */
export const commandIds = {
  run: "parallelTools.run",
  check: "parallelTools.check",
  retryFailed: "parallelTools.retryFailed",
  cancel: "parallelTools.cancel",
  copyResults: "parallelTools.copyResults",
  showTimeline: "parallelTools.showTimeline",
  showLog: "parallelTools.showLog",
} as const;
