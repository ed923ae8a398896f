import { resolve } from "node:path";

import {
  UrlElicitationRequiredError,
  type ElicitRequestURLParams,
  type RequestOptions,
} from "@modelcontextprotocol/client";

import { messageOf, ToolFailure } from "../model/failure";
import type { JsonObject } from "../model/json";
import type { HttpServerDefinition, ServerDefinition, StdioServerDefinition } from "../model/manifest";
import type { ToolResult } from "../model/result";
import type { Tool } from "../model/tool";
import type { ProxyFor } from "./http/exchange";
import { loggingMeta } from "./mcpClient";
import { connectHttp, connectStdio, type ConnectOptions, type McpConnection } from "./mcpConnection";
import { callFailure, howItWasLost, isSessionLost } from "./mcpFailure";
import { fixedRoots, RefusedByPerson, type McpHost } from "./mcpHost";
import { listTools } from "./mcpListing";
import { callResultSchema, toolResult } from "./mcpResult";
import { serverEnvironment } from "./processEnvironment";
import { RestartBackoff } from "./restartBackoff";
import type { AttemptContext, SourceNews, ToolSource } from "./source";
import { unlessAborted, untilStarted } from "./unlessAborted";
import { WaitingForPeople } from "./waitingForPeople";

/** What an MCP source needs of its surroundings. */
export interface McpOptions {
  /** Where a server runs that says no folder of its own, and where relative paths in its definition start. */
  readonly workspaceFolder?: string;
  /** Told each line that a server writes on its standard error, and each message of its log. */
  readonly log: (source: string, line: string) => void;
  /** The proxy for an address, where servers over HTTP need one. */
  readonly proxyFor?: ProxyFor;
  /** Told each variable that a server's `envFile` sets, before the server is started. */
  readonly onFileVariable?: (name: string, value: string) => void;
  /** How long a server may take until it has answered `initialize`; 30 s if absent. */
  readonly startTimeoutMs?: number;
  /** Roots, a person to ask and to sign in, and their consent; without it servers are given none of these. */
  readonly mcp?: McpHost;
  /** Milliseconds that never go back, for tests. */
  readonly now?: () => number;
}

/** A definition with its variables filled in, or what fills them in when the server starts. */
export type Expanded<Definition> = Definition | (() => Definition | Promise<Definition>);

const defaultStartTimeoutMs = 30_000;
// The longest that a timer can be set to (24.8 days): how long a call may take is for the engine to say.
const noTimeoutMs = 2 ** 31 - 1;
/** Calls that come so soon after a person's no are not worth another question. */
const refusalHoldsMs = 5000;
/** A server may ask for several things in a browser, one after another; one that never has enough must come to an end. */
const maxUrlRounds = 3;

/** The tools of an MCP server that runs as a process of its own, started when it is first needed. */
export function mcpStdioSource(
  name: string,
  definition: Expanded<StdioServerDefinition>,
  options: McpOptions,
): ToolSource {
  return new McpSource(name, options, async (connecting) => {
    const server = await expanded(definition);
    const { command, args = [] } = server;
    const cwd = resolve(options.workspaceFolder ?? process.cwd(), server.cwd ?? ".");
    const env = await serverEnvironment(server, cwd, options.onFileVariable ?? (() => undefined));
    return connectStdio({ command, args, cwd, env }, withOwnRoots(connecting, server, options));
  });
}

/** The tools of an MCP server that is reached over HTTP, connected to when it is first needed. */
export function mcpHttpSource(
  name: string,
  definition: Expanded<HttpServerDefinition>,
  options: McpOptions,
): ToolSource {
  return new McpSource(name, options, async (connecting) => {
    const server = await expanded(definition);
    const { type, url, headers = {}, oauth } = server;
    const { proxyFor } = options;
    return connectHttp({ type, url, headers, oauth, proxyFor }, withOwnRoots(connecting, server, options));
  });
}

function expanded<Definition>(definition: Expanded<Definition>): Definition | Promise<Definition> {
  return typeof definition === "function" ? (definition as () => Definition | Promise<Definition>)() : definition;
}

/** The roots of a definition take the place of the workspace's; an empty list means that the server is told of none. */
function withOwnRoots(connecting: ConnectOptions, { roots }: ServerDefinition, options: McpOptions): ConnectOptions {
  if (roots === undefined) return connecting;
  const { roots: _, ...host } = connecting.host;
  if (roots.length === 0) return { ...connecting, host };
  const own = fixedRoots(roots.map((folder) => resolve(options.workspaceFolder ?? process.cwd(), folder)));
  return { ...connecting, host: { ...host, roots: own } };
}

