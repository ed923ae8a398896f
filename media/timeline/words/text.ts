import type { CallError, ErrorKind } from "../../../src/core/model/failure";
import type { Edge, EdgeKind } from "../../../src/core/model/plan";
import type { Outcome } from "../../../src/core/model/run";
import type { CallPart } from "../../../src/protocol/details";
import type { CallStatus } from "../state/callStatus";
import type { CallFilter } from "../state/viewState";
import { detailsText } from "./detailsText";
import { taskText } from "./taskText";
import { translator } from "./translate";
import { inLanguage } from "../../../src/core/model/text/wording";

/** Everything the panel says, in one place. */
export type Text = ReturnType<typeof createText>;

/** A block of a result is told from the others by where its buttons are. */
function partName(part: CallPart): Exclude<CallPart, number> {
  return typeof part === "number" ? "result" : part;
}

/** The panel's texts, in the language of the translations; in English without any. */
export function createText(translations: Readonly<Record<string, string>>) {
  const t = translator(translations);

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
    /** What the host says of an error, an edge or a source. */
    error: (error: Pick<CallError, "message" | "wording">) => inLanguage(error, t),
    reason: ({ reason, wording }: Pick<Edge, "reason" | "wording">) => inLanguage({ message: reason, wording }, t),
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
    restarted: (source: string, reason: string) =>
      t("{0} was started again, so that what it kept in memory is gone: {1}", source, reason),
    live: {
      done: (done: number, total: number) => t("{0} of {1} done", done, total),
      unsuccessful: (count: number) => t("{0} did not succeed", count),
      running: (count: number) => t("{0} running", count),
      soFar: (duration: string) => t("{0} so far", duration),
    },
    state: {
      notStarted: t("Not started"),
      succeeded: t("All succeeded"),
      unsuccessful: (unsuccessful: number, total: number) => t("{0} of {1} did not succeed", unsuccessful, total),
      cancelled: t("Cancelled"),
      interrupted: t("Interrupted"),
      deadline: t("Stopped at its deadline"),
    },
    interrupted: (count: number) =>
      count === 1
        ? t("Its window or process ended before 1 call had. Resume Run runs it; what succeeded is kept.")
        : t("Its window or process ended before {0} calls had. Resume Run runs them; what succeeded is kept.", count),
    elsewhere: t("Another window or process runs this: it can be cancelled and retried there."),
    notKept: t("This run cannot be written to disk at present. A crash would lose what happens in it until it is."),
    holdingBack: t(
      "This run waits for the disk: calls that may change something are sent once they can be written. Make room, or cancel it.",
    ),
    retryFailed: t("Retry Failed"),
    resumeRun: t("Resume Run"),
    cancel: t("Cancel"),
    retryCall: t("Retry Call"),
    runForResult: t("Run Again for Its Result"),
    editAndRetryCall: t("Edit Arguments and Retry Call"),
    cancelCall: t("Cancel Call"),
    openSource: t("Go to Call in Its File"),

    summary: {
      faster: (duration: string, ratio: string) => t("{0}, {1}\u00a0× faster than one by one", duration, ratio),
      bound: (duration: string) => t("best possible {0}", duration),
      heldBackBy: (what: string) => t("held back by {0}", what),
      peak: (peak: number) => t("up to {0} at once", peak),
    },
    order: {
      held: (calls: number, label: string) => t("{0} calls kept in order by {1}", calls, label),
      unnamed: (source: string) => t("the state of {0}, which no argument names", source),
      cost: (withOrder: string, without: string) => t("at best {0} instead of {1}", withOrder, without),
      free: t("These Do Not Touch One Another"),
      met: (calls: number, source: string) =>
        t(
          "{0} calls met on what {1} keeps, since they were said to need no order: look at what came of them",
          calls,
          source,
        ),
    },

    task: taskText(t),

    filters: t("Filter calls"),
    filter: (filter: CallFilter) =>
      ({ all: t("All"), unsuccessful: t("Did not succeed"), running: t("Running") })[filter],
    search: t("Find in name or arguments"),
    searchHint: t(
      "Words, or tool: source: outcome: limit: id: with a value, >1s, wait>500ms; -word for what is not wanted",
    ),
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

    details: detailsText(t),
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
      ["N", t("next failure; with Shift the one before")],
      ["Ctrl+C", t("copy the selected call")],
      ["?", t("show or hide this")],
    ] as const,

    announce: {
      shown: (count: number, total: number) => t("{0} of {1} calls shown.", count, total),
      window: (window: string) => t("Time shown: {0}.", window),
      started: (total: number) => t("Run started: {0}.", calls(total)),
      failed: (name: string, message: string) => t("{0} failed: {1}", name, message),
      severalFailed: (count: number) => t("{0} calls did not succeed.", count),
      ended: (summary: string) => t("Run ended: {0}.", summary),
    },
    empty: {
      title: t("This run is no longer kept"),
      body: t("Run a tool-call file or a selection again to see its timeline here."),
      pick: t("Show Another Run"),
      waiting: t("Loading the run…"),
      waitingBody: t("It is read from where runs are kept. A long one takes a moment."),
      noCalls: t("This run has no calls"),
      noCallsBody: t("Write calls into its file and run that again, or look at another run."),
      noCallsYet: t("No calls yet"),
      noCallsYetBody: t("The model has written none so far. Each starts as soon as it is written."),
    },
  };
}
