import { isRecord } from "../core/model/data/json";
import type { RunEvent } from "../core/model/run";
import type { TaskState } from "../core/model/task";
import { isBoundedText, isDetails, isMedia, type BoundedText, type CallDetails, type Media } from "./details";
import { isArrayOf, isIndex, isNumber, isString } from "./shapes";
import { isMoreCalls, isSnapshot, isTask, type MoreCalls, type RunSnapshot } from "./snapshot";

/**
 * What the timeline's host says to its webview: a run when that is ready, the rest of its calls, patches, and answers to what it asks.
 * What arrives is `unknown` until {@link isHostMessage} says otherwise.
 */
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
      readonly isNotKept?: boolean;
      readonly isHoldingBack?: boolean;
    }
  /** Calls behind those that the panel has: of a run that is long, or that has grown. `callCount` is as in the snapshot. */
  | (MoreCalls & { readonly type: "calls"; readonly runId: string; readonly callCount: number })
  /** What is known of the run's task by now, in place of what was known before. */
  | { readonly type: "task"; readonly runId: string; readonly nowMs: number; readonly task: TaskState }
  /** There is nothing to show: the run that was shown is no longer kept. */
  | { readonly type: "noRun"; readonly translations?: Readonly<Record<string, string>> }
  | { readonly type: "details"; readonly requestId: number; readonly details: CallDetails }
  | { readonly type: "text"; readonly requestId: number; readonly text: BoundedText }
  | { readonly type: "media"; readonly requestId: number; readonly media: Media }
  | { readonly type: "rejected"; readonly requestId: number; readonly message: string };

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
    case "calls":
      return isString(value.runId) && isIndex(value.callCount) && isMoreCalls(value);
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

function isEvent(value: unknown): boolean {
  return isRecord(value) && isString(value.type) && isNumber(value.atMs);
}
