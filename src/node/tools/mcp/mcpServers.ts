import { resolve } from "node:path";

import type { HttpServerDefinition, ServerDefinition, StdioServerDefinition } from "../../../core/model/manifest";
import type { ProxyFor } from "../http/exchange";
import { connectHttp, connectStdio, type ConnectOptions } from "./mcpConnection";
import { fixedRoots } from "./mcpHost";
import { McpSource, type McpSourceOptions } from "./mcpSource";
import { serverEnvironment } from "../processes/processEnvironment";
import type { ToolSource } from "../source";

/** What an MCP source needs of its surroundings. */
export interface McpOptions extends McpSourceOptions {
  /** Where a server runs that says no folder of its own, and where relative paths in its definition start. */
  readonly workspaceFolder?: string | undefined;
  /** The proxy for an address, where servers over HTTP need one. */
  readonly proxyFor?: ProxyFor;
  /** Told each variable that a server's `envFile` sets, before the server is started. */
  readonly onFileVariable?: (name: string, value: string) => void;
}

/** A definition with its variables filled in, or what fills them in when the server starts. */
export type Expanded<Definition> = Definition | (() => Definition | Promise<Definition>);

/** See `mcpStdioSource`. */
export function stdioServer(
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

/** See `mcpHttpSource`. */
export function httpServer(name: string, definition: Expanded<HttpServerDefinition>, options: McpOptions): ToolSource {
  return new McpSource(name, { ...options, isRemote: true }, async (connecting) => {
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
