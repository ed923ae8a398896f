import type { ModelCallState, TaskPhase, TaskState, TokenPrices } from "../../../core/model/task";
import type { ModelUsage } from "../models/chatModel";
import type { TaskEnding, TaskEvent } from "../taskEvents";

/** What a task is before anything has happened. */
export function initialTaskState(
  about: Pick<TaskState, "prompt" | "mode" | "model" | "offeredTools" | "leftOut">,
): TaskState {
  return { ...about, modelCalls: [], text: "", phase: { kind: "working" } };
}

/** The state after an event, whose time is in milliseconds since the run began. */
export function nextTaskState(state: TaskState, event: TaskEvent, prices: TokenPrices | undefined): TaskState {
  switch (event.type) {
    case "modelCallStarted": {
      const { modelCall, purpose, atMs } = event;
      const started: ModelCallState = { modelCall, purpose, startedAtMs: atMs, calls: [], rejected: [] };
      return { ...state, text: "", phase: { kind: "working" }, modelCalls: [...state.modelCalls, started] };
    }
    case "textWritten":
      return { ...state, text: state.text + event.text };
    case "taskEnded":
      return endedState(state, event.ending);
    case "firstToken":
      return changed(state, event, (call) => ({ ...call, firstTokenAtMs: event.atMs }));
    case "modelCallDelayed":
      return changed(state, event, (call) => ({
        ...call,
        delayed: { untilMs: event.retryAtMs, message: event.message },
      }));
    case "callAccepted":
      return changed(state, event, (call) => ({ ...call, calls: [...call.calls, event.call] }));
    case "callRejected": {
      const { id, tool, problems } = event;
      return changed(state, event, (call) => ({ ...call, rejected: [...call.rejected, { id, tool, problems }] }));
    }
    case "modelCallEnded": {
      const { atMs, usage, failure, finish } = event;
      return changed(state, event, (call) => ({
        ...call,
        endedAtMs: atMs,
        ...(usage && { ...usage, ...costOf(usage, prices) }),
        ...(failure && { failure: failure.message }),
        ...((finish === "length" || finish === "cut") && { cutOff: true as const }),
      }));
    }
  }
}

/** What tokens cost, in the unit of the prices. */
export function costOf(usage: ModelUsage, prices: TokenPrices | undefined): { readonly cost?: number } {
  if (prices === undefined) return {};
  const { inputTokens, outputTokens, cachedInputTokens = 0 } = usage;
  const { input, output, cachedInput = input } = prices;
  const million = (inputTokens - cachedInputTokens) * input + cachedInputTokens * cachedInput + outputTokens * output;
  return { cost: million / 1_000_000 };
}

function endedState(state: TaskState, ending: TaskEnding): TaskState {
  const text = "answer" in ending ? ending.answer : state.text;
  return { ...state, text, phase: phaseOf(ending) };
}

function phaseOf(ending: TaskEnding): TaskPhase {
  switch (ending.outcome) {
    case "answered":
      return { kind: "answered", ...(ending.cutOff && { cutOff: true as const }) };
    case "planned":
      return { kind: "answered" };
    case "stopped":
      return { kind: "stopped", reason: ending.reason };
    case "failed":
      return { kind: "failed", reason: ending.failure.message };
    case "cancelled":
      return { kind: "cancelled" };
  }
}

function changed(
  state: TaskState,
  { modelCall }: { readonly modelCall: number },
  change: (call: ModelCallState) => ModelCallState,
): TaskState {
  const modelCalls = state.modelCalls.map((call) => (call.modelCall === modelCall ? change(call) : call));
  return { ...state, modelCalls };
}
