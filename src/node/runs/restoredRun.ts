import { parseManifest } from "../../core/manifest/parse";
import type { Json, JsonObject } from "../../core/model/data/json";
import type { RecordedTask, TaskState } from "../../core/model/task";
import type { Shown } from "../../core/model/text/shown";
import type { RunHeader } from "./journal/header";
import { hasLostPart } from "./journal/format/parts";
import { redactionMark, type Redaction } from "./redaction/redactor";
import { worded, type Worded } from "../../core/model/text/wording";

/** Whether a secret was taken out of this value, so that it is not what it was. */
export function isRedacted(value: unknown): boolean {
  if (typeof value === "string") return value.includes(redactionMark);
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value)
    ? value.some(isRedacted)
    : Object.entries(value).some(([key, member]) => key.includes(redactionMark) || isRedacted(member));
}

/** A run's header as it is kept. What says where the run came from, and who it is, is left as it is. */
export function withoutSecrets(header: RunHeader, redaction: Redaction): Shown<RunHeader> {
  const { title, manifest, plan } = header;
  return { ...header, ...redaction.record({ title, manifest, plan }) };
}

/**
 * A kept run's header with the secrets that were written in its document, read from there again. As it was kept where the
 * document has changed: then the calls that need such a secret say so when they are retried.
 */
export function withSecretsOf(text: string, header: RunHeader, redaction: Redaction): RunHeader {
  const within = header.source?.within;
  const { origin } = header.manifest;
  const { manifest } = parseManifest(text, { ...(within && { within }), ...(origin && { place: origin }) });
  if (JSON.stringify(redaction.record(manifest)) !== JSON.stringify(header.manifest)) return header;
  const calls = header.plan.calls.map((call) => {
    const args = isRedacted(call.arguments) ? manifest.calls[call.index]?.arguments : undefined;
    return args === undefined ? call : { ...call, arguments: args };
  });
  return { ...header, manifest, plan: { ...header.plan, calls } };
}

/** Why a call cannot be run with these arguments, or `undefined` if it can: nothing in them may stand for what was lost. */
export function whyNotWhole(args: JsonObject): Worded | undefined {
  const lost = Object.entries(args).find(([, value]) => hasLostPart(value));
  if (lost !== undefined) {
    return worded(
      '"{0}" needs a result whose file is gone or damaged. Run the calls from their document again.',
      lost[0],
    );
  }
  const holding = Object.entries(args).find(([, value]: [string, Json]) => isRedacted(value));
  return holding === undefined
    ? undefined
    : worded(
        '"{0}" held a secret, which was not kept. Run the calls from their document again, or write the value itself.',
        holding[0],
      );
}

/** A task of an earlier window: its conversation with the model is gone, so that it cannot be asked for its answer again. */
export function keptTask(kept: Shown<TaskState>): RecordedTask {
  const state: Shown<TaskState> = kept.phase.kind === "working" ? { ...kept, phase: { kind: "cancelled" } } : kept;
  return { state, subscribe: () => () => undefined, cancel: () => undefined };
}
