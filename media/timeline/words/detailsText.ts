import type { FullLimit } from "../state/limitsOfCall";
import type { Translate } from "../../../src/core/model/text/wording";

/** What the panel says of one call. */
export function detailsText(t: Translate) {
  return {
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
    fullLimit: ({ name, running, most, queued }: FullLimit) =>
      name === undefined
        ? t("limit of the run {0}/{1}, {2} in line", running, most, queued)
        : t("limit {0} {1}/{2}, {3} in line", name, running, most, queued),
    queuedFor: (duration: string) => t("queued for {0}", duration),
    waitedForDuration: (duration: string) => t("waited {0} for other calls", duration),
    readOnly: t("read-only"),
    idempotent: t("idempotent"),
    unsafe: t("may change something"),
    destructive: t("may destroy something"),
  };
}
