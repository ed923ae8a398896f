import { createRequire } from "node:module";

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import { createEngine } from "../../src/core/engine/engine";
import type { Manifest } from "../../src/core/model/manifest";
import type { Plan } from "../../src/core/model/plan";
import { standardDefaults } from "../../src/core/plan/plan";
import { Redactor } from "../../src/node/runs/redaction/redactor";
import { RunSession } from "../../src/node/runs/session";
import { createCatalogue } from "../../src/node/tools/catalogue";
import { mcpStdioSource } from "../../src/node/tools/mcp/mcp";
import type { ToolSource } from "../../src/node/tools/source";
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
    const wait = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { content: [] };
    };
    const { took } = await inTurns(quick ? 2 : 5, { took: () => withEngine(plan, wait) });
    const speedup = (count * 50) / took.wall;
    rows.push(rowAtLeast("Operations of 50 ms", `speed-up ÷ limit of ${limit}`, speedup / limit, "×", atLeast));
  }
  return rows;
}

const count = 200;

/**
 * Two processes of the same server: one asked by the official client alone, one through our source, with the engine alone
 * and with all that a run in the editor has: schemas, redaction, the state that is shown.
 */
async function overStdio(quick: boolean): Promise<Row[]> {
  const script = createRequire(`${process.cwd()}/package.json`).resolve(
    "@modelcontextprotocol/server-everything/dist/index.js",
  );
  const server = { command: process.execPath, args: [script, "stdio"] };
  const client = new Client({ name: "bench", version: "1.0.0" });
  await client.connect(new StdioClientTransport({ ...server, stderr: "ignore" }));
  const source = mcpStdioSource("bench", server, { log: () => undefined });
  await source.list();
  try {
    const rows: Row[] = [];
    for (const limit of [5, 20]) {
      const plan = echoes(limit);
      const took = await inTurns(quick ? 15 : 60, {
        raw: () => echoAll(client, limit),
        engine: () =>
          createEngine(plan, {
            invoke: ({ toolName }, args, context) => source.call(toolName, args, context),
            emit: () => undefined,
          }).start(),
        session: () => sessionOver(source, plan).start(),
      });
      const group = `${count} small calls to an MCP server over stdio, limit ${limit}`;
      const { raw } = took;
      // The usual turn, not the best: two processes take part in each, and a lucky one says little.
      for (const ours of ["engine", "session"] as const) {
        const name = `calls a second through the ${ours} ÷ raw client`;
        rows.push(rowAtLeast(group, name, raw.usualWall / took[ours].usualWall, "×", 0.95));
      }
      for (const [name, { cpu, usualWall }] of Object.entries(took)) {
        rows.push({ group, name, value: (cpu * 1000) / count, unit: "µs/call", wall: (usualWall * 1000) / count });
      }
    }
    return rows;
  } finally {
    await Promise.all([client.close(), source.close()]);
  }
}

async function echoAll(client: Client, limit: number): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await client.callTool({ name: "echo", arguments: { message: String(next++) } });
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

function echoes(limit: number): Plan {
  const plan = planFrom(count, [], limit);
  const calls = plan.calls.map((call) => ({
    ...call,
    tool: "bench/echo",
    toolName: "echo",
    arguments: { message: String(call.index) },
  }));
  return { ...plan, calls };
}

const manifest: Manifest = { calls: [], servers: {}, inputs: [], tools: {}, limits: {}, safety: {}, resources: {} };

function sessionOver(source: ToolSource, plan: Plan): RunSession {
  const catalogue = createCatalogue([source]);
  return new RunSession({
    run: { header: { version: 1, id: "bench", title: "bench", startedAt: 0, manifest, plan } },
    tools: {
      toolbox: {
        // The server is there for the next turn.
        catalogue: { ...catalogue, close: () => Promise.resolve() },
        passiveCatalogue: catalogue,
        sources: [source],
        definitionOf: () => "",
        sourcesKey: "",
        problems: [],
        baseDirectoryOf: () => undefined,
        learnEnvFiles: () => Promise.resolve(),
        provideInputs: () => Promise.resolve(true),
        provideInputsOf: () => Promise.resolve(true),
        expandArguments: (args) => args,
      },
      planning: () => ({ defaults: standardDefaults, environment: { platform: "posix", caseSensitive: true } }),
      redaction: new Redactor(),
    },
    keeping: {},
  });
}
