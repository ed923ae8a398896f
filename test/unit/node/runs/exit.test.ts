import { describe, expect, it } from "vitest";
import { prepare } from "../../../../src/node/runs/prepare";
import { plainEnvironment } from "../../../fixtures/runEnvironment";

/** What would keep this process from ending. */
function holding(): readonly string[] {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout" || name === "ProcessWrap");
}

/** An MCP server that answers to its name only, and ends with its input. */
const server = `
let rest = "";
process.stdin.on("data", (data) => {
  const lines = (rest + data).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    const { id, method, params } = JSON.parse(line);
    if (id === undefined) continue;
    const result =
      method === "initialize" ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } }
      : method === "tools/list" ? { tools: [{ name: "echo", inputSchema: { type: "object" } }] }
      : { content: [{ type: "text", text: "hi" }] };
    process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result }) + "\\n");
  }
});
process.stdin.on("end", () => process.exit(0));`;

describe("a session that was closed", () => {
  it("leaves no timer and no process behind that would hold this one", async () => {
    const before = holding();
    const prepared = await prepare({
      text: JSON.stringify({
        version: 1,
        servers: { s: { command: process.execPath, args: ["-e", server] } },
        calls: [
          { tool: "s/echo" },
          { tool: "run_process", arguments: { command: process.execPath, args: ["-e", "1"] } },
          { tool: "calculate", arguments: { expression: "1 + 1" } },
        ],
      }),
      environment: plainEnvironment({ places: { workspaceFolder: process.cwd() } }),
      servers: "start",
      origin: "userFile",
    });
    const session = prepared.session({ header: prepared.header("20260101T000000000Z-aaaaaa", "run", 0) });
    await session.start();
    expect(session.state.calls.map(({ ending }) => ending?.outcome)).toEqual(["succeeded", "succeeded", "succeeded"]);
    await session.close();
    // The test's own timer may have gone meanwhile.
    expect(holding().length).toBeLessThanOrEqual(before.length);
    expect(holding()).not.toContain("ProcessWrap");
  });
});
