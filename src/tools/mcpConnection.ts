import {
  Client,
  ProtocolError,
  SdkHttpError,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type ClientOptions,
  type FetchLike,
  type JsonSchemaValidator,
  type Transport,
} from "@modelcontextprotocol/client";

import { version } from "../../package.json";
import { ToolFailure } from "../model/failure";
import { connectionFailure, retryAfterMs } from "./httpFailure";
import { startFailure, type ServerFacts } from "./mcpFailure";
import { McpStdioTransport } from "./mcpStdioTransport";
import type { ProcessDefinition } from "./processTree";

/** A client that has shaken hands with its server. */
export interface McpConnection {
  readonly client: Client;
  /** What is known of the server now; how it ended as soon as it has. */
  facts(): ServerFacts;
  /** Ends the connection, and the server if it is a process. */
  close(): Promise<void>;
}

/** What every connection needs to know. */
export interface ConnectOptions {
  readonly name: string;
  readonly startTimeoutMs: number;
  /** Aborted when the connection is no longer wanted. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly onToolsChanged: () => void;
  readonly onLost: () => void;
}

const closeSessionMs = 2000;

/** Starts a server and connects to it. Throws a `ToolFailure` of kind `unavailable` that says why it did not work. */
export async function connectStdio(definition: ProcessDefinition, options: ConnectOptions): Promise<McpConnection> {
  try {
    return await connectProcess(definition, options, {});
  } catch (thrown) {
    // Nearly every server answers `initialize`. One that knows only the protocol's newer generation refuses it, and is
    // asked in that generation's way; asking that way first would end some of the older servers.
    if (!(thrown instanceof ToolFailure) || !ProtocolError.isInstance(thrown.cause)) throw thrown;
    return connectProcess(definition, options, { versionNegotiation: { mode: "auto" } });
  }
}

async function connectProcess(
  definition: ProcessDefinition,
  options: ConnectOptions,
  extra: ClientOptions,
): Promise<McpConnection> {
  const { name, startTimeoutMs } = options;
  const transport = new McpStdioTransport(definition, options.log);
  const facts = (): ServerFacts => ({ name, end: transport.end });
  try {
    return await connect(transport, options, extra, facts, () => transport.close());
  } catch (thrown) {
    const failure = options.signal.aborted
      ? new ToolFailure("unavailable", `The server "${name}" was stopped while it started.`, {
          cause: thrown,
          reachedTool: false,
        })
      : startFailure(thrown, facts(), transport.tail, startTimeoutMs);
    await transport.close();
    throw failure;
  }
}

/**
 * Connects to a server over HTTP: streamable HTTP, or with type `sse` and where a server has nothing else its
 * predecessor. Throws a `ToolFailure` of kind `unavailable` that says why it did not work.
 */
export async function connectHttp(
  definition: {
    readonly type: "http" | "sse";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  },
  options: ConnectOptions,
): Promise<McpConnection> {
  const { name, startTimeoutMs } = options;
  const facts = (): ServerFacts => ({ name, url: definition.url });
  try {
    if (!URL.canParse(definition.url)) throw new ToolFailure("unavailable", `"${definition.url}" is no valid URL.`);
    const url = new URL(definition.url);
    const transportOptions = { requestInit: { headers: { ...definition.headers } }, fetch: fetchWithFailures };
    const connectSse = () => {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- servers that have nothing else are still about
      const transport = new SSEClientTransport(url, transportOptions);
      return connect(transport, options, {}, facts, () => transport.close());
    };
    if (definition.type === "sse") return await connectSse();
    const transport = new StreamableHTTPClientTransport(url, transportOptions);
    const close = async () => {
      await Promise.race([transport.terminateSession().catch(() => undefined), aborted(closeSessionMs)]);
      await transport.close();
    };
    try {
      return await connect(transport, options, { versionNegotiation: { mode: "auto" } }, facts, close);
    } catch (thrown) {
      await transport.close();
      if (SdkHttpError.isInstance(thrown) && [400, 404, 405].includes(thrown.status)) return await connectSse();
      throw thrown;
    }
  } catch (thrown) {
    throw startFailure(thrown, facts(), [], startTimeoutMs);
  }
}

async function connect(
  transport: Transport,
  options: ConnectOptions,
  extra: ClientOptions,
  facts: () => ServerFacts,
  close: () => Promise<void>,
): Promise<McpConnection> {
  const client = new Client(
    { name: "parallel-tools", version },
    {
      ...extra,
      // A thousand pages are more tools than anybody has; a server that pages in circles must still come to an end.
      listMaxPages: 1000,
      listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: options.onToolsChanged } },
      // A result that breaks the tool's own output schema is still what the tool did: it is shown, not thrown away.
      jsonSchemaValidator: {
        getValidator:
          <T>(): JsonSchemaValidator<T> =>
          (data) => ({ valid: true, data: data as T, errorMessage: undefined }),
      },
    },
  );
  client.onerror = (error) => {
    options.log(`[protocol] ${error.message}`);
  };
  await client.connect(transport, { timeout: options.startTimeoutMs, signal: options.signal });
  client.onclose = options.onLost;
  return { client, facts, close };
}

/** Says in our words what a connection or an overloaded server says in its own. */
const fetchWithFailures: FetchLike = async (url, init) => {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (thrown) {
    init?.signal?.throwIfAborted();
    throw connectionFailure(thrown, String(url));
  }
  if (response.status !== 429 && response.status !== 503) return response;
  await response.body?.cancel();
  const delayMs = retryAfterMs(response.headers.get("retry-after"), Date.now());
  throw new ToolFailure("rateLimited", `${String(url)} asks to slow down (HTTP ${String(response.status)}).`, {
    transient: true,
    ...(delayMs !== undefined && { retryAfterMs: delayMs }),
    details: { status: response.status },
  });
};

function aborted(afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    AbortSignal.timeout(afterMs).addEventListener("abort", () => {
      resolve();
    });
  });
}
