import type { Call, Concurrency, ConflictMode, Manifest, RetryPolicy } from "../model/manifest";
import type { Edge, Plan, PlannedCall, ToolLookup } from "../model/plan";
import type { Tool } from "../model/tool";
import { argumentProblems } from "./argumentProblems";
import { callName, callsById } from "./callNames";
import { conflictEdges } from "./conflicts";
import { findCycles, knotsOf } from "./cycles";
import { dataEdges } from "./dataEdges";
import { declaredEdges } from "./declaredEdges";
import type { KnownVariables } from "./knownText";
import { plannedLimits, unusedPatterns } from "./limits";
import type { PlanProblem } from "./problem";
import type { ResourceScope } from "./resources";
import { resourceUses } from "./resourceUses";
import { isDestructive, safetyOf } from "./safety";
import type { NamedTool } from "./toolPattern";

export type { PlanProblem, ProblemPlace } from "./problem";

/** What holds where neither the manifest nor the call says otherwise: the settings. Times are milliseconds. */
export interface PlanDefaults {
  readonly maxConcurrency: Concurrency;
  /** An attempt's; 0 for none. */
  readonly timeoutMs: number;
  /** The whole run's; 0 for none. */
  readonly deadlineMs: number;
  readonly retry: Required<RetryPolicy>;
  readonly conflicts: ConflictMode;
}

export const standardDefaults: PlanDefaults = {
  maxConcurrency: 5,
  timeoutMs: 30_000,
  deadlineMs: 0,
  retry: { maxAttempts: 3, backoffMs: 500, maxBackoffMs: 10_000 },
  conflicts: "resource",
};

/** What planning may know of the place where calls will run. Functions may throw: then they are taken to know nothing. */
export interface PlanEnvironment {
  readonly workspaceFolder?: string;
  /** The file that is open, or that is run: what `${file}` stands for. */
  readonly file?: string;
  /** What `~` in a path stands for. */
  readonly home?: string;
  readonly platform: "posix" | "win32";
  /** Whether the file system tells `a` from `A`. */
  readonly caseSensitive: boolean;
  /** Where a source resolves relative paths; the workspace folder where it is undefined. */
  baseDirectoryOf?(source: string): string | undefined;
  /** The path with symbolic links followed. May return its input or throw for what does not exist. */
  realPath?(absolutePath: string): string;
  /** What `${env:NAME}` stands for; without it such a path is known only in the run. */
  environmentVariable?(name: string): string | undefined;
}

export interface PlanInput {
  readonly manifest: Manifest;
  /** What the catalogue found for each call, by its index; one that is missing counts as unknown. */
  readonly lookups: readonly ToolLookup[];
  readonly defaults: PlanDefaults;
  readonly environment: PlanEnvironment;
}

export interface PlanOutcome {
  /** Made as far as it can be, even when there are problems. It may run only when none of them is an error. */
  readonly plan: Plan;
  readonly problems: readonly PlanProblem[];
}

/** Turns calls into a plan: every edge with its reason, every limit, and all that is wrong, at once. Never throws. */
export function planCalls(input: PlanInput): PlanOutcome {
  const { manifest, lookups, defaults } = input;
  const found = manifest.calls.map((call) => resolveTool(call, lookups[call.index]));
  const byId = callsById(manifest.calls);
  const data = dataEdges(manifest.calls, byId);
  const declared = declaredEdges(manifest.calls, byId);
  const given = mergeEdges(data.edges, declared.edges);
  const cycles = findCycles(manifest.calls.length, given);
  const calls = manifest.calls.map((call, place) =>
    planCall(call, found[place] ?? unresolved(call), manifest, defaults),
  );
  const conflicts = conflictEdges(conflictingCalls(calls, found, input), withoutCycles(calls.length, given, cycles));
  const limits = plannedLimits(manifest.limits, calls);
  return {
    plan: {
      calls,
      edges: [...given, ...conflicts].sort((a, b) => a.to - b.to || a.from - b.from),
      maxConcurrency: manifest.maxConcurrency ?? defaults.maxConcurrency,
      limits: limits.limits,
      deadlineMs: manifest.deadlineMs ?? defaults.deadlineMs,
    },
    problems: [
      ...unknownTools(manifest.calls, lookups),
      ...duplicateIds(manifest.calls),
      ...data.problems,
      ...declared.problems,
      ...cycles.map((cycle) => cycleProblem(cycle, manifest.calls, given)),
      ...argumentProblems(manifest.calls.map((call, place) => ({ call, tool: found[place]?.tool }))),
      ...limits.problems,
      ...unusedPatterns("safety", Object.keys(manifest.safety), calls),
      ...unusedPatterns("resources", Object.keys(manifest.resources), calls),
    ],
  };
}

interface ResolvedTool extends NamedTool {
  readonly tool: Tool | undefined;
}

function resolveTool(call: Call, lookup: ToolLookup | undefined): ResolvedTool {
  switch (lookup?.kind) {
    case "found":
      return { source: lookup.tool.source, toolName: lookup.tool.name, tool: lookup.tool };
    case "unavailable":
      return { source: lookup.source, toolName: lookup.toolName, tool: undefined };
    case "unknown":
    case undefined:
      return unresolved(call);
  }
}

/** What the name alone tells: of `fs/read` the source `fs`. */
function unresolved({ tool }: Call): ResolvedTool {
  const slash = tool.indexOf("/");
  return { source: tool.slice(0, Math.max(0, slash)), toolName: tool.slice(slash + 1), tool: undefined };
}

