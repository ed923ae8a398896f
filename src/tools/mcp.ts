import { resolve } from "node:path";

import type { RequestOptions } from "@modelcontextprotocol/client";

import { messageOf, ToolFailure } from "../model/failure";
import type { JsonObject } from "../model/json";
import type { HttpServerDefinition, StdioServerDefinition } from "../model/manifest";
import type { ToolResult } from "../model/result";
import type { Tool } from "../model/tool";
import { serverEnvironment } from "./processEnvironment";
import { callFailure } from "./mcpFailure";
import { connectHttp, connectStdio, type ConnectOptions, type McpConnection } from "./mcpConnection";
import { callResultSchema, toolResult } from "./mcpResult";

import type { AttemptContext, ToolSource } from "./source";

/** What an MCP source needs of its surroundings. */
export interface McpOptions {
  /** Where a server runs that says no folder of its own, and where relative paths in its definition start. */
  readonly workspaceFolder?: string;
  /** Told each line that a server writes on its standard error. */
  readonly log: (source: string, line: string) => void;
  /** How long a server may take until it has answered `initialize`; 30 s if absent. */
  readonly startTimeoutMs?: number;
}

/** A definition with its variables filled in, or what fills them in when the server starts. */
export type Expanded<Definition> = Definition | (() => Definition | Promise<Definition>);

const defaultStartTimeoutMs = 30_000;
// The longest that a timer can be set to (24.8 days): how long a call may take is for the engine to say.
const noTimeoutMs = 2 ** 31 - 1;

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
    const env = await serverEnvironment(server, cwd);
    return connectStdio({ command, args, cwd, env }, connecting);
  });
}

/** The tools of an MCP server that is reached over HTTP, connected to when it is first needed. */
export function mcpHttpSource(
  name: string,
  definition: Expanded<HttpServerDefinition>,
  options: McpOptions,
): ToolSource {
  return new McpSource(name, options, async (connecting) => {
    const { type, url, headers = {} } = await expanded(definition);
    return connectHttp({ type, url, headers }, connecting);
  });
}

function expanded<Definition>(definition: Expanded<Definition>): Definition | Promise<Definition> {
  return typeof definition === "function" ? (definition as () => Definition | Promise<Definition>)() : definition;
}

/** One connection at a time, shared by all that need it: `started` is it or its becoming, until it is lost or closed. */
interface Started {
  readonly connection: Promise<McpConnection>;
  readonly abort: AbortController;
  tools: Promise<readonly Tool[]> | undefined;
  isReleased: boolean;
}

class McpSource implements ToolSource {
  private started: Started | undefined;
  /** Those that are being closed: closing again waits for them. */
  private readonly closing = new Set<Promise<void>>();

  constructor(
    readonly name: string,
    private readonly options: McpOptions,
    private readonly connect: (options: ConnectOptions) => Promise<McpConnection>,
  ) {}

  async list(signal?: AbortSignal): Promise<readonly Tool[]> {
    const started = this.start();
    const tools = (started.tools ??= this.listTools(started));
    return unlessAborted(tools, signal);
  }

  async call(toolName: string, args: JsonObject, { signal, progress }: AttemptContext): Promise<ToolResult> {
    const started = this.start();
    const connection = await unlessAborted(started.connection, signal);
    const { client } = connection;
    const params = { name: toolName, arguments: args };
    const options: RequestOptions = {
      signal,
      timeout: noTimeoutMs,
      onprogress: ({ progress: done, total, message }) => {
        progress({ progress: done, ...(total !== undefined && { total }), ...(message !== undefined && { message }) });
      },
    };
    let answer;
    try {
      // In the newer generation the client copies arguments to HTTP headers, which only `callTool` does.
      answer =
        client.getProtocolEra() === "modern"
          ? callResultSchema.parse(await client.callTool(params, options))
          : await client.request({ method: "tools/call", params }, callResultSchema, options);
    } catch (thrown) {
      if (signal.aborted) throw stopped(toolName, thrown);
      const failure = callFailure(thrown, connection.facts());
      // A session that an HTTP server has forgotten stays forgotten; the next call opens another.
      if (failure.kind === "unavailable") this.release(started);
      throw failure;
    }
    return toolResult(answer, toolName);
  }

  async close(): Promise<void> {
    const { started } = this;
    if (started !== undefined) {
      started.abort.abort();
      this.release(started);
    }
    await Promise.all(this.closing);
  }

  private start(): Started {
    if (this.started !== undefined) return this.started;
    const abort = new AbortController();
    const started: Started = {
      abort,
      connection: this.open(abort.signal, () => started),
      tools: undefined,
      isReleased: false,
    };
    this.started = started;
    started.connection.catch(() => {
      this.release(started);
    });
    return started;
  }

  private open(signal: AbortSignal, started: () => Started): Promise<McpConnection> {
    return this.connect({
      name: this.name,
      signal,
      startTimeoutMs: this.options.startTimeoutMs ?? defaultStartTimeoutMs,
      log: (line) => {
        this.options.log(this.name, line);
      },
      onToolsChanged: () => {
        started().tools = undefined;
      },
      onLost: () => {
        this.release(started());
      },
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
      this.options.log(this.name, `[closing] ${messageOf(thrown)}`);
    });
  }

  private async listTools(started: Started): Promise<readonly Tool[]> {
    const connection = await started.connection;
    const { client } = connection;
    try {
      if (client.getServerCapabilities()?.tools === undefined) return [];
      const { tools } = await client.listTools(undefined, {
        timeout: this.options.startTimeoutMs ?? defaultStartTimeoutMs,
      });
      return tools.map((tool) => ({ ...describedTool(tool), source: this.name }));
    } catch (thrown) {
      started.tools = undefined;
      throw new ToolFailure(
        "unavailable",
        `The tools of "${this.name}" could not be listed: ${callFailure(thrown, connection.facts()).message}`,
        {
          cause: thrown,
        },
      );
    }
  }
}

type ListedTool = Awaited<ReturnType<McpConnection["client"]["listTools"]>>["tools"][number];

function describedTool({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: ListedTool): Omit<Tool, "source"> {
  return {
    name,
    inputSchema: inputSchema as JsonObject,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(outputSchema !== undefined && { outputSchema: outputSchema as JsonObject }),
    ...(annotations !== undefined && { annotations: annotations as NonNullable<Tool["annotations"]> }),
  };
}

/** What several wait for goes on when one of them gives up. */
async function unlessAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared;
  let giveUp: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => {
      reject(
        new ToolFailure("cancelled", "It was stopped while its source started.", {
          cause: signal.reason,
          reachedTool: false,
        }),
      );
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
  try {
    return await Promise.race([shared, aborted]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

function stopped(toolName: string, cause: unknown): ToolFailure {
  return new ToolFailure("cancelled", `${toolName} was stopped; its server was told.`, { cause });
}
