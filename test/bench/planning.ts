import type { JsonObject } from "../../src/model/json";
import type { Call, Manifest } from "../../src/model/manifest";
import type { ToolLookup } from "../../src/model/plan";
import { planCalls, standardDefaults } from "../../src/plan/plan";
import { inTurns, row, type Row } from "./measure";

const count = 10_000;

interface Shape {
  readonly tool: string;
  readonly id?: string;
  readonly arguments: JsonObject;
  readonly dependsOn?: readonly string[];
}

/** Plans of ten thousand calls each, in the shapes that a planner could be slow at. */
const shapes: Readonly<Record<string, (index: number) => Shape>> = {
  "no resources": () => ({ tool: "write", arguments: { text: "hello" } }),
  "all write one file": () => ({ tool: "write", arguments: { path: "src/a.ts" } }),
  "all write different files": (n) => ({ tool: "write", arguments: { path: `src/${n % 100}/${n}.ts` } }),
  "deep directories": (n) => ({ tool: "write", arguments: { path: `${"d/".repeat(n % 200)}${n % 50}` } }),
  "one writes the whole directory": (n) =>
    n === count / 2
      ? { tool: "write", arguments: { path: "src" } }
      : { tool: "write", arguments: { path: `src/${n % 3000}` } },
  "readers of a directory, then writers in it": (n) =>
    n < count / 2 ? { tool: "read", arguments: { path: "src" } } : { tool: "write", arguments: { path: `src/${n}` } },
  "writers in a directory, then readers of it": (n) =>
    n < count / 2 ? { tool: "write", arguments: { path: `src/${n}` } } : { tool: "read", arguments: { path: "src" } },
  "readers and writers in turns": (n) => ({
    tool: n % 2 === 0 ? "read" : "write",
    arguments: { path: n % 2 === 0 ? "src" : `src/${n % 70}` },
  }),
  "two files each, at random": (n) => ({
    tool: "write",
    arguments: { source: `f${(n * 7919) % 997}`, destination: `f${(n * 104_729) % 1009}` },
  }),
  "references to three others": (n) => ({
    tool: "read",
    id: `c${n}`,
    arguments: { x: n > 2 ? [1, 2, 3].map((back) => `\${c${n - back}.items[0]}`) : [] },
  }),
  "references backwards, all write one file": (n) => ({
    tool: "write",
    id: `c${n}`,
    arguments: { path: "f", text: n < count - 1 ? `\${c${n + 1}}` : "" },
  }),
  "unknown references": (n) => ({ tool: "read", id: `call${n}`, arguments: { x: `\${cal${n}x}` } }),
  "one cycle": (n) => ({ tool: "read", id: `c${n}`, arguments: {}, dependsOn: [`c${(n + 1) % count}`] }),
  "paths from results": (n) => ({ tool: "write", id: `c${n}`, arguments: { path: n === 0 ? "a" : "${c0[0]}" } }),
};

function planOf(shape: (index: number) => Shape): ReturnType<typeof planCalls> {
  const calls = Array.from({ length: count }, (_, index): Call => ({ index, dialect: "native", ...shape(index) }));
  const manifest: Manifest = { calls, servers: {}, inputs: [], tools: {}, limits: {}, safety: {}, resources: {} };
  const schema = { type: "object", properties: { path: { type: "string" } } };
  const tools = {
    read: { source: "fs", name: "read", annotations: { readOnlyHint: true }, inputSchema: schema },
    write: { source: "fs", name: "write", inputSchema: schema },
  };
  const lookups = calls.map(({ tool }): ToolLookup => ({
    kind: "found",
    tool: tool === "read" ? tools.read : tools.write,
  }));
  return planCalls({
    manifest,
    lookups,
    defaults: standardDefaults,
    environment: { workspaceFolder: "/ship", platform: "posix", caseSensitive: true },
  });
}

/** How long ten thousand calls take to plan, the second time. */
export async function planning(quick: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, shape] of Object.entries(shapes)) {
    const { plan: took } = await inTurns(quick ? 1 : 3, {
      plan: () => Promise.resolve(planOf(shape)),
    });
    rows.push({
      ...row(`Planning: ${count.toLocaleString("en")} calls`, name, took.cpu, "ms", 1000),
      wall: took.wall,
    });
  }
  return rows;
}
