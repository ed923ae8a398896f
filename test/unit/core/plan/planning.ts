import type { Json, JsonObject } from "../../../../src/core/model/data/json";
import type { Call, Manifest } from "../../../../src/core/model/manifest";
import type { ToolLookup } from "../../../../src/core/model/plan";
import type { SourceFacts, Tool, ToolAnnotations } from "../../../../src/core/model/tool";
import { planCalls, standardDefaults, type PlanEnvironment, type PlanOutcome } from "../../../../src/core/plan/plan";

export const workspace: PlanEnvironment = {
  workspaceFolder: "/ship",
  home: "/home/ann",
  platform: "posix",
  caseSensitive: true,
};

const annotations: Readonly<Record<string, ToolAnnotations>> = {
  read: { readOnlyHint: true },
  list: { readOnlyHint: true },
  write: { readOnlyHint: false, idempotentHint: true },
  edit: { readOnlyHint: false },
  move: { readOnlyHint: false },
};

/** A tool whose first word says what it does: `read_file` reads, `write_file` writes, `do_this` has no annotations. */
export function tool(name: string, inputSchema?: JsonObject, source = "fs"): Tool {
  const known = annotations[name.split("_")[0] ?? ""];
  return { source, name, ...(known && { annotations: known }), ...(inputSchema && { inputSchema }) };
}

export type ShortCall = Partial<Omit<Call, "arguments">> & { readonly tool: string; readonly arguments?: Json };

export function manifestOf(calls: readonly ShortCall[], more: Partial<Manifest> = {}): Manifest {
  return {
    origin: "userFile",
    calls: calls.map((call, index) => ({
      index,
      origin: "userFile",
      dialect: "native",
      ...call,
      arguments: (call.arguments ?? {}) as JsonObject,
    })),
    servers: {},
    inputs: [],
    tools: {},
    limits: {},
    safety: {},
    resources: {},
    ...more,
  };
}

export interface Planning {
  readonly more?: Partial<Manifest>;
  readonly tools?: readonly Tool[];
  readonly environment?: Partial<PlanEnvironment>;
  /** What sources are, by name; else each is a server whose tools say by their schemas which files they touch. */
  readonly sources?: Readonly<Record<string, SourceFacts>>;
}

/** A server with these tools, none of which names a file by its schema unless it says so. */
export function server(source: string, tools: readonly (string | Omit<Tool, "source">)[]): SourceFacts {
  return {
    kind: "server",
    tools: tools.map((each) => (typeof each === "string" ? { source, name: each } : { ...each, source })),
  };
}

/** A server each of whose tools requires a path, so that the files that calls name are all that it keeps. */
function addressedServer(tools: readonly Tool[]): SourceFacts {
  const inputSchema: JsonObject = { properties: { path: { type: "string" } }, required: ["path"] };
  return { kind: "server", tools: tools.map((each) => ({ ...each, inputSchema })) };
}

/** Plans calls of tools that exist: those listed, else one named as the call says, of the source `fs`. */
export function plan(
  calls: readonly ShortCall[],
  { more, tools = [], environment, sources = {} }: Planning = {},
): PlanOutcome {
  const manifest = manifestOf(calls, more);
  const found = manifest.calls.map((call): Tool => {
    const [source = "", name = ""] = call.tool.includes("/") ? call.tool.split("/", 2) : ["fs", call.tool];
    const known = [...tools, ...(sources[source]?.tools ?? [])];
    return (
      known.find((candidate) => candidate.name === name && candidate.source === source) ?? tool(name, undefined, source)
    );
  });
  const ofSource = new Map<string, SourceFacts>(Object.entries(sources));
  for (const { source } of found) {
    if (!ofSource.has(source)) ofSource.set(source, addressedServer(found.filter((each) => each.source === source)));
  }
  const lookups = found.map((each): ToolLookup => {
    const facts = ofSource.get(each.source);
    return { kind: "found", tool: each, ...(facts && { facts }) };
  });
  return planCalls({
    manifest,
    lookups,
    defaults: standardDefaults,
    environment: { ...workspace, ...environment },
  });
}

/** The edges as lines of text: `0 → 1 conflict: both touch a.ts and write_file writes`. */
export function edgesOf({ plan: { edges } }: PlanOutcome): string[] {
  return edges.map(({ from, to, kind, reason }) => `${from} → ${to} ${kind}: ${reason}`);
}

/** The problems as lines of text, with the call's index. */
export function problemsOf({ problems }: PlanOutcome): string[] {
  return problems.map(({ severity, call, message }) => `${severity} ${call}: ${message}`);
}

/** The pairs that the edges order, as `0-1 1-2`. */
export function pairsOf({ plan: { edges } }: PlanOutcome): string {
  return edges.map(({ from, to }) => `${from}-${to}`).join(" ");
}
