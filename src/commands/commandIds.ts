/** The commands that package.json contributes. */
export const commandIds = {
  run: "parallelTools.run",
  check: "parallelTools.check",
  retryFailed: "parallelTools.retryFailed",
  cancel: "parallelTools.cancel",
  copyResults: "parallelTools.copyResults",
  showTimeline: "parallelTools.showTimeline",
  showLog: "parallelTools.showLog",
  manageAllowedTools: "parallelTools.manageAllowedTools",
  forgetInputs: "parallelTools.forgetInputs",
  insertToolCall: "parallelTools.insertToolCall",
  insertCall: "parallelTools.insertCall",
  startSource: "parallelTools.startSource",
  stopSource: "parallelTools.stopSource",
  restartSource: "parallelTools.restartSource",
  refreshTools: "parallelTools.refreshTools",
  askAgain: "parallelTools.askAgain",
} as const;
