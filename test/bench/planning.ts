import type { JsonObject } from "../../src/core/model/data/json";
import type { Call, Manifest } from "../../src/core/model/manifest";
import type { ToolLookup } from "../../src/core/model/plan";
import type { SourceFacts } from "../../src/core/model/tool";
import { planCalls, standardDefaults } from "../../src/core/plan/plan";
import { inTurns, row, type Row } from "./measure";
import { worded } from "../../src/core/model/text/wording";

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
  "state, only writers": (n) => ({ tool: "store/add", arguments: { id: n } }),
  "state, ten readers a writer": (n) => ({ tool: n % 11 === 0 ? "store/add" : "store/get", arguments: { id: n } }),
  "state in SQL": (n) => ({
    tool: "store/query",
    arguments: { sql: n % 3 === 0 ? "INSERT INTO t VALUES (1)" : "SELECT * FROM t WHERE a = 'x'" },
  }),
  "paths from results": (n) => ({ tool: "write", id: `c${n}`, arguments: { path: n === 0 ? "a" : "${c0[0]}" } }),
};

function callsOf(shape: (index: number) => Shape): readonly Call[] {
  return Array.from({ length: count }, (_, index): Call => ({ index, dialect: "native", ...shape(index) }));
}

function planOf(calls: readonly Call[]): ReturnType<typeof planCalls> {
  const manifest: Manifest = { calls, servers: {}, inputs: [], tools: {}, limits: {}, safety: {}, resources: {} };
  const schema = { type: "object", properties: { path: { type: "string" } }, required: ["path"] };
  const none = { type: "object" };
  const files: SourceFacts = {
    kind: "server",
    tools: [
      { source: "fs", name: "read", annotations: { readOnlyHint: true }, inputSchema: none },
      { source: "fs", name: "write", annotations: { readOnlyHint: false }, inputSchema: schema },
    ],
  };
  const store: SourceFacts = {
    kind: "server",
    tools: ["add", "get", "query"].map((name) => ({ source: "store", name, inputSchema: none })),
  };
  const tools = new Map(
    [files, store].flatMap((facts) =>
      facts.tools.map((tool): [string, ToolLookup] => [
        facts === store ? `store/${tool.name}` : tool.name,
        { kind: "found", tool: { ...tool, inputSchema: none }, facts },
      ]),
    ),
  );
  const lookups = calls.map(
    ({ tool }): ToolLookup => tools.get(tool) ?? { kind: "unknown", ...worded("There is no such tool.") },
  );
  return planCalls({
    manifest,
    lookups,
    defaults: standardDefaults,
    environment: { workspaceFolder: "/ship", platform: "posix", caseSensitive: true },
  });
}

const group = `Planning: ${count.toLocaleString("en")} calls`;
const longestMs = 200;
const mostEdgesACall = 2;
/** Planning looks at each call many times; writing and reading it as JSON does so twice, and is as fast as the machine is. */
const mostCopies = 25;

/**
 * How long ten thousand calls take to plan, the second time, beside writing the same calls as JSON and reading them again,
 * which tells the machine apart from the planner; and how many edges planning finds.
 */
export async function planning(quick: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  let [mostTimes, mostEdges] = [0, 0];
  for (const [name, shape] of Object.entries(shapes)) {
    const calls = callsOf(shape);
    const { plan, copy } = await inTurns(quick ? 1 : 3, {
      plan: () => Promise.resolve(planOf(calls)),
      copy: () => Promise.resolve(JSON.parse(JSON.stringify(calls))),
    });
    rows.push({ ...row(group, name, plan.cpu, "ms", longestMs), wall: plan.wall });
    mostTimes = Math.max(mostTimes, plan.cpu / copy.cpu);
    const found = planOf(calls).plan.edges.filter(({ kind }) => kind === "conflict");
    mostEdges = Math.max(mostEdges, found.length / count);
  }
  return [
    ...rows,
    row(group, "planning ÷ the calls to JSON and back, the worst of these", mostTimes, "×", mostCopies),
    row(group, "edges a call that conflicts add, the most of these", mostEdges, "", mostEdgesACall),
  ];
}
