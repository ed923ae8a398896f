import type { HttpServerDefinition, StdioServerDefinition } from "../../../core/model/manifest";
import { LateSource } from "../lateSource";
import type { Expanded, McpOptions } from "./mcpServers";
import type { ToolSource } from "../source";

/** The tools of an MCP server that runs as a process of its own, started when it is first needed. */
export function mcpStdioSource(
  name: string,
  definition: Expanded<StdioServerDefinition>,
  options: McpOptions,
): ToolSource {
  return new LateSource(name, { kind: "server" }, async () => {
    const { stdioServer } = await import("./mcpServers");
    return stdioServer(name, definition, options);
  });
}

/** The tools of an MCP server that is reached over HTTP, connected to when it is first needed. */
export function mcpHttpSource(
  name: string,
  definition: Expanded<HttpServerDefinition>,
  options: McpOptions,
): ToolSource {
  return new LateSource(name, { kind: "server", isRemote: true }, async () => {
    const { httpServer } = await import("./mcpServers");
    return httpServer(name, definition, options);
  });
}