/** One connection at a time, shared by all that need it: `started` is it or its becoming, until it is lost or closed. */
interface Started {
  readonly connection: Promise<McpConnection>;
  readonly abort: AbortController;
  readonly people: WaitingForPeople;
  tools: Promise<readonly Tool[]> | undefined;
  isReleased: boolean;
}

class McpSource implements ToolSource {
  private started: Started | undefined;
  private readonly backoff: RestartBackoff;
  private readonly now: () => number;
  private refusal: { readonly failure: RefusedByPerson; until: number } | undefined;
  /** Those that are being closed: closing again waits for them. */
  private readonly closing = new Set<Promise<void>>();
  private readonly watchers = new Set<(news: SourceNews) => void>();

  constructor(
    readonly name: string,
    private readonly options: McpOptions,
    private readonly connect: (options: ConnectOptions) => Promise<McpConnection>,
  ) {
    this.now = options.now ?? (() => performance.now());
    this.backoff = new RestartBackoff(this.now);
  }

  async list(signal?: AbortSignal): Promise<readonly Tool[]> {
    const started = this.start();
    const tools = (started.tools ??= this.listTools(started));
    return unlessAborted(tools, signal);
  }

  async call(toolName: string, args: JsonObject, context: AttemptContext): Promise<ToolResult> {
    const { signal } = context;
    let started = this.start();
    try {
      return await this.callOn(started, toolName, args, context);
    } catch (thrown) {
      if (signal.aborted || !isSessionLost(thrown)) throw await this.failureOf(thrown, started, toolName, signal);
    }
    // A session that an HTTP server has forgotten stays forgotten; it has done nothing, and is asked again in another.
    this.log("[protocol] The server does not know its session any more; a new one is opened.");
    this.release(started);
    started = this.start();
    try {
      return await this.callOn(started, toolName, args, context);
    } catch (thrown) {
      throw await this.failureOf(thrown, started, toolName, signal);
    }
  }

  watch(listener: (news: SourceNews) => void): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  async close(): Promise<void> {
    const { started } = this;
    this.backoff.reset();
    this.refusal = undefined;
    if (started !== undefined) {
      started.abort.abort();
      this.release(started);
    }
    await Promise.all(this.closing);
  }

  private async callOn(
    started: Started,
    toolName: string,
    args: JsonObject,
    context: AttemptContext,
  ): Promise<ToolResult> {
    const leave = started.people.join(context);
    try {
      const connection = await untilStarted(started.connection, context);
      for (let rounds = 0; ; rounds++) {
        try {
          return toolResult(await callTool(connection, toolName, args, context), toolName);
        } catch (thrown) {
          if (!(thrown instanceof UrlElicitationRequiredError) || rounds >= maxUrlRounds) throw thrown;
          await this.askInBrowser(started, connection, thrown.elicitations, context.signal);
        }
      }
    } finally {
      leave();
    }
  }

  /** What went wrong, as a failure; lets go of a connection that is of no more use. */
  private async failureOf(
    thrown: unknown,
    started: Started,
    toolName: string,
    signal: AbortSignal,
  ): Promise<ToolFailure> {
    // A connection that is not there yet is not waited for.
    if (thrown instanceof ToolFailure && thrown.kind === "cancelled") return thrown;
    if (signal.aborted) {
      return new ToolFailure("cancelled", `${toolName} was stopped; its server was told.`, { cause: thrown });
    }
    const connection = await started.connection.catch(() => undefined);
    if (connection === undefined) return thrown as ToolFailure;
    const failure = callFailure(thrown, connection.facts());
    if (failure.kind === "unavailable" && !(failure instanceof RefusedByPerson)) this.release(started);
    return failure;
  }

  /** The server does not go on before something has been done in a browser. Throws when it is not. */
  private async askInBrowser(
    { people }: Started,
    { errands }: McpConnection,
    elicitations: readonly ElicitRequestURLParams[],
    signal: AbortSignal,
  ): Promise<void> {
    const elicit = this.options.mcp?.elicit;
    for (const { message, url, elicitationId } of elicitations) {
      const refused = (how: string) =>
        new ToolFailure("denied", `"${this.name}" wants something done at ${url} first (${message}), ${how}.`, {
          reachedTool: false,
        });
      if (elicit === undefined) throw refused("and nobody is here to do it: run the call in VS Code");
      const done = errands.whenDone(elicitationId);
      const answer = await people.during((nobodyWaits) =>
        elicit({ mode: "url", server: this.name, message, url, done }, AbortSignal.any([signal, nobodyWaits])),
      );
      if (answer.action !== "accept") throw refused("which was declined");
    }
  }

