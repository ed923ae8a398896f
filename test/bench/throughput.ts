import { createRequire } from "node:module";

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import { createEngine } from "../../src/engine/engine";
import { mcpStdioSource } from "../../src/tools/mcp";
import { withEngine } from "./contenders";
import { inTurns, rowAtLeast, type Row } from "./measure";
import { planFrom } from "./workloads";

/** What is left of real operations' speed when they go through the engine. */
export async function throughput(quick: boolean): Promise<Row[]> {
  return [...(await overStdio(quick)), ...(await waitsOf50Ms(quick))];
}

async function waitsOf50Ms(quick: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [limit, atLeast] of [
    [5, 0.97],
    [20, 0.88],
  ] as const) {
    const count = quick ? 100 : 200;
    const plan = planFrom(count, [], limit);
    const wait = () => new Promise((resolve) => setTimeout(resolve, 50));
    const { took } = await inTurns(quick ? 1 : 3, { took: () => withEngine(plan, wait) });
    const speedup = (count * 50) / took;
    rows.push(rowAtLeast("Operations of 50 ms", `speed-up ÷ limit of ${limit}`, speedup / limit, "×", atLeast));
  }
  return rows;
}

/** Two processes of the same server: one asked by the official client alone, one through the engine and our source. */
async function overStdio(quick: boolean): Promise<Row[]> {
  const script = createRequire(`${process.cwd()}/package.json`).resolve(
    "@modelcontextprotocol/server-everything/dist/index.js",
  );
  const server = { command: process.execPath, args: [script, "stdio"] };
  const client = new Client({ name: "bench", version: "1.0.0" });
  await client.connect(new StdioClientTransport({ ...server, stderr: "ignore" }));
  const source = mcpStdioSource("bench", server, { log: () => undefined });
  await source.list();
  const rows: Row[] = [];
  try {
    for (const limit of [5, 20]) {
      const plan = planFrom(200, [], limit);
      const took = await inTurns(quick ? 5 : 15, {
        raw: async () => {
          let next = 0;
          const worker = async () => {
            while (next < 200) await client.callTool({ name: "echo", arguments: { message: String(next++) } });
          };
          await Promise.all(Array.from({ length: limit }, worker));
        },
        engine: () =>
          createEngine(plan, {
            invoke: ({ index }, _args, context) => source.call("echo", { message: String(index) }, context),
            emit: () => undefined,
          }).start(),
      });
      rows.push(
        rowAtLeast(
          "200 small calls to an MCP server over stdio",
          `calls a second ÷ raw client, limit ${limit}`,
          took.raw / took.engine,
          "×",
          0.95,
        ),
      );
    }
  } finally {
    await Promise.all([client.close(), source.close()]);
  }
  return rows;
}
