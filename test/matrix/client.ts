import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import { messageOf } from "../../src/core/model/failure";
import type { JsonObject } from "../../src/core/model/data/json";
import { resultValue } from "../../src/core/model/result";
import { callResultSchema, toolResult } from "../../src/node/tools/mcp/mcpResult";

/** How a server is started. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How long one call may take, in milliseconds. */
export const callTimeoutMs = 30_000;

/** A server as a plain client sees it: nothing is ordered, limited or retried. */
export interface RawServer {
  /** The answer in the form that a reference would see; of an error, its message behind `error: `. */
  call(tool: string, args: JsonObject): Promise<string>;
  readonly client: Client;
  close(): Promise<void>;
}

/** Starts a server and connects to it. */
export async function connect({ command, args, env, cwd }: ServerCommand): Promise<RawServer> {
  const client = new Client({ name: "matrix", version: "1" });
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { ...inherited(), ...env },
    cwd,
    stderr: "ignore",
  });
  await client.connect(transport, { timeout: callTimeoutMs });
  return {
    client,
    call: (tool, args) => answerOf(client, tool, args),
    close: () => client.close(),
  };
}

async function answerOf(client: Client, name: string, args: JsonObject): Promise<string> {
  try {
    const answer = await client.callTool({ name, arguments: args }, { timeout: callTimeoutMs });
    return answerText(resultValue(toolResult(callResultSchema.parse(answer), name)));
  } catch (error) {
    return `error: ${messageOf(error)}`;
  }
}

/** A result as text, so that answers can be compared. */
export function answerText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function inherited(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
}
