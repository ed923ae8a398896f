import type { Plan } from "../model/plan";
import type { RunEvent } from "../model/run";
import type { RunState } from "../model/runState";
import type { TaskState } from "../model/task";

/**
 * What the timeline's host and its webview say to each other. The webview gets a whole run when it says `ready`, then
 * patches; it answers with intents that name calls by index and runs by id, and nothing else. Whatever arrives on
 * either side is `unknown` until {@link isHostMessage} or {@link isPanelMessage} says otherwise.
 */

/** The view type of the timeline's webview panel, under which VS Code restores it. */
export const timelineViewType = "parallelTools.timeline";

/** The most bytes of one text that the panel shows, however often it is asked for more: an editor is made for the rest. */
export const mostTextBytes = 1024 * 1024;

/** A plan whose limit is a number, since the panel does not know of how many cores `auto` is. */
export type ShownPlan = Plan & { readonly maxConcurrency: number };

/** A run without what is long: arguments are empty, results hold no content, messages are cut. */
export interface RunSnapshot {
  readonly runId: string;
  readonly title: string;
  /** When the run began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds since the run began, by the host's clock, when this was sent. */
  readonly nowMs: number;
  readonly plan: ShownPlan;
  /** Arguments in short, one line a call, in the order of the calls. */
  readonly argumentPreviews: readonly string[];
  readonly state: RunState;
  /** What is known of the task that the calls come from, where a model wrote them. */
  readonly task?: TaskState;
}

/** Text that may have been cut: `bytes` is the size of all of it in UTF-8. */
export interface BoundedText {
  readonly text: string;
  readonly bytes: number;
  readonly truncated: boolean;
}

/** What the snapshot leaves out of one call, sent on request. */
export interface CallDetails {
  readonly call: number;
  /** As written, or as edited for a retry. */
  readonly arguments: BoundedText;
  /** As sent to the tool, with references filled in, where that differs. */
  readonly sentArguments?: BoundedText;
  /** What it returned as references see it, unless `blocks` says all of that. */
  readonly result?: BoundedText;
  /** What it returned that is more than text, in order. */
  readonly blocks?: readonly ShownBlock[];
  readonly error?: BoundedText;
}

/** A block of what a tool returned; `number` is its place there. */
export type ShownBlock =
  /** `uri` is that of the resource that the text is of. */
  | { readonly kind: "text"; readonly number: number; readonly text: BoundedText; readonly uri?: string }
  /** Its bytes are sent on request, where they are something to look at or to listen to. */
  | {
      readonly kind: "image" | "audio" | "file";
      readonly number: number;
      readonly name: string;
      readonly mimeType: string;
      readonly bytes: number;
    }
  | { readonly kind: "link"; readonly number: number; readonly name: string; readonly uri: string };

/** Bytes of a type. */
export interface Media {
  readonly mimeType: string;
  readonly base64: string;
}

/** The parts of a call that can be copied, opened in an editor or saved; a number is that of a block of its result. */
export type CallPart = "arguments" | "sentArguments" | "result" | "error" | number;

export type HostMessage =
  | {
      readonly type: "snapshot";
      readonly snapshot: RunSnapshot;
      /** Translations of the panel's texts by their English originals; absent in English. */
      readonly translations?: Readonly<Record<string, string>>;
    }
  | {
      readonly type: "patch";
      readonly runId: string;
      readonly nowMs: number;
      /** In the order in which they happened, without what the snapshot leaves out either. */
      readonly events: readonly RunEvent[];
      /** New previews of arguments that were edited, by call. */
      readonly argumentPreviews: Readonly<Record<number, string>>;
    }
  /** What is known of the run's task by now, in place of what was known before. */
  | { readonly type: "task"; readonly runId: string; readonly nowMs: number; readonly task: TaskState }
  /** There is nothing to show: the run that was shown is no longer kept. */
  | { readonly type: "noRun"; readonly translations?: Readonly<Record<string, string>> }
  | { readonly type: "details"; readonly requestId: number; readonly details: CallDetails }
  | { readonly type: "text"; readonly requestId: number; readonly text: BoundedText }
  | { readonly type: "media"; readonly requestId: number; readonly media: Media }
  | { readonly type: "rejected"; readonly requestId: number; readonly message: string };

export type PanelMessage =
  | { readonly type: "ready" }
  | { readonly type: "pickRun" }
  | { readonly type: "retryFailed" | "runRemaining" | "cancelRun"; readonly runId: string }
  | {
      readonly type: "retryCall" | "editAndRetryCall" | "cancelCall" | "openSource";
      readonly runId: string;
      readonly call: number;
    }
  | {
      readonly type: "copy" | "openInEditor" | "save";
      readonly runId: string;
      readonly call: number;
      readonly part: CallPart;
    }
  | { readonly type: "requestDetails"; readonly runId: string; readonly call: number; readonly requestId: number }
  /** Asks for more of a text that was cut: up to `maxBytes` of it. */
  | {
      readonly type: "requestText";
      readonly runId: string;
      readonly call: number;
      readonly part: CallPart;
      readonly maxBytes: number;
      readonly requestId: number;
    }
  /** Asks for the bytes of a block of a result. */
  | {
      readonly type: "requestMedia";
      readonly runId: string;
      readonly call: number;
      readonly part: number;
      readonly requestId: number;
    };

