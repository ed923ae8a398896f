import type { ErrorKind } from "../../src/model/failure";
import type { EdgeKind } from "../../src/model/plan";
import type { Outcome } from "../../src/model/run";
import type { ModelCallState, TaskPhase } from "../../src/model/task";
import type { CallPart } from "../../src/timeline/protocol";
import type { CallStatus } from "./callStatus";
import type { CallFilter } from "./viewState";

/** Everything the panel says, in one place. */
export type Text = ReturnType<typeof createText>;

/** A block of a result is told from the others by where its buttons are. */
function partName(part: CallPart): Exclude<CallPart, number> {
  return typeof part === "number" ? "result" : part;
}

/** The panel's texts; translations are by their English originals, as VS Code's `l10n` keeps them. */
export function createText(translations: Readonly<Record<string, string>>) {
  function t(english: string, ...values: readonly (string | number)[]): string {
    const pattern = translations[english] ?? english;
    return pattern.replace(/\{(\d+)\}/g, (hole, place: string) => String(values[Number(place)] ?? hole));
  }

  function calls(count: number): string {
    return count === 1 ? t("1 call") : t("{0} calls", count);
  }

  const outcomes: Readonly<Record<Outcome, string>> = {
    succeeded: t("Succeeded"),
    failed: t("Failed"),
    timedOut: t("Timed out"),
    cancelled: t("Cancelled"),
    skipped: t("Skipped"),
    denied: t("Denied"),
  };

  const statuses: Readonly<Record<CallStatus, string>> = {
    ...outcomes,
    waiting: t("Waiting"),
    queued: t("Queued"),
    awaitingApproval: t("Awaiting approval"),
    running: t("Running"),
    backingOff: t("Backing off"),
  };

  return {
    calls,
    status: (status: CallStatus) => statuses[status],
    outcomeCount: (outcome: Outcome, count: number) =>
      ({
        succeeded: t("{0} succeeded", count),
        failed: t("{0} failed", count),
        timedOut: t("{0} timed out", count),
        cancelled: t("{0} cancelled", count),
        skipped: t("{0} skipped", count),
        denied: t("{0} denied", count),
      })[outcome],
    statusDetail: (status: string, detail: string) => t("{0}, {1}", status, detail),
    cached: t("from cache"),
    outcomeUnknown: t("Outcome unknown: it may have changed something before it ended. Look before you retry it."),
    outcomeUnknownShort: t("outcome unknown"),
    attemptShort: (attempt: number) => t("attempt {0}", attempt),

    title: (title: string) => t("Timeline of {0}", title),
    pickRun: t("Show Another Run"),
    live: {
      done: (done: number, total: number) => t("{0} of {1} done", done, total),
      running: (count: number) => t("{0} running", count),
      soFar: (duration: string) => t("{0} so far", duration),
    },
    state: {
      notStarted: t("Not started"),
      succeeded: t("All succeeded"),
      unsuccessful: (unsuccessful: number, total: number) => t("{0} of {1} did not succeed", unsuccessful, total),
      cancelled: t("Cancelled"),
      deadline: t("Stopped at its deadline"),
    },
    retryFailed: t("Retry Failed"),
    runRemaining: t("Run Remaining"),
    cancel: t("Cancel"),
    retryCall: t("Retry Call"),
    editAndRetryCall: t("Edit Arguments and Retry Call"),
    cancelCall: t("Cancel Call"),
    openSource: t("Go to Call in Its File"),

    summary: {
      faster: (duration: string, ratio: string) => t("{0}, {1}\u00a0× faster than one by one", duration, ratio),
      bound: (duration: string) => t("best possible {0}", duration),
      heldBackBy: (what: string) => t("held back by {0}", what),
      peak: (peak: number) => t("up to {0} at once", peak),
    },

    task: {
      region: t("Task"),
      model: t("Model"),
      answer: t("Answer"),
      phase: (kind: TaskPhase["kind"]) =>
        ({
          working: t("The model is at work"),
          answered: t("Answered"),
          stopped: t("Stopped without an answer"),
          failed: t("No answer"),
          cancelled: t("Cancelled"),
        })[kind],
      waiting: t("Waiting for the model…"),
      planning: t("Planning: calls start as soon as they are written."),
      running: t("Waiting for calls to end…"),
      review: t("Waiting for your review of calls that may change something…"),
      cutOff: t("The answer was cut off by the model's length limit."),
      outdated: t("Calls were run again after this answer was written."),
      leftOut: (count: number, names: string) =>
        t("{0} tools were not offered, since 128 are the most: {1}", count, names),
      purpose: (purpose: ModelCallState["purpose"]) =>
        ({ plan: t("Plan"), repair: t("Repair"), answer: t("Answer") })[purpose],
      requests: (count: number) => (count === 1 ? t("1 request") : t("{0} requests", count)),
      tokens: (input: string, output: string) => t("{0} tokens in, {1} out", input, output),
      firstToken: (duration: string) => t("first token after {0}", duration),
      early: (early: number, all: number) =>
        t("{0} of {1} calls started while the model was still writing", early, all),
      rejected: (tool: string, problems: string) => t("{0} was sent back: {1}", tool, problems),
      rejectedCount: (count: number) => (count === 1 ? t("1 call sent back") : t("{0} calls sent back", count)),
      delayed: (message: string) => t("Asked again later: {0}", message),
      cut: t("broke off"),
      columns: {
        request: t("Request"),
        firstToken: t("First token"),
        time: t("Time"),
        tokensIn: t("Tokens in"),
        tokensOut: t("Tokens out"),
        cost: t("Cost"),
        calls: t("Calls"),
      },
      startedEarly: (early: number, all: number) => t("{0}, {1} started early", all, early),
      track: (requests: number) => t("Requests to the model: {0}", requests),
      bar: {
        waiting: (request: string, duration: string) => t("{0}: waiting for the first token, {1}", request, duration),
        writing: (request: string, duration: string) => t("{0}: writing, {1}", request, duration),
      },
      goToCall: (name: string, tool: string, status: string) => t("Go to call {0}: {1}, {2}", name, tool, status),
    },

    filters: t("Filter calls"),
    filter: (filter: CallFilter, count: number) =>
      ({ all: t("All {0}", count), failed: t("Failed {0}", count), running: t("Running {0}", count) })[filter],
    search: t("Find in name or arguments"),
    nothingMatches: t("No call matches."),
    clearFilter: t("Show All Calls"),

    zoomIn: t("Zoom In"),
    zoomOut: t("Zoom Out"),
    zoomFit: t("Show All of It"),
    overview: t("Overview"),
    overviewHint: t("Drag to zoom, double-click to show all of it"),
    windowValue: (from: string, to: string) => t("{0} to {1}", from, to),
    windowAll: t("All of it"),
    help: t("Legend and Keyboard"),
    idle: (duration: string) => t("{0} idle between rounds, shown shortened", duration),

    columns: { index: t("#"), call: t("Call"), outcome: t("Outcome"), duration: t("Time"), lane: t("Timeline") },
    concurrency: t("At once"),
    concurrencyTrack: (limit: number, peak: number) =>
      t("Calls running at once: up to {0}, the limit is {1}", peak, limit),
    resizeColumns: t("Resize columns"),
    resizeDetails: t("Resize details"),

    waitedForMark: t("the selected call waited for it"),
    waitsMark: t("waits for the selected call"),

    details: {
      region: (name: string) => t("Details of call {0}", name),
      close: t("Close Details"),
      arguments: t("Arguments"),
      sentArguments: t("Arguments as sent"),
      result: t("Result"),
      error: t("Error"),
      attempts: t("Attempts"),
      waitedFor: t("Waited for"),
      waits: t("Waiting for it"),
      attempt: t("Attempt"),
      start: t("Start"),
      time: t("Time"),
      outcome: t("Outcome"),
      loading: t("Loading…"),
      loadFailed: (message: string) => t("The details could not be loaded: {0}", message),
      truncated: (shown: string, all: string) => t("The first {0} of {1}", shown, all),
      skippedBecause: (name: string) => t("Skipped because of {0}", name),
      abandoned: t("given up; its tool never ended"),
      released: (duration: string) => t("its tool ended {0} later", duration),
      noAttempts: t("It was never started."),
      showMore: t("Show More"),
      textBlock: t("Text"),
      unshowable: {
        image: t("It cannot be shown here: its bytes are no picture of this type."),
        audio: t("It cannot be played here: this type of sound is not known."),
      },
      emptyResult: t("The tool returned nothing."),
      queuedFor: (duration: string) => t("queued for {0}", duration),
      waitedForDuration: (duration: string) => t("waited {0} for other calls", duration),
      readOnly: t("read-only"),
      idempotent: t("idempotent"),
      unsafe: t("may change something"),
      destructive: t("may destroy something"),
    },
    save: (name: string) => t("Save {0} As…", name),
    saveResult: t("Save Result As…"),
    copyPart: (part: CallPart) =>
      ({
        arguments: t("Copy Arguments"),
        sentArguments: t("Copy Arguments as Sent"),
        result: t("Copy Result"),
        error: t("Copy Error"),
      })[partName(part)],
    openPart: (part: CallPart) =>
      ({
        arguments: t("Open Arguments in an Editor"),
        sentArguments: t("Open Arguments as Sent in an Editor"),
        result: t("Open Result in an Editor"),
        error: t("Open Error in an Editor"),
      })[partName(part)],
    edgeKind: (kind: EdgeKind) => ({ data: t("data"), declared: t("declared"), conflict: t("conflict") })[kind],
    errorKind: (kind: ErrorKind) =>
      ({
        tool: t("The tool reported an error"),
        crash: t("The tool crashed"),
        unavailable: t("The tool's source is unavailable"),
        protocol: t("The source broke its protocol"),
        invalidArguments: t("The arguments do not fit the tool"),
        reference: t("A reference leads nowhere"),
        rateLimited: t("The source asked to slow down"),
        network: t("Network error"),
        timeout: t("Timed out"),
        deadline: t("The run's deadline passed"),
        cancelled: t("Cancelled"),
        skipped: t("Skipped"),
        denied: t("Denied"),
        interrupted: t("Interrupted"),
      })[kind],

    legend: {
      waiting: t("waiting for other calls"),
      queued: t("queued: a limit is reached"),
      awaitingApproval: t("awaiting approval"),
      running: t("running"),
      succeeded: t("succeeded"),
      failed: t("failed"),
      timedOut: t("timed out"),
      cancelled: t("cancelled"),
      backingOff: t("backing off before the next attempt"),
      holding: t("given up, tool still running"),
    },
    keys: [
      ["↑ ↓ Home End", t("move among calls")],
      ["Enter", t("show details")],
      ["Esc", t("close details, back to the calls")],
      ["R", t("retry the call")],
      ["E", t("edit its arguments and retry it")],
      ["Del", t("cancel the call")],
      ["+ − 0", t("zoom in, zoom out, show all")],
      ["← →", t("move in time")],
      ["F", t("zoom to the call")],
      ["/", t("find")],
    ] as const,

    announce: {
      started: (total: number) => t("Run started: {0}.", calls(total)),
      failed: (name: string, message: string) => t("{0} failed: {1}", name, message),
      severalFailed: (count: number) => t("{0} calls failed.", count),
      ended: (summary: string) => t("Run ended: {0}.", summary),
    },
    empty: {
      title: t("This run is no longer kept"),
      body: t("Run a tool-call file or a selection again to see its timeline here."),
      pick: t("Show Another Run"),
      waiting: t("Loading the run…"),
      noCalls: t("This run has no calls."),
      noCallsYet: t("No calls yet."),
    },
  };
}
