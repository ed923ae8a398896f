import type { ReachedModel } from "../../node/tasks/models/askedModel";
import * as vscode from "vscode";
import { messageOf } from "../../core/model/failure";
import type { JsonObject } from "../../core/model/data/json";
import type { ModelDelta, ModelMessage, ModelRequest } from "../../node/tasks/models/chatModel";
import { ModelFailure } from "../../node/tasks/models/modelFailure";
import { parseExactly } from "../../core/model/data/exactJson";

/** A model that VS Code has. Its tool calls come whole, one after another; it does not tell how many tokens it took. */
export function languageModel(chat: vscode.LanguageModelChat): ReachedModel {
  return {
    name: `${chat.name} (${chat.vendor})`,
    stream: (request, signal) => ask(chat, request, signal),
  };
}

async function* ask(
  chat: vscode.LanguageModelChat,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelDelta, void, undefined> {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    signal.throwIfAborted();
    const response = await chat.sendRequest(request.messages.map(chatMessage), optionsOf(request), source.token);
    yield* deltasOf(response.stream);
  } catch (thrown) {
    if (signal.aborted) throw new ModelFailure("cancelled", "The model was stopped.", { cause: thrown });
    throw failureOf(thrown, chat);
  } finally {
    signal.removeEventListener("abort", cancel);
    // Whoever stops reading early needs the rest no more; after the end this does nothing.
    source.cancel();
    source.dispose();
  }
}

async function* deltasOf(stream: AsyncIterable<unknown>): AsyncGenerator<ModelDelta, void, undefined> {
  let calls = 0;
  for await (const part of stream) {
    if (part instanceof vscode.LanguageModelTextPart) yield { type: "text", text: part.value };
    else if (part instanceof vscode.LanguageModelToolCallPart) {
      const argumentsText = JSON.stringify(part.input);
      yield { type: "toolCall", index: calls++, id: part.callId, name: part.name, argumentsText };
    }
  }
  yield { type: "finish", reason: calls > 0 ? "toolCalls" : "stop" };
}

/** There is no role for instructions; they are said in the user's place, as VS Code's own documentation has it. */
function chatMessage(message: ModelMessage): vscode.LanguageModelChatMessage {
  switch (message.role) {
    case "system":
    case "user":
      return vscode.LanguageModelChatMessage.User(message.text);
    case "tool": {
      const result = new vscode.LanguageModelToolResultPart(message.toolCallId, [
        new vscode.LanguageModelTextPart(message.text),
      ]);
      return vscode.LanguageModelChatMessage.User([result]);
    }
    case "assistant":
      return vscode.LanguageModelChatMessage.Assistant([
        ...(message.text === "" ? [] : [new vscode.LanguageModelTextPart(message.text)]),
        ...message.toolCalls.map(
          ({ id, name, arguments: args }) =>
            new vscode.LanguageModelToolCallPart(id, name, parseExactly(args) as JsonObject),
        ),
      ]);
  }
}

/** Tools stay on offer when the model must answer: some models reject a conversation with calls and no tools. */
function optionsOf({ tools }: ModelRequest): vscode.LanguageModelChatRequestOptions {
  return {
    justification: vscode.l10n.t("Parallel Tools plans and carries out your task with this model."),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({ name, description, inputSchema: parameters })),
    }),
  };
}

function failureOf(thrown: unknown, { name }: vscode.LanguageModelChat): ModelFailure {
  if (thrown instanceof ModelFailure) return thrown;
  const said = messageOf(thrown);
  const options = { cause: thrown };
  switch (thrown instanceof vscode.LanguageModelError ? thrown.code : "") {
    case vscode.LanguageModelError.NoPermissions.name:
      return new ModelFailure(
        "auth",
        vscode.l10n.t("{0} may not be used: {1} Allow it for this extension, then run the task again.", name, said),
        options,
      );
    case vscode.LanguageModelError.NotFound.name:
      return new ModelFailure(
        "notFound",
        vscode.l10n.t("{0} is not there any more. Choose another model.", name),
        options,
      );
    case vscode.LanguageModelError.Blocked.name:
      return new ModelFailure(
        "rateLimited",
        vscode.l10n.t("{0} takes no more requests for now: {1} Wait a little, or choose another model.", name, said),
        options,
      );
    default:
      return new ModelFailure(
        kindOf(said),
        vscode.l10n.t(
          "{0} failed: {1} Try again, or choose another model.",
          name,
          /[.!?]$/.test(said) ? said : `${said}.`,
        ),
        options,
      );
  }
}

/** What is behind other errors only their words tell. */
function kindOf(said: string): ModelFailure["kind"] {
  if (/tool/i.test(said) && /support/i.test(said)) return "noToolSupport";
  if (/filter|off.?topic|refus/i.test(said)) return "refusal";
  if (/token|context|too long/i.test(said)) return "lengthLimit";
  return /quota|rate limit|too many/i.test(said) ? "rateLimited" : "unreachable";
}
