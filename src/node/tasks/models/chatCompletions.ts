import type { FinishReason, ModelDelta, ModelUsage } from "./chatModel";
import { ModelFailure } from "./modelFailure";
import { isJsonObject } from "../../../core/model/data/json";

/**
 * What the chunks of a streamed chat completion say. Only what is needed is looked at, and nothing is taken for granted:
 * servers leave fields out, send them as null, or send chunks of their own between. Throws a `ModelFailure` for an error
 * in a chunk, and for a stream in which nothing was a chat completion.
 */
export async function* deltasOfChunks(chunks: AsyncIterable<unknown>): AsyncGenerator<ModelDelta, void, undefined> {
  let isCompletion = false;
  for await (const chunk of chunks) {
    if (!isJsonObject(chunk)) continue;
    throwIfError(chunk);
    isCompletion ||= Array.isArray(chunk.choices);
    yield* usageOf(chunk);
    const choice = firstChoice(chunk);
    if (choice === undefined) continue;
    yield* contentOf(choice.delta);
    yield* finishOf(choice);
  }
  if (!isCompletion) throw notACompletion();
}

/** What a chat completion says that came all at once. Throws a `ModelFailure` if it is none. */
export function* deltasOfAnswer(answer: unknown): Generator<ModelDelta, void, undefined> {
  if (!isJsonObject(answer)) throw notACompletion();
  throwIfError(answer);
  if (!Array.isArray(answer.choices)) throw notACompletion();
  yield* usageOf(answer);
  const choice = firstChoice(answer);
  if (choice === undefined) return;
  yield* contentOf(choice.message);
  yield* finishOf(choice);
}

type Fields = Readonly<Record<string, unknown>>;

function firstChoice({ choices }: Fields): Fields | undefined {
  const [choice] = Array.isArray(choices) ? (choices as readonly unknown[]) : [];
  return isJsonObject(choice) ? choice : undefined;
}

function* contentOf(message: unknown): Generator<ModelDelta, void, undefined> {
  if (!isJsonObject(message)) return;
  const { content, refusal, tool_calls: calls } = message as Fields;
  const text = textOf(content);
  if (text !== "") yield { type: "text", text };
  if (typeof refusal === "string" && refusal !== "") yield { type: "refusal", text: refusal };
  if (!Array.isArray(calls)) return;
  for (const [place, call] of (calls as readonly unknown[]).entries())
    if (isJsonObject(call)) yield toolCallOf(call, place);
}

function toolCallOf(call: Fields, place: number): ModelDelta {
  const { index, id, function: given, extra_content: attached } = call;
  const { name, arguments: args } = isJsonObject(given) ? (given as Fields) : {};
  // Arguments should be text; some servers send them as the object that they stand for.
  const argumentsText = typeof args === "string" ? args : isJsonObject(args) ? JSON.stringify(args) : undefined;
  return {
    type: "toolCall",
    index: typeof index === "number" ? index : place,
    ...(typeof id === "string" && { id }),
    ...(typeof name === "string" && { name }),
    ...(argumentsText !== undefined && { argumentsText }),
    // Gemini's servers reject a conversation in which the signatures of its thoughts are missing.
    ...(isJsonObject(attached) && { attached }),
  };
}

/** Content is text, or a list of parts of which some are text. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return (content as readonly unknown[])
    .map((part) => (isJsonObject(part) && typeof part.text === "string" ? part.text : ""))
    .join("");
}

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  tool_calls: "toolCalls",
  function_call: "toolCalls",
  length: "length",
  max_tokens: "length",
  content_filter: "refusal",
  refusal: "refusal",
};

function* finishOf({ finish_reason: reason }: Fields): Generator<ModelDelta, void, undefined> {
  if (typeof reason !== "string" || reason === "") return;
  yield { type: "finish", reason: reasons[reason] ?? "stop" };
}

function* usageOf({ usage }: Fields): Generator<ModelDelta, void, undefined> {
  if (!isJsonObject(usage)) return;
  const { prompt_tokens: input, completion_tokens: output, prompt_tokens_details: details } = usage as Fields;
  if (typeof input !== "number" || typeof output !== "number") return;
  const cached = isJsonObject(details) ? details.cached_tokens : undefined;
  const counted: ModelUsage = {
    inputTokens: input,
    outputTokens: output,
    ...(typeof cached === "number" && { cachedInputTokens: cached }),
  };
  yield { type: "usage", usage: counted };
}

function throwIfError({ error }: Fields): void {
  if (error === undefined || error === null) return;
  const message = isJsonObject(error) && typeof error.message === "string" ? error.message : JSON.stringify(error);
  throw new ModelFailure("badResponse", `The model's server reported an error while it answered: ${message}`);
}

function notACompletion(): ModelFailure {
  return new ModelFailure(
    "badResponse",
    "The server answered, but not with a chat completion. Check the base URL: it usually ends in /v1.",
  );
}
