import type { ModelCallState, TaskPhase } from "../../../src/core/model/task";
import type { Translate } from "../../../src/core/model/text/wording";

/** What the panel says of a task and of its model. */
export function taskText(t: Translate) {
  return {
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
    early: (early: number, all: number) => t("{0} of {1} calls started while the model was still writing", early, all),
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
  };
}
