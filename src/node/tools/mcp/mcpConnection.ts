import {
  IssuerMismatchError,
  ProtocolError,
  SdkHttpError,
  SseError,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type Client,
  type ClientOptions,
  type Transport,
} from "@modelcontextprotocol/client";

import { ToolFailure } from "../../../core/model/failure";
import type { OAuthDefinition } from "../../../core/model/manifest";
import { answeringFetch } from "./http/answeringFetch";
import { authorizationFor, type Authorization } from "./http/mcpAuthorization";
import { BrowserErrands } from "./people/browserErrands";
import { createClient, settleIn, type ClientSurroundings } from "./mcpClient";
import { startFailure, type ServerFacts } from "./mcpFailure";
import type { ProxyFor } from "../http/exchange";
import { createMcpFetch } from "./http/mcpFetch";
import type { McpHost } from "./mcpHost";
import { AnswerWatchingTransport } from "./http/mcpHttpTransport";
import { McpStdioTransport } from "./stdio/mcpStdioTransport";
import type { ProcessDefinition } from "../processes/processTree";
import { worded } from "../../../core/model/text/wording";

/** A client that has shaken hands with its server. */
export interface McpConnection {
  readonly client: Client;
  readonly errands: BrowserErrands;
  /** The server keeps something for this connection alone, or may: its memory, if it is a process; a session. */
  keepsState(): boolean;
  /** What is known of the server now; how it ended as soon as it has. */
  facts(): ServerFacts;
  /** Does what the server asks to be signed in for: once, and when it has refused that, once more after signing in. */
  authorized<T>(request: () => Promise<T>): Promise<T>;
  /** Ends the connection, and the server if it is a process. */
  close(): Promise<void>;
}

/** What every connection needs to know. */
export interface ConnectOptions extends ClientSurroundings {
  readonly host: McpHost;
  readonly startTimeoutMs: number;
  /** Aborted when the connection is no longer wanted. */
  readonly signal: AbortSignal;
  readonly onLost: () => void;
}

const closeSessionMs = 2000;
/** A server may ask for more than it asked for at first; one that never has enough must come to an end. */
const maxSignIns = 2;
/** How much longer than its refusal a server may take to answer in the protocol's newer generation. */
const secondStartMs = 3000;

/** Starts a server and connects to it. Throws a `ToolFailure` of kind `unavailable` that says why it did not work. */
export async function connectStdio(definition: ProcessDefinition, options: ConnectOptions): Promise<McpConnection> {
  const beganAt = performance.now();
  try {
    return await connectProcess(definition, options, {});
  } catch (thrown) {
    // Nearly every server answers `initialize`. One that knows only the protocol's newer generation refuses it, and is
    // asked in that generation's way; asking that way first would end some of the older servers.
    if (!(thrown instanceof ToolFailure) || !ProtocolError.isInstance(thrown.cause)) throw thrown;
    return connectAfterRefusal(definition, options, thrown, performance.now() - beganAt);
  }
}

/** Starts a server anew that refused to be connected to. What it said then is why, unless it does better now. */
async function connectAfterRefusal(
  definition: ProcessDefinition,
  options: ConnectOptions,
  refusal: ToolFailure,
  tookMs: number,
): Promise<McpConnection> {
  const startTimeoutMs = Math.min(options.startTimeoutMs, tookMs + secondStartMs);
  try {
    return await connectProcess(definition, { ...options, startTimeoutMs }, { versionNegotiation: { mode: "auto" } });
  } catch (thrown) {
    throw options.signal.aborted ? thrown : refusal;
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
    const connected = await connect(transport, options, extra);
    return {
      ...connected,
      facts,
      keepsState: () => true,
      authorized: (request) => request(),
      close: () => transport.close(),
    };
  } catch (thrown) {
    const failure = options.signal.aborted
      ? new ToolFailure("unavailable", worded('The server "{0}" was stopped while it started.', name), {
          cause: thrown,
          reachedTool: false,
        })
      : startFailure(thrown, facts(), transport.tail, startTimeoutMs);
    await transport.close();
    throw failure;
  }
}

/** A server over HTTP with its variables filled in. */
export interface HttpServer {
  readonly type: "http" | "sse";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly oauth?: OAuthDefinition | undefined;
  /** The proxy for an address; in the editor none is needed, which has its own before every request. */
  readonly proxyFor?: ProxyFor | undefined;
}

/**
 * Connects to a server over HTTP: streamable HTTP, or with type `sse` and where a server has nothing else its
 * predecessor. Throws a `ToolFailure` of kind `unavailable` that says why it did not work.
 */
