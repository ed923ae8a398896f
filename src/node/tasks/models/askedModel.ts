import type { Shown } from "../../../core/model/text/shown";
import type { Redaction } from "../../runs/redaction/redactor";
import type { Model, ModelDelta, ModelRequest } from "./chatModel";

/** A model as it is reached: what it is sent leaves this machine, so it takes nothing that may still hold a secret. */
export interface ReachedModel {
  readonly name: string;
  /** As {@link Model.stream}. */
  readonly stream: (request: Shown<ModelRequest>, signal: AbortSignal) => AsyncIterable<ModelDelta>;
}

/** The model for tasks: prompts, results and its own words go to it without the secrets that are known by then. */
export function askedWithoutSecrets(model: ReachedModel, redaction: Redaction): Model {
  return {
    name: model.name,
    stream: (request, signal) => model.stream(redaction.value(request), signal),
  };
}
