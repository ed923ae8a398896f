import type { ContentBlock, ToolResult } from "../../core/model/result";
import { resultValue } from "../../core/model/result";
import type { Json } from "../../core/model/data/json";
import { resultLost, wholeResult } from "../../node/runs/resumption/lostResult";
import type { RecordedRun } from "../../node/runs/recordedRun";
import { boundText } from "./boundedText";
import type { CallDetails, CallPart, Media } from "../../protocol/details";
import { blockFileName, blockText, mediaOf, plainName, shownBlocks } from "./resultBlocks";
import type { Said } from "../../core/model/text/wording";

/** What the core says, in the language of whoever reads it. */
export type InWords = (said: Said) => string;

/**
 * Everything that can be said of a call beyond the snapshot, or nothing when the run has no such call. Of a longer text
 * there are its first `maxTextBytes`.
 */
export function detailsOf(
  run: RecordedRun,
  call: number,
  maxTextBytes: number,
  inWords: InWords,
): CallDetails | undefined {
  const args = partText(run, call, "arguments", inWords);
  if (args === undefined) return undefined;
  const result = resultOf(run, call);
  const blocks = result && shownBlocks(result, toolNameOf(run, call), maxTextBytes);
  const isAllInBlocks = blocks !== undefined && blocks.length > 0 && result?.structuredContent === undefined;
  const sentArguments = partText(run, call, "sentArguments", inWords);
  const resultText = isAllInBlocks ? undefined : partText(run, call, "result", inWords);
  const error = result === undefined ? partText(run, call, "error", inWords) : undefined;
  return {
    call,
    arguments: boundText(args, maxTextBytes),
    ...(sentArguments !== undefined && { sentArguments: boundText(sentArguments, maxTextBytes) }),
    ...(resultText !== undefined && { result: boundText(resultText, maxTextBytes) }),
    ...(blocks !== undefined && blocks.length > 0 && { blocks }),
    ...(error !== undefined && { error: boundText(error, maxTextBytes) }),
  };
}

/** One part of a call as text, all of it; nothing when the call has no such part. */
export function partText(run: RecordedRun, call: number, part: CallPart, inWords: InWords): string | undefined {
  const planned = run.plan.calls[call];
  const state = run.callState(call);
  if (planned === undefined || state === undefined) return undefined;
  switch (part) {
    case "arguments":
      return pretty(state.editedArguments ?? planned.arguments);
    case "sentArguments":
      return state.sentArguments && pretty(state.sentArguments);
    case "result": {
      const result = resultOf(run, call);
      if (result === undefined) return undefined;
      const value = resultValue(result);
      return typeof value === "string" ? value : pretty(value);
    }
    case "error": {
      if (state.ending === undefined) return undefined;
      if (state.ending.outcome === "succeeded")
        return resultOf(run, call) === undefined ? inWords(resultLost) : undefined;
      const { details } = state.ending.error;
      const message = inWords(state.ending.error);
      return details === undefined ? message : `${message}\n\n${pretty(details)}`;
    }
    default: {
      const block = blockOf(run, call, part);
      return block && blockText(block);
    }
  }
}

/** The bytes that one block of a call's result holds; nothing when it holds none. */
export function partMedia(run: RecordedRun, call: number, part: number): Media | undefined {
  const block = blockOf(run, call, part);
  return block && mediaOf(block);
}

/** One part of a call as a file: its bytes as they are, or its text in UTF-8. */
export function partFile(
  run: RecordedRun,
  call: number,
  part: CallPart,
  inWords: InWords,
): { readonly name: string; readonly bytes: Uint8Array } | undefined {
  const toolName = toolNameOf(run, call);
  if (typeof part === "number") {
    const block = blockOf(run, call, part);
    if (block === undefined) return undefined;
    const media = mediaOf(block);
    const bytes = media === undefined ? Buffer.from(blockText(block)) : Buffer.from(media.base64, "base64");
    return { name: blockFileName(block, part, toolName), bytes };
  }
  const text = partText(run, call, part, inWords);
  if (text === undefined) return undefined;
  return { name: `${plainName(toolName)}-${part}.${isJsonText(text) ? "json" : "txt"}`, bytes: Buffer.from(text) };
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

function resultOf(run: RecordedRun, call: number): ToolResult | undefined {
  const ending = run.callState(call)?.ending;
  return ending?.outcome === "succeeded" ? wholeResult(ending.result) : undefined;
}

function blockOf(run: RecordedRun, call: number, number: number): ContentBlock | undefined {
  return resultOf(run, call)?.content[number];
}

function toolNameOf(run: RecordedRun, call: number): string {
  return run.plan.calls[call]?.toolName ?? "";
}

function pretty(value: Json): string {
  return JSON.stringify(value, null, 2);
}

/** A call as it is written in a manifest, with its arguments as they are or were edited; nothing for one that is not there. */
export function callText(run: RecordedRun, call: number): string | undefined {
  const planned = run.plan.calls[call];
  if (planned === undefined) return undefined;
  const args = pretty(run.callState(call)?.editedArguments ?? planned.arguments);
  const lines = [
    ...(planned.id === undefined ? [] : [`"id": ${JSON.stringify(planned.id)}`]),
    `"tool": ${JSON.stringify(planned.tool)}`,
    `"arguments": ${args.replaceAll("\n", "\n  ")}`,
  ];
  return `{\n  ${lines.join(",\n  ")}\n}`;
}
