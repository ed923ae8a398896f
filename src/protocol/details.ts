import { isRecord } from "../core/model/data/json";
import { isArrayOf, isIndex, isNumber, isString } from "./shapes";

/** The most bytes of one text that the panel shows, however often it is asked for more: an editor is made for the rest. */
export const mostTextBytes = 1024 * 1024;

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

export function isDetails(value: unknown): boolean {
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

export function isMedia(value: unknown): boolean {
  return isRecord(value) && isString(value.mimeType) && isString(value.base64);
}

export function isBoundedText(value: unknown): boolean {
  return isRecord(value) && isString(value.text) && isNumber(value.bytes) && typeof value.truncated === "boolean";
}

export function isCallPart(value: unknown): value is CallPart {
  return isIndex(value) || ["arguments", "sentArguments", "result", "error"].includes(value as string);
}