  private start(): Started {
    if (this.started !== undefined) return this.started;
    this.throwIfRefused();
    const { held } = this.backoff;
    if (held !== undefined) throw this.heldBack(held);
    this.backoff.started();
    const abort = new AbortController();
    const people = new WaitingForPeople();
    const started: Started = {
      abort,
      people,
      connection: this.open(abort.signal, people, () => started),
      tools: undefined,
      isReleased: false,
    };
    this.started = started;
    started.connection.catch((thrown: unknown) => {
      if (thrown instanceof RefusedByPerson) {
        this.refusal = { failure: thrown, until: this.now() + refusalHoldsMs };
      } else if (!abort.signal.aborted) this.backoff.failed(messageOf(thrown));
      this.release(started);
    });
    return started;
  }

  private throwIfRefused(): void {
    const { refusal } = this;
    if (refusal === undefined || refusal.until < this.now()) return;
    refusal.until = this.now() + refusalHoldsMs;
    throw refusal.failure;
  }

  private heldBack({ waitMs, failures, reason }: NonNullable<RestartBackoff["held"]>): ToolFailure {
    const seconds = String(Math.ceil(waitMs / 1000));
    const message = `The server "${this.name}" failed ${String(failures)} times in a row and is not started again before ${seconds} s have passed. The last time: ${reason}`;
    return new ToolFailure("unavailable", message, { reachedTool: false });
  }

  private open(signal: AbortSignal, people: WaitingForPeople, started: () => Started): Promise<McpConnection> {
    return this.connect({
      name: this.name,
      host: this.options.mcp ?? {},
      people,
      signal,
      startTimeoutMs: this.options.startTimeoutMs ?? defaultStartTimeoutMs,
      log: (line) => {
        this.log(line);
      },
      onToolsChanged: () => {
        started().tools = undefined;
        this.tell({ kind: "toolsChanged" });
      },
      onLost: () => {
        this.lost(started());
      },
    });
  }

  private lost(started: Started): void {
    if (started.isReleased) return;
    void started.connection.then((connection) => {
      const reason = howItWasLost(connection.facts());
      this.backoff.failed(reason);
      this.release(started);
      this.tell({ kind: "lost", reason });
    });
  }

  /** Lets go of a connection that failed, was lost or is no longer wanted; the next call starts another. */
  private release(started: Started): void {
    if (started.isReleased) return;
    started.isReleased = true;
    if (this.started === started) this.started = undefined;
    const closed = this.end(started).finally(() => this.closing.delete(closed));
    this.closing.add(closed);
  }

  private async end(started: Started): Promise<void> {
    const connection = await started.connection.catch(() => undefined);
    await connection?.close().catch((thrown: unknown) => {
      this.log(`[closing] ${messageOf(thrown)}`);
    });
  }

  private async listTools(started: Started): Promise<readonly Tool[]> {
    const connection = await started.connection;
    const { client } = connection;
    try {
      if (client.getServerCapabilities()?.tools === undefined) return [];
      const timeout = this.options.startTimeoutMs ?? defaultStartTimeoutMs;
      const tools = await connection.authorized(() =>
        listTools(client, { timeout }, (line) => {
          this.log(line);
        }),
      );
      return tools.map((tool) => ({ ...tool, source: this.name }));
    } catch (thrown) {
      started.tools = undefined;
      if (thrown instanceof RefusedByPerson) throw thrown;
      const { message } = callFailure(thrown, connection.facts());
      throw new ToolFailure("unavailable", `The tools of "${this.name}" could not be listed: ${message}`, {
        cause: thrown,
      });
    }
  }

  private tell(news: SourceNews): void {
    for (const watcher of this.watchers) watcher(news);
  }

  private log(line: string): void {
    this.options.log(this.name, line);
  }
}

function callTool(connection: McpConnection, name: string, args: JsonObject, { signal, progress }: AttemptContext) {
  const { client } = connection;
  const isModern = client.getProtocolEra() === "modern";
  const logs = client.getServerCapabilities()?.logging !== undefined;
  const params = { name, arguments: args, ...(isModern && logs && { _meta: loggingMeta }) };
  const options: RequestOptions = {
    signal,
    timeout: noTimeoutMs,
    onprogress: ({ progress: done, total, message }) => {
      progress({ progress: done, ...(total !== undefined && { total }), ...(message !== undefined && { message }) });
    },
  };
  // In the newer generation the client copies arguments to HTTP headers, which only `callTool` does.
  return connection.authorized(async () =>
    isModern
      ? callResultSchema.parse(await client.callTool(params, options))
      : await client.request({ method: "tools/call", params }, callResultSchema, options),
  );
}
