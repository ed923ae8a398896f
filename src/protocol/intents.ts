import { isRecord } from "../core/model/data/json";
import { isCallPart } from "./details";
import { isIndex, isString } from "./shapes";

/**
 * What the timeline's webview says to its host: that it is ready, and what its user wants. It names calls by index and
 * runs by id, and nothing else. What arrives is `unknown` until {@link isPanelMessage} says otherwise. Each table is the
 * check of its messages and their type at once.
 */

/** What is asked of the run that is shown. */
const intents = {
  retryFailed: {},
  resumeRun: {},
  cancelRun: {},
  retryCall: { call: isIndex },
  /** For a call that succeeded, and whose result is lost. */
  runForResult: { call: isIndex },
  editAndRetryCall: { call: isIndex },
  cancelCall: { call: isIndex },
  openSource: { call: isIndex },
  /** Says that the calls which an order by state holds beside this one do not touch one another. */
  freeOrder: { call: isIndex },
  /** The call itself, to be pasted into a manifest. */
  copyCall: { call: isIndex },
  copy: { call: isIndex, part: isCallPart },
  openInEditor: { call: isIndex, part: isCallPart },
  save: { call: isIndex, part: isCallPart },
};

/** What is asked to be told of the run that is shown; the answer bears the same number. */
const requests = {
  requestDetails: { call: isIndex, requestId: isIndex },
  /** More of a text that was cut: up to `maxBytes` of it. */
  requestText: { call: isIndex, part: isCallPart, maxBytes: isIndex, requestId: isIndex },
  /** The bytes of a block of a result. */
  requestMedia: { call: isIndex, part: isIndex, requestId: isIndex },
};

type Guarded<Guard> = Guard extends (value: unknown) => value is infer Value ? Value : never;
type KindsOf<Table> = {
  [Kind in keyof Table]: { readonly kind: Kind } & {
    readonly [Field in keyof Table[Kind]]: Guarded<Table[Kind][Field]>;
  };
}[keyof Table];

export type Intent = KindsOf<typeof intents>;
export type DetailsRequest = KindsOf<typeof requests>;

export type PanelMessage =
  { readonly kind: "ready" } | { readonly kind: "pickRun" } | ((Intent | DetailsRequest) & { readonly runId: string });

type Fields = Readonly<Record<string, (value: unknown) => boolean>>;

const aboutTheRun = new Map<unknown, Fields>(Object.entries({ ...intents, ...requests }));

/** Whether what came from the webview is a message of this protocol, in every field. */
export function isPanelMessage(value: unknown): value is PanelMessage {
  if (!isRecord(value)) return false;
  if (value.kind === "ready" || value.kind === "pickRun") return true;
  const fields = aboutTheRun.get(value.kind);
  if (fields === undefined || !isString(value.runId)) return false;
  return Object.entries(fields).every(([name, isValid]) => isValid(value[name]));
}

/** Whether something that is wanted in the panel is asked of the run, and so of the host. */
export function isIntent(wanted: { readonly kind: string }): wanted is Intent {
  return Object.hasOwn(intents, wanted.kind);
}