export async function connectHttp(server: HttpServer, options: ConnectOptions): Promise<McpConnection> {
  const { name, startTimeoutMs } = options;
  const hasOwnAuthorization = Object.keys(server.headers).some((header) => header.toLowerCase() === "authorization");
  const facts = (): ServerFacts => ({ name, url: server.url, hasOwnAuthorization });
  try {
    if (!URL.canParse(server.url)) throw new ToolFailure("unavailable", worded('"{0}" is no valid URL.', server.url));
    const url = new URL(server.url);
    const fetch = createMcpFetch(server.proxyFor);
    const authorization = hasOwnAuthorization
      ? undefined
      : await authorizationFor(name, server.url, server.oauth, options.host, fetch);
    const transportOptions = {
      requestInit: { headers: { ...server.headers } },
      fetch: authorization?.fetch ?? fetch,
      ...(authorization && { authProvider: authorization.provider }),
    };
    const makeSse = () => sseTransport(url, transportOptions);
    const answering = { ...transportOptions, fetch: answeringFetch(transportOptions.fetch, name) };
    const make = () => streamableTransport(url, answering);
    if (server.type === "sse") return await connectAuthorized(makeSse, authorization, options, facts);
    try {
      return await connectAuthorized(make, authorization, options, facts);
    } catch (thrown) {
      if (!SdkHttpError.isInstance(thrown) || ![400, 404, 405].includes(thrown.status)) throw thrown;
      return await connectAuthorized(makeSse, authorization, options, facts);
    }
  } catch (thrown) {
    throw startFailure(thrown, facts(), [], startTimeoutMs);
  }
}

interface HttpTransport {
  readonly transport: Transport;
  readonly extra: ClientOptions;
  finishAuth(callback: URLSearchParams): Promise<void>;
  close(): Promise<void>;
}

type HttpTransportOptions = NonNullable<ConstructorParameters<typeof StreamableHTTPClientTransport>[1]>;

function streamableTransport(url: URL, options: HttpTransportOptions): HttpTransport {
  const inner = new StreamableHTTPClientTransport(url, options);
  return {
    transport: new AnswerWatchingTransport(inner),
    extra: { versionNegotiation: { mode: "auto" } },
    finishAuth: (callback) => inner.finishAuth(callback),
    close: async () => {
      await Promise.race([inner.terminateSession().catch(() => undefined), aborted(closeSessionMs)]);
      await inner.close();
    },
  };
}

function sseTransport(url: URL, options: HttpTransportOptions): HttpTransport {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- servers that have nothing else are still about
  const inner = new SSEClientTransport(url, options);
  return {
    // It would connect again by itself, to a session that knows nothing of what was asked in this one.
    transport: new AnswerWatchingTransport(inner, (error) => SseError.isInstance(error)),
    extra: {},
    finishAuth: (callback) => inner.finishAuth(callback),
    close: () => inner.close(),
  };
}

async function connectAuthorized(
  make: () => HttpTransport,
  authorization: Authorization | undefined,
  options: ConnectOptions,
  facts: () => ServerFacts,
): Promise<McpConnection> {
  const signIn = async (http: HttpTransport, thrown: unknown) => {
    if (IssuerMismatchError.isInstance(thrown) && (await authorization?.acceptsIssuer())) return;
    const ask = authorization?.signIn;
    if (ask === undefined || !UnauthorizedError.isInstance(thrown)) throw thrown;
    await options.people.during((nobodyWaits) => ask(http, AbortSignal.any([options.signal, nobodyWaits])));
  };
  for (let signIns = 0; ; signIns++) {
    const http = make();
    try {
      const connected = await connect(http.transport, options, http.extra);
      const authorized = <T>(request: () => Promise<T>): Promise<T> => repeated(request, http, signIn);
      const keepsState = (): boolean => http.transport.sessionId !== undefined;
      return { ...connected, facts, keepsState, authorized, close: () => http.close() };
    } catch (thrown) {
      await http.close();
      if (signIns >= maxSignIns) throw thrown;
      await signIn(http, thrown);
    }
  }
}

/** What was refused for want of a token has not been done: it may be asked for again. */
async function repeated<T>(
  request: () => Promise<T>,
  http: HttpTransport,
  signIn: (http: HttpTransport, thrown: unknown) => Promise<void>,
): Promise<T> {
  try {
    return await request();
  } catch (thrown) {
    await signIn(http, thrown);
    return request();
  }
}

async function connect(
  transport: Transport,
  options: ConnectOptions,
  extra: ClientOptions,
): Promise<Pick<McpConnection, "client" | "errands">> {
  const client = createClient(options, extra);
  const errands = new BrowserErrands(client);
  await client.connect(transport, { timeout: options.startTimeoutMs, signal: options.signal });
  const leave = settleIn(client, options);
  client.onclose = () => {
    leave();
    options.onLost();
  };
  return { client, errands };
}

function aborted(afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    AbortSignal.timeout(afterMs).addEventListener("abort", () => {
      resolve();
    });
  });
}
