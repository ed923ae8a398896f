import { parseManifest } from "../manifest/parse";
import type { Json, JsonObject } from "../model/json";
import type { Plan } from "../model/plan";
import type { RunEvent } from "../model/run";
import type { RunHeader } from "./journal";
import { redactionMark, type Redaction } from "./redaction/redactor";

/** Whether a secret was taken out of this value, so that it is not what it was. */
function isRedacted(value: unknown): boolean {
  if (typeof value === "string") return value.includes(redactionMark);
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value)
    ? value.some(isRedacted)
    : Object.entries(value).some(([key, member]) => key.includes(redactionMark) || isRedacted(member));
}

/** A run's header as it is kept. What says where the run came from, and who it is, is left as it is. */
export function withoutSecrets(header: RunHeader, redaction: Redaction): RunHeader {
  const { title, manifest, plan } = header;
  return { ...header, ...redaction.value({ title, manifest, plan }) };
}

/**
 * A kept run's header with the secrets that were written in its document, read from there again. As it was kept where the
 * document has changed: then the calls that need such a secret say so when they are retried.
 */
export function withSecretsOf(text: string, header: RunHeader, redaction: Redaction): RunHeader {
  const within = header.source?.within;
  const { manifest } = parseManifest(text, within && { within });
  if (JSON.stringify(redaction.value(manifest)) !== JSON.stringify(header.manifest)) return header;
  const calls = header.plan.calls.map((call) => {
    const args = isRedacted(call.arguments) ? manifest.calls[call.index]?.arguments : undefined;
    return args === undefined ? call : { ...call, arguments: args };
  });
  return { ...header, manifest, plan: { ...header.plan, calls } };
}

/** What the engine is to know of a kept run, and which of its calls it must run again before others can use them. */
export interface Remembered {
  readonly events: readonly RunEvent[];
  /** Calls that succeeded, change nothing, and whose results were kept without a secret that was in them. */
  readonly forgotten: ReadonlySet<number>;
}

/**
 * Prepares a kept run for going on. A result that a secret was taken out of is of no use to the calls that refer to it: a
 * read-only call with one counts as not run, so that it can be run again with them. One that may change something
 * keeps its end; calls that refer to it are refused where the secret is missing.
 */
export function rememberedOf(plan: Plan, history: readonly RunEvent[]): Remembered {
  const forgotten = new Set<number>();
  const needed = new Set(plan.edges.filter(({ kind }) => kind === "data").map(({ from }) => from));
  const events = history.map((event): RunEvent => {
    if (event.type !== "callEnded" || event.ending.outcome !== "succeeded" || !needed.has(event.call)) return event;
    if (plan.calls[event.call]?.safety !== "readOnly" || !isRedacted(event.ending.result)) return event;
    forgotten.add(event.call);
    return { ...event, ending: { outcome: "cancelled", error: { kind: "interrupted", message: secretNotKept } } };
  });
  return { events, forgotten };
}

const secretNotKept = "Its result held a secret, which was not kept.";

/** These calls and, of the forgotten ones, those whose results they or the calls behind them need. */
export function withForgotten(plan: Plan, forgotten: ReadonlySet<number>, calls: readonly number[]): readonly number[] {
  if (forgotten.size === 0) return calls;
  const again = new Set(calls);
  const needs = new Map<number, number[]>();
  const neededBy = new Map<number, number[]>();
  for (const { from, to, kind } of plan.edges) {
    if (kind === "conflict") continue;
    neededBy.set(from, [...(neededBy.get(from) ?? []), to]);
    needs.set(to, [...(needs.get(to) ?? []), from]);
  }
  const behind = new Set(calls);
  for (const call of behind) for (const next of neededBy.get(call) ?? []) behind.add(next);
  for (const call of behind) {
    for (const from of needs.get(call) ?? []) {
      if (!forgotten.has(from) || again.has(from)) continue;
      again.add(from);
      behind.add(from);
    }
  }
  return [...again];
}

/** Why a call cannot be run with these arguments, or `undefined` if it can: they must not hold the mark of a redaction. */
export function whyNotWhole(args: JsonObject): string | undefined {
  const holding = Object.entries(args).find(([, value]: [string, Json]) => isRedacted(value));
  return holding === undefined
    ? undefined
    : `"${holding[0]}" held a secret, which was not kept. Run the calls from their document again, or write the value itself.`;
}
