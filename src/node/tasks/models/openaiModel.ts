import type { ReachedModel } from "./askedModel";
import type { OpenAI } from "openai";
import { deltasOfAnswer, deltasOfChunks } from "./chatCompletions";
import { hangUpAfterFinish } from "./hangUp";
import type { ModelDelta, ModelMessage, ModelRequest } from "./chatModel";
import { ModelFailure } from "./modelFailure";
import { failureOfRequest, htmlFailure, type Endpoint } from "./openaiFailures";

/** Where a model is and how it is asked; everything but the key may be shown. */
export interface OpenAiSettings {
  /** Up to and without `/chat/completions`, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** The model, or for Azure the deployment. */
  readonly model: string;
  /** Sent in the way that the server takes it; absent for servers that ask for none. */
  readonly apiKey?: string;
  /** Sent with every request. One named `authorization` replaces the key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes it an Azure endpoint with deployments and versions; its newer `/openai/v1` needs none. */
  readonly azureApiVersion?: string;
  /** Merged into every request: `temperature`, `max_completion_tokens`, `reasoning_effort` and so on. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /** How long the server may take to begin its answer, in milliseconds; ten minutes when absent. */
  readonly timeoutMs?: number;
}

export const defaultBaseUrl = "https://api.openai.com/v1";

/**
 * A model behind any server that speaks OpenAI's chat completions. Nothing is sent before it is asked; its client is
 * loaded at once, which takes 0.1 s that the first answer need not wait for, and made once, which each later request
 * need not wait for either.
 */
export function openAiModel(settings: OpenAiSettings): ReachedModel {
  const client = connect(settings);
  // Should that fail, it is told of where the client is needed.
  client.catch(() => undefined);
  const endpoint: Endpoint = { baseUrl: settings.baseUrl, model: settings.model, hasKey: hasKey(settings) };
  return {
    name: `${settings.model} (${hostOf(settings.baseUrl)})`,
    stream: (request, signal) => ask(client, bodyOf(settings, request), endpoint, signal),
  };
}

async function* ask(
  client: Promise<OpenAI>,
  body: ReturnType<typeof bodyOf>,
  endpoint: Endpoint,
  signal: AbortSignal,
): AsyncGenerator<ModelDelta, void, undefined> {
  const connection = new AbortController();
  const abort = (): void => connection.abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    signal.throwIfAborted();
    const connected = await client;
    const response = await connected.chat.completions.create(body, { signal: connection.signal }).asResponse();
    yield* deltasOf(response, endpoint, connection, connected);
  } catch (thrown) {
    if (signal.aborted) throw new ModelFailure("cancelled", "The model was stopped.", { cause: thrown });
    throw failureOfRequest(thrown, endpoint);
  } finally {
    signal.removeEventListener("abort", abort);
    // Whoever stops reading early needs the rest no more; after the end this does nothing.
    connection.abort();
  }
}

async function* deltasOf(
  response: Response,
  endpoint: Endpoint,
  connection: AbortController,
  client: OpenAI,
): AsyncGenerator<ModelDelta, void, undefined> {
  const type = response.headers.get("content-type") ?? "";
  if (/\bhtml\b/i.test(type)) {
    await response.body?.cancel();
    throw htmlFailure(endpoint);
  }
  // A server that does not stream answers with all of it at once.
  if (/\bapplication\/json\b/i.test(type)) yield* deltasOfAnswer(await response.json());
  else {
    const { Stream } = await import("openai/core/streaming");
    // Without the client, which logs nothing, a piece that is no JSON would be written to the console.
    const chunks = Stream.fromSSEResponse<unknown>(response, connection, client, false, "events");
    yield* hangUpAfterFinish(deltasOfChunks(chunks), () => connection.abort());
  }
}

async function connect(settings: OpenAiSettings): Promise<OpenAI> {
  const { baseUrl, model, apiKey = "", azureApiVersion, headers = {}, timeoutMs } = settings;
  const shared = {
    // What the timeline shows is what happened: nothing is repeated behind its back.
    maxRetries: 0,
    logLevel: "off" as const,
    organization: null,
    project: null,
    defaultHeaders: { ...(apiKey === "" && { authorization: null }), ...headers },
    // The key goes to the address that was configured and to no other.
    fetchOptions: { redirect: "manual" as const },
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
  };
  const key = apiKey === "" ? "none" : apiKey;
  if (azureApiVersion !== undefined) {
    const { AzureOpenAI } = await import("openai/azure");
    const baseURL = `${withoutSlash(baseUrl).replace(/\/openai$/, "")}/openai`;
    return new AzureOpenAI({ ...shared, baseURL, apiKey: key, apiVersion: azureApiVersion, deployment: model });
  }
  const { OpenAI: Client } = await import("openai/client");
  return new Client({ ...shared, baseURL: withoutSlash(baseUrl), apiKey: key });
}

function bodyOf(settings: OpenAiSettings, { messages, tools, toolChoice }: ModelRequest) {
  return {
    ...settings.extraBody,
    model: settings.model,
    messages: messages.map(messageOf),
    stream: true as const,
    stream_options: { include_usage: true },
    ...(tools.length > 0 && {
      tools: tools.map((tool) => ({
        type: "function" as const,
        function: { ...tool, parameters: { ...tool.parameters } },
      })),
      // `auto` is what servers do without being told, and some do not know the word.
      ...(toolChoice === "none" && { tool_choice: "none" as const }),
    }),
  };
}

function messageOf(message: ModelMessage): OpenAI.ChatCompletionMessageParam {
  switch (message.role) {
    case "system":
      return { role: "system", content: message.text };
    case "user":
      return { role: "user", content: message.text };
    case "tool":
      return { role: "tool", tool_call_id: message.toolCallId, content: message.text };
    case "assistant":
      return {
        role: "assistant",
        content: message.text === "" && message.toolCalls.length > 0 ? null : message.text,
        ...(message.toolCalls.length > 0 && {
          tool_calls: message.toolCalls.map(({ id, name, arguments: args, attached }) => ({
            id,
            ...(attached && { extra_content: attached }),
            type: "function" as const,
            function: { name, arguments: args },
          })),
        }),
      };
  }
}

function hasKey({ apiKey = "", headers = {} }: OpenAiSettings): boolean {
  return apiKey !== "" || Object.keys(headers).some((name) => /^(authorization|api-key|x-api-key)$/i.test(name));
}

function withoutSlash(url: string): string {
  return url
    .trim()
    .replace(/\/+$/, "")
    .replace(/\/chat\/completions$/, "");
}

function hostOf(baseUrl: string): string {
  try {
    return new URL(baseUrl).host;
  } catch {
    return baseUrl;
  }
}
