import type { FinishReason, ModelDelta, ModelUsage } from "./models/chatModel";
import { TextCallReader, type TextCallOptions } from "./reading/textCallReader";
import { ToolCallAssembler } from "./reading/toolCallAssembler";
import type { WrittenCall } from "./calls/writtenCall";

/** A part of a model's turn: text as it comes, calls as soon as they are complete, and at last how it ended. */
export type TurnPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "call"; readonly call: WrittenCall }
  | { readonly type: "refusal"; readonly text: string }
  | { readonly type: "usage"; readonly usage: ModelUsage }
  /** `cut` when the stream stopped without saying why. */
  | { readonly type: "end"; readonly finish: FinishReason | "cut" };

/**
 * Reads a turn from the stream of a model. Calls are read from tool calls and, where `textCalls` is given, from text.
 * Throws what the stream throws.
 */
export async function* readTurn(
  deltas: AsyncIterable<ModelDelta>,
  textCalls: TextCallOptions | undefined,
): AsyncGenerator<TurnPart, void, undefined> {
  const calls = new ToolCallAssembler();
  const text = textCalls && new TextCallReader(textCalls);
  let finish: FinishReason | "cut" = "cut";
  for await (const delta of deltas) {
    switch (delta.type) {
      case "text":
        if (text === undefined) yield delta;
        else yield* text.write(delta.text);
        break;
      case "toolCall":
        for (const call of calls.add(delta)) yield { type: "call", call };
        break;
      case "finish":
        finish = delta.reason;
        break;
      case "refusal":
      case "usage":
        yield delta;
        break;
    }
  }
  if (text !== undefined) yield* text.end();
  for (const call of calls.end()) yield { type: "call", call };
  yield { type: "end", finish };
}
