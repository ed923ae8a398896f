import type { Json } from "../model/json";
import { resultValue } from "../model/result";
import type { RecordedRun } from "../runs/recordedRun";
import { boundText } from "./boundedText";
import type { CallDetails, CallPart } from "./protocol";

/** Everything that can be said of a call beyond the snapshot, or nothing when the run has no such call. */
export function detailsOf(run: RecordedRun, call: number): CallDetails | undefined {
  const args = partText(run, call, "arguments");
  if (args === undefined) return undefined;
  const sentArguments = partText(run, call, "sentArguments");
  const result = partText(run, call, "result");
  const error = partText(run, call, "error");
  return {
    call,
    arguments: boundText(args),
    ...(sentArguments !== undefined && { sentArguments: boundText(sentArguments) }),
    ...(result !== undefined && { result: boundText(result) }),
    ...(error !== undefined && { error: boundText(error) }),
  };
}

/** One part of a call as text, all of it; nothing when the call has no such part. */
export function partText(run: RecordedRun, call: number, part: CallPart): string | undefined {
  const planned = run.plan.calls[call];
  const state = run.state.calls[call];
  if (planned === undefined || state === undefined) return undefined;
  switch (part) {
    case "arguments":
      return pretty(state.editedArguments ?? planned.arguments);
    case "sentArguments":
      return state.sentArguments && pretty(state.sentArguments);
    case "result": {
      if (state.ending?.outcome !== "succeeded") return undefined;
      const value = resultValue(state.ending.result);
      return typeof value === "string" ? value : pretty(value);
    }
    case "error": {
      if (state.ending === undefined || state.ending.outcome === "succeeded") return undefined;
      const { message, details } = state.ending.error;
      return details === undefined ? message : `${message}\n\n${pretty(details)}`;
    }
  }
}

/** Whether a part's text is JSON, for the language of the editor it is opened in. */
export function isJsonText(text: string): boolean {
  const start = text.trimStart()[0];
  if (start !== "{" && start !== "[") return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function pretty(value: Json): string {
  return JSON.stringify(value, null, 2);
}