function planCall(call: Call, found: ResolvedTool, manifest: Manifest, defaults: PlanDefaults): PlannedCall {
  const safety = safetyOf(found, found.tool, call.arguments, manifest.safety);
  return {
    ...call,
    source: found.source,
    toolName: found.toolName,
    safety,
    destructive: isDestructive(safety, found.tool),
    timeoutMs: call.timeoutMs ?? manifest.timeoutMs ?? defaults.timeoutMs,
    retry: { ...defaults.retry, ...manifest.retry, ...call.retry },
    priority: call.priority ?? 0,
    cacheTtlMs: safety === "readOnly" ? ((call.cache ?? manifest.cache)?.ttlMs ?? 0) : 0,
  };
}

/** One edge for each pair of calls: data says more than a declaration of the same. */
function mergeEdges(data: readonly Edge[], declared: readonly Edge[]): Edge[] {
  const known = new Map<number, Set<number>>();
  for (const { from, to } of data) {
    const waited = known.get(to);
    if (waited === undefined) known.set(to, new Set([from]));
    else waited.add(from);
  }
  return [...data, ...declared.filter(({ from, to }) => known.get(to)?.has(from) !== true)];
}

/** Edges between calls of one cycle order nothing: without them conflicts can still be found around it. */
function withoutCycles(
  callCount: number,
  edges: readonly Edge[],
  cycles: readonly (readonly number[])[],
): readonly Edge[] {
  if (cycles.length === 0) return edges;
  const followers = Array.from({ length: callCount }, (): number[] => []);
  for (const { from, to } of edges) followers[from]?.push(to);
  const knots = knotsOf(followers);
  return edges.filter(({ from, to }) => knots[from] !== knots[to]);
}

function conflictingCalls(calls: readonly PlannedCall[], found: readonly ResolvedTool[], input: PlanInput) {
  const { manifest, defaults, environment } = input;
  const mode = manifest.conflicts ?? defaults.conflicts;
  const scope = scopeOf(environment);
  const variables = variablesOf(environment);
  return calls.map((call, place) => {
    const tool = found[place]?.tool;
    return {
      toolName: call.toolName,
      surelyWrites: tool?.annotations?.readOnlyHint === false || call.safety === "idempotent",
      uses: resourceUses({ ...call, tool }, mode, manifest.resources, scope, variables),
    };
  });
}

function scopeOf(environment: PlanEnvironment): ResourceScope {
  const { realPath } = environment;
  if (realPath === undefined) return environment;
  const known = new Map<string, string>();
  return {
    ...environment,
    baseDirectoryOf: (source) => environment.baseDirectoryOf?.(source),
    realPath: (path) => {
      const real = known.get(path) ?? realPath.call(environment, path);
      known.set(path, real);
      return real;
    },
  };
}

function variablesOf(environment: PlanEnvironment): KnownVariables {
  const { workspaceFolder, file, home, platform } = environment;
  return {
    ...(workspaceFolder !== undefined && { workspaceFolder }),
    ...(file !== undefined && { file }),
    ...(home !== undefined && { userHome: home }),
    pathSeparator: platform === "win32" ? "\\" : "/",
    ...(environment.environmentVariable && {
      environmentVariable: (name: string) => environment.environmentVariable?.(name),
    }),
  };
}

function unknownTools(calls: readonly Call[], lookups: readonly ToolLookup[]): PlanProblem[] {
  return calls.flatMap(({ index, tool }): PlanProblem[] => {
    const lookup = lookups[index];
    if (lookup !== undefined && lookup.kind !== "unknown") return [];
    const message = lookup?.message ?? `No source has a tool named "${tool}".`;
    return [{ severity: "error", message, call: index, at: { part: "tool" } }];
  });
}

function duplicateIds(calls: readonly Call[]): PlanProblem[] {
  const first = new Map<string, Call>();
  return calls.flatMap((call): PlanProblem[] => {
    if (call.id === undefined) return [];
    const other = first.get(call.id);
    if (other === undefined) {
      first.set(call.id, call);
      return [];
    }
    const message = `The id "${call.id}" is already that of call #${other.index + 1}. Ids must be unique.`;
    return [{ severity: "error", message, call: call.index, at: { part: "id" } }];
  });
}

const cycleCallsShown = 20;

function cycleProblem(cycle: readonly number[], calls: readonly Call[], edges: readonly Edge[]): PlanProblem {
  const names = [...cycle, ...cycle.slice(0, 1)].map((index) => nameOf(calls[index]));
  const shown =
    names.length <= cycleCallsShown
      ? names
      : [...names.slice(0, cycleCallsShown - 2), `… ${names.length - cycleCallsShown + 1} more …`, ...names.slice(-1)];
  const [first = 0] = cycle;
  const last = cycle.at(-1) ?? first;
  const closing = edges.find(({ from, to }) => from === last && to === first);
  const message =
    cycle.length === 1
      ? `${names[0] ?? ""} waits for its own result, so it can never start.`
      : `These calls wait for each other, so none of them can ever start: ${shown.join(" → ")}.`;
  return {
    severity: "error",
    message,
    call: first,
    at: { part: closing?.kind === "data" ? "arguments" : "dependsOn" },
  };
}

function nameOf(call: Call | undefined): string {
  return call === undefined ? "" : callName(call);
}
