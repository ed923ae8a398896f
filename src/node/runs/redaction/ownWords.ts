/**
 * The words that runs, plans, manifests and results are written with. Somebody whose password is one of them, or a part of
 * one, has no secret that could be told from everything else; and taking the word out would take the run apart.
 */
const words = `
  version id title startedAt source uri within offset length file workspaceFolder manifest plan native
  calls servers inputs tools limits safety resources maxConcurrency timeoutMs maxTimeoutMs graceMs deadlineMs retry conflicts cache ttlMs openapi
  index tool arguments dependsOn priority dialect providerId toolName destructive usesShell cacheTtlMs
  maxAttempts backoffMs maxBackoffMs perSecond edges from kind reason wording declared conflict data name description
  command args env envFile cwd headers type stdio http sse url roots oauth
  roundStarted callsAdded edgesChanged approved callReady attemptStarted attemptProgressed attemptEnded callEnded attemptReleased
  limitChanged roundEnded changes added dropped edited awaitingApproval retryAtMs ending outcome outcomeUnknown becauseOf abandoned
  progress total message limit cached result error details content structuredContent text image audio resource
  resource_link mimeType blob other value succeeded failed timedOut cancelled skipped denied done deadline
  readOnly idempotent unsafe strict off auto
`
  .split(/\s+/)
  .filter((word) => word !== "");

/** Whether a text is one of these words or a part of one. */
export function isOwnWord(text: string): boolean {
  return words.some((word) => word.includes(text));
}
