import * as z from "zod";

import {
  memberOf,
  membersOf,
  parseJsonTree,
  rangeOfNode,
  valueOf,
  type JsonNode,
} from "../../../../core/manifest/text/jsonTree";
import type { InputDefinition, Problem, ServerDefinition } from "../../../../core/model/manifest";
import { recordOf } from "../../data/recordOf";
import { worded, type Worded } from "../../../../core/model/text/wording";

/** The servers of an `mcp.json`, the values that they ask for, and what is wrong with the file. */
export interface McpJson {
  readonly servers: Readonly<Record<string, ServerDefinition>>;
  readonly inputs: readonly InputDefinition[];
  /** Ranges are those of the text. What a problem is about is left out; the rest can be used. */
  readonly problems: readonly Problem[];
}

const roots = z.array(z.string()).exactOptional();

const stdioServer = z.object({
  type: z.literal("stdio").exactOptional(),
  command: z.string().min(1),
  args: z.array(z.string()).exactOptional(),
  env: recordOf(z.union([z.string(), z.number(), z.null()])).exactOptional(),
  envFile: z.string().exactOptional(),
  cwd: z.string().exactOptional(),
  roots,
});

/** What other programs write for streamable HTTP. */
const otherNamesOfHttp = new Set<unknown>(["streamable-http", "streamableHttp", "streamable_http"]);

const httpServer = z.object({
  type: z.preprocess(
    (type) => (type === undefined || otherNamesOfHttp.has(type) ? "http" : type),
    z.enum(["http", "sse"]),
  ),
  url: z.string().min(1),
  headers: recordOf(z.string()).exactOptional(),
  oauth: z
    .object({
      clientId: z.string().min(1).exactOptional(),
      clientSecret: z.string().exactOptional(),
      issuer: z.string().exactOptional(),
      scope: z.string().exactOptional(),
      grant: z.enum(["authorization_code", "client_credentials"]).exactOptional(),
    })
    .exactOptional(),
  roots,
});

const inputDefinition = z.object({
  id: z.string().min(1),
  type: z.enum(["promptString", "pickString"]),
  description: z.string().exactOptional(),
  default: z.string().exactOptional(),
  password: z.boolean().exactOptional(),
  options: z.array(z.string()).exactOptional(),
});

/**
 * Reads the text of an `mcp.json` (JSON with comments and trailing commas): VS Code's, with `servers`, or in the form of
 * Claude Desktop and Cursor, with `mcpServers`. Never throws. Keys that only their programs use are passed over, so that a
 * file made for a newer one can still be read.
 */
export function readMcpJson(text: string): McpJson {
  const { root, problems: syntax } = parseJsonTree(text, { offset: 0, length: text.length });
  const problems: Problem[] = [...syntax];
  const servers = new Map<string, ServerDefinition>();
  const inputs: InputDefinition[] = [];
  if (root === undefined) return { servers: {}, inputs, problems };

  const report = (node: JsonNode, said: Worded) => {
    problems.push({ severity: "warning", ...said, range: rangeOfNode(node) });
  };
  const read = <T>(schema: z.ZodType<T>, node: JsonNode, what: Worded): T | undefined => {
    const parsed = schema.safeParse(valueOf(node));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const why = issue?.message ?? worded("it is not valid");
    report(
      node,
      issue === undefined || issue.path.length === 0
        ? worded("{0} cannot be used: {1}.", what, why)
        : worded('{0} cannot be used at "{1}": {2}.', what, issue.path.map(String).join("."), why),
    );
    return undefined;
  };

  const key = memberOf(root, "servers") === undefined && memberOf(root, "mcpServers") ? "mcpServers" : "servers";
  const serversNode = memberOf(root, key);
  if (root.type !== "object") report(root, worded("mcp.json must be an object with servers."));
  else if (serversNode !== undefined && serversNode.type !== "object") {
    report(serversNode, worded('"{0}" must be an object of servers by name.', key));
  }
  for (const { key: name, keyNode, value } of serversNode === undefined ? [] : membersOf(serversNode)) {
    const isHttp = memberOf(value, "url") !== undefined;
    if (!isHttp && memberOf(value, "command") === undefined) {
      report(keyNode, worded('The server "{0}" has neither a command nor a url.', name));
      continue;
    }
    const server = read<ServerDefinition>(isHttp ? httpServer : stdioServer, value, worded('The server "{0}"', name));
    if (server !== undefined) servers.set(name, server);
  }
  for (const node of memberOf(root, "inputs")?.children ?? []) {
    const input = read<InputDefinition>(inputDefinition, node, worded("The input"));
    if (input !== undefined) inputs.push(input);
  }
  return { servers: Object.fromEntries(servers), inputs, problems };
}
