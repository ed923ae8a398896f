import type { Concurrency, ConflictMode, Manifest, RetryPolicy } from "../model/manifest";
import type { Edge, Plan, PlannedCall, ToolLookup } from "../model/plan";
import { argumentProblems } from "./argumentProblems";
import { callsById } from "./callNames";
import { cycleProblem, duplicateIds, unknownTools } from "./callProblems";
import { conflictEdges, type ConflictingCall } from "./conflicts";
import { findCycles, knotsOf } from "./cycles";
import { dataEdges } from "./dataEdges";
import { declaredEdges } from "./declaredEdges";
import type { KnownVariables } from "./knownText";
import { plannedLimits, unusedPatterns } from "./limits";
import { atWrittenPlace } from "./positionalArguments";
import type { PlanProblem } from "./problem";
import { resolveCalls, type ResolvedCall } from "./resolvedCall";
import type { ResourceScope } from "./resources";
import { resourceUses } from "./resourceUses";
import { isDestructive } from "./safety";
import { patternFinder } from "./toolPattern";

export type { PlanProblem } from "./problem";

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
  /** Edges that the calls have already, whatever their arguments say now: what is found comes to these. */
  readonly keep?: readonly Edge[];
}

export interface PlanOutcome {
  /** Made as far as it can be, even when there are problems. It may run only when none of them is an error. */
  readonly plan: Plan;
  readonly problems: readonly PlanProblem[];
}

/** Turns calls into a plan: every edge with its reason, every limit, and all that is wrong, at once. Never throws. */
export function planCalls(input: PlanInput): PlanOutcome {
  const { manifest, lookups, defaults, keep = [] } = input;
  const resolved = resolveCalls(manifest, lookups);
  const asked = resolved.map(({ call }) => call);
  const byId = callsById(asked);
  const data = dataEdges(asked, byId);
  const declared = declaredEdges(asked, byId);
  const given = mergeEdges(keep, mergeEdges(data.edges, declared.edges));
  const cycles = findCycles(asked.length, given);
  const calls = resolved.map((call) => planCall(call, manifest, defaults));
  const conflicts = conflictEdges(conflictingCalls(resolved, input), withoutCycles(calls.length, given, cycles));
  const limits = plannedLimits(manifest.limits, calls);
  const problems = [
    ...unknownTools(asked, lookups),
    ...duplicateIds(asked),
    ...data.problems,
    ...declared.problems,
    ...cycles.map((cycle) => cycleProblem(cycle, asked, given)),
    ...argumentProblems(resolved),
    ...limits.problems,
    ...unusedPatterns("safety", Object.keys(manifest.safety), calls),
    ...unusedPatterns("resources", Object.keys(manifest.resources), calls),
  ];
  return {
    plan: {
      calls,
      edges: [...given, ...conflicts].sort((a, b) => a.to - b.to || a.from - b.from),
      maxConcurrency: manifest.maxConcurrency ?? defaults.maxConcurrency,
      limits: limits.limits,
      deadlineMs: manifest.deadlineMs ?? defaults.deadlineMs,
    },
    problems: problems.map((problem) => atWrittenPlace(problem, manifest.calls[problem.call], asked[problem.call])),
  };
}

function planCall(resolved: ResolvedCall, manifest: Manifest, defaults: PlanDefaults): PlannedCall {
  const { call, source, toolName, tool, safety } = resolved;
  return {
    ...call,
    source,
    toolName,
    safety,
    destructive: isDestructive(safety, tool),
    ...(tool?.usesShell && { usesShell: true }),
    timeoutMs: call.timeoutMs ?? manifest.timeoutMs ?? defaults.timeoutMs,
    retry: { ...defaults.retry, ...manifest.retry, ...call.retry },
    priority: call.priority ?? 0,
    cacheTtlMs: safety === "readOnly" ? ((call.cache ?? manifest.cache)?.ttlMs ?? 0) : 0,
  };
}

/** One edge for each pair of calls, the first: data says more than a declaration of the same. */
function mergeEdges(first: readonly Edge[], second: readonly Edge[]): Edge[] {
  if (first.length === 0) return [...second];
  const known = new Map<number, Set<number>>();
  for (const { from, to } of first) {
    const waited = known.get(to);
    if (waited === undefined) known.set(to, new Set([from]));
    else waited.add(from);
  }
  return [...first, ...second.filter(({ from, to }) => known.get(to)?.has(from) !== true)];
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

function conflictingCalls(
  calls: readonly ResolvedCall[],
  { manifest, defaults, environment }: PlanInput,
): ConflictingCall[] {
  const mode = manifest.conflicts ?? defaults.conflicts;
  const scope = scopeOf(environment);
  const variables = variablesOf(environment);
  const patternOf = patternFinder(Object.keys(manifest.resources));
  return calls.map((resolved) => {
    const pattern = patternOf(resolved);
    const stated = pattern === undefined ? undefined : manifest.resources[pattern];
    const uses = resourceUses({ ...resolved, arguments: resolved.call.arguments }, mode, stated, scope, variables);
    return { toolName: resolved.toolName, surelyWrites: resolved.isSaid, uses };
  });
}

/** What the environment answers is asked once: thousands of calls name the same few sources and files. */
function scopeOf(environment: PlanEnvironment): ResourceScope {
  return {
    ...environment,
    baseDirectoryOf: once((source) => baseDirectory(environment, source)),
    ...(environment.realPath && { realPath: once((path) => environment.realPath?.(path) ?? path) }),
  };
}

function baseDirectory(environment: PlanEnvironment, source: string): string | undefined {
  try {
    return environment.baseDirectoryOf?.(source);
  } catch {
    return undefined;
  }
}

function once<T>(answer: (question: string) => T): (question: string) => T {
  const known = new Map<string, T>();
  return (question) => {
    const before = known.get(question);
    if (before !== undefined) return before;
    const now = answer(question);
    known.set(question, now);
    return now;
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
