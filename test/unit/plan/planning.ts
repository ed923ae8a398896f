import type { Json, JsonObject } from "../../../src/model/json";
import type { Call, Manifest } from "../../../src/model/manifest";
import type { ToolLookup } from "../../../src/model/plan";
import type { Tool, ToolAnnotations } from "../../../src/model/tool";
import { planCalls, standardDefaults, type PlanEnvironment, type PlanOutcome } from "../../../src/plan/plan";

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
    calls: calls.map((call, index) => ({
      index,
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
}

/** Plans calls of tools that exist: those listed, else one named as the call says, of the source `fs`. */
export function plan(calls: readonly ShortCall[], { more, tools = [], environment }: Planning = {}): PlanOutcome {
  const manifest = manifestOf(calls, more);
  const lookups = manifest.calls.map((call): ToolLookup => {
    const [source, name] = call.tool.includes("/") ? call.tool.split("/", 2) : ["fs", call.tool];
    const listed = tools.find((candidate) => candidate.name === name && candidate.source === source);
    return { kind: "found", tool: listed ?? tool(name ?? "", undefined, source) };
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