/** Whether what came from the webview is a message of this protocol, in every field. */
export function isPanelMessage(value: unknown): value is PanelMessage {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case "ready":
    case "pickRun":
      return true;
    case "retryFailed":
    case "runRemaining":
    case "cancelRun":
      return isString(value.runId);
    case "retryCall":
    case "editAndRetryCall":
    case "cancelCall":
    case "openSource":
      return isString(value.runId) && isIndex(value.call);
    case "copy":
    case "openInEditor":
    case "save":
      return isString(value.runId) && isIndex(value.call) && isCallPart(value.part);
    case "requestText":
      return (
        isString(value.runId) &&
        isIndex(value.call) &&
        isCallPart(value.part) &&
        isIndex(value.maxBytes) &&
        isIndex(value.requestId)
      );
    case "requestMedia":
      return isString(value.runId) && isIndex(value.call) && isIndex(value.part) && isIndex(value.requestId);
    case "requestDetails":
      return isString(value.runId) && isIndex(value.call) && isIndex(value.requestId);
    default:
      return false;
  }
}

/**
 * Whether what came from the host is a message of this protocol. The frame is checked in full; of a run, only what
 * the panel would fall over, since plan and events come from the same build of this extension.
 */
export function isHostMessage(value: unknown): value is HostMessage {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case "snapshot":
      return isSnapshot(value.snapshot);
    case "patch":
      return (
        isString(value.runId) &&
        isNumber(value.nowMs) &&
        isRecord(value.argumentPreviews) &&
        isArrayOf(value.events, isEvent)
      );
    case "task":
      return isString(value.runId) && isNumber(value.nowMs) && isTask(value.task);
    case "noRun":
      return true;
    case "details":
      return isIndex(value.requestId) && isDetails(value.details);
    case "text":
      return isIndex(value.requestId) && isBoundedText(value.text);
    case "media":
      return isIndex(value.requestId) && isMedia(value.media);
    case "rejected":
      return isIndex(value.requestId) && isString(value.message);
    default:
      return false;
  }
}

function isSnapshot(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { plan, state, argumentPreviews } = value;
  if (!isRecord(plan) || !isRecord(state)) return false;
  return (
    isString(value.runId) &&
    isString(value.title) &&
    isNumber(value.startedAt) &&
    isNumber(value.nowMs) &&
    isNumber(plan.maxConcurrency) &&
    (value.task === undefined || isTask(value.task)) &&
    isArrayOf(argumentPreviews, isString) &&
    isArrayOf(plan.calls, isRecord) &&
    isArrayOf(plan.edges, isRecord) &&
    isArrayOf(state.calls, isRecord) &&
    isArrayOf(state.rounds, isRecord) &&
    plan.calls.length === state.calls.length &&
    plan.calls.length === argumentPreviews.length
  );
}

function isTask(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value.phase)) return false;
  return (
    isString(value.prompt) &&
    isString(value.model) &&
    isString(value.text) &&
    isString(value.phase.kind) &&
    isArrayOf(value.leftOut, isString) &&
    isArrayOf(value.modelCalls, isModelCall)
  );
}

function isModelCall(value: unknown): boolean {
  return (
    isRecord(value) && isNumber(value.startedAtMs) && isArrayOf(value.calls, isIndex) && Array.isArray(value.rejected)
  );
}

function isEvent(value: unknown): boolean {
  return isRecord(value) && isString(value.type) && isNumber(value.atMs);
}

function isDetails(value: unknown): boolean {
  if (!isRecord(value) || !isIndex(value.call) || !isBoundedText(value.arguments)) return false;
  if (value.blocks !== undefined && !isArrayOf(value.blocks, isShownBlock)) return false;
  return [value.sentArguments, value.result, value.error].every((part) => part === undefined || isBoundedText(part));
}

function isShownBlock(value: unknown): boolean {
  if (!isRecord(value) || !isIndex(value.number)) return false;
  switch (value.kind) {
    case "text":
      return isBoundedText(value.text) && (value.uri === undefined || isString(value.uri));
    case "image":
    case "audio":
    case "file":
      return isString(value.name) && isString(value.mimeType) && isNumber(value.bytes);
    case "link":
      return isString(value.name) && isString(value.uri);
    default:
      return false;
  }
}

function isMedia(value: unknown): boolean {
  return isRecord(value) && isString(value.mimeType) && isString(value.base64);
}

function isBoundedText(value: unknown): boolean {
  return isRecord(value) && isString(value.text) && isNumber(value.bytes) && typeof value.truncated === "boolean";
}

function isCallPart(value: unknown): value is CallPart {
  return isIndex(value) || ["arguments", "sentArguments", "result", "error"].includes(value as string);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isArrayOf(value: unknown, isItem: (item: unknown) => boolean): value is unknown[] {
  return Array.isArray(value) && value.every(isItem);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
