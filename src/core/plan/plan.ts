import { getOrMake } from "../model/data/getOrMake";
import type { Call, Concurrency, ConflictMode, Manifest, RetryPolicy } from "../model/manifest";
import type { Edge, Plan, PlannedCall, ToolLookup } from "../model/plan";
import { pairsBeneathState } from "./edges/beneathState";
import { argumentProblems } from "./schemas/argumentProblems";
import { callsById } from "./callsById";
import { concernsOf } from "./approval/concerns";
import { cycleProblem, duplicateIds, unfillableVariables, unknownTools } from "./callProblems";
import { conflictEdges } from "./edges/conflicts";
import { findCycles, knotsOf } from "./edges/cycles";
import { dataEdges } from "./edges/dataEdges";
import { declaredEdges } from "./edges/declaredEdges";
import { plannedLimits, unusedPatterns } from "./limits";
import { atWrittenPlace } from "./positionalArguments";
import type { PlanEnvironment } from "./planEnvironment";
import { knownVariables, resourceScope } from "./planScope";
import type { PlanProblem } from "./problem";
import { resolveCalls, type ResolvedCall } from "./resolvedCall";
import type { ResourceScope } from "./resources/resources";
import { isDestructive } from "./approval/safety";
import { touchedByCalls, type TouchedByCalls } from "./resources/touchedByCalls";
import { unorderedHints } from "./edges/unorderedHints";

export type { PlanEnvironment } from "./planEnvironment";
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
  const { manifest, lookups, defaults, environment, keep = [] } = input;
  const { maxTimeoutMs, graceMs } = manifest;
  const resolved = resolveCalls(manifest, lookups);
  const asked = resolved.map(({ call }) => call);
  const byId = callsById(asked);
  const data = dataEdges(asked, byId);
  const declared = declaredEdges(asked, byId);
  const given = mergeEdges(keep, mergeEdges(data.edges, declared.edges));
  const cycles = findCycles(asked.length, given);
  const mode = manifest.conflicts ?? defaults.conflicts;
  const scope = resourceScope(environment);
  const variables = knownVariables(environment);
  const touched = touchedByCalls(resolved, manifest, { mode, scope, variables });
  const calls = resolved.map(callPlanner(input, scope, touched));
  const acyclic = withoutCycles(calls.length, given, cycles);
  const edges = [...given, ...conflictEdges(touched.calls, acyclic)].sort((a, b) => a.to - b.to || a.from - b.from);
  const beneathState = cycles.length === 0 ? pairsBeneathState(touched.calls, edges, given) : [];
  const limits = plannedLimits(manifest.limits, calls);
  const problems = [
    ...unknownTools(asked, lookups),
    ...duplicateIds(asked, byId),
    ...data.problems,
    ...declared.problems,
    ...cycles.map((cycle) => cycleProblem(cycle, asked, given)),
    ...argumentProblems(resolved),
    ...unfillableVariables(asked, variables),
    ...limits.problems,
    ...unusedPatterns("safety", Object.keys(manifest.safety), calls),
    ...unusedPatterns("resources", Object.keys(manifest.resources), calls),
    ...unusedPatterns("state", Object.keys(manifest.state ?? {}), calls),
    ...unorderedHints(calls, manifest),
  ];
  return {
    plan: {
      calls,
      edges,
      ...(beneathState.length > 0 && { beneathState }),
      maxConcurrency: manifest.maxConcurrency ?? defaults.maxConcurrency,
      limits: limits.limits,
      deadlineMs: manifest.deadlineMs ?? defaults.deadlineMs,
      ...(maxTimeoutMs !== undefined && { maxTimeoutMs }),
      ...(graceMs !== undefined && { graceMs }),
    },
    problems: problems.map((problem) => atWrittenPlace(problem, manifest.calls[problem.call], asked[problem.call])),
  };
}

/** Calls that say nothing of retries share one policy: with a million of them the copies would be felt. */
function callPlanner(
  { manifest, defaults }: PlanInput,
  scope: ResourceScope,
  touched: TouchedByCalls,
): (resolved: ResolvedCall, index: number) => PlannedCall {
  const usualRetry = { ...defaults.retry, ...manifest.retry };
  const usualTimeoutMs = manifest.timeoutMs ?? defaults.timeoutMs;
  return ({ call, source, toolName, tool, safety }, index) => {
    const concerns = concernsOf(call, tool, scope);
    const state = stateOf(touched, index);
    const destructive = isDestructive(safety, tool);
    const timeoutMs = call.timeoutMs ?? usualTimeoutMs;
    const retry = call.retry === undefined ? usualRetry : { ...usualRetry, ...call.retry };
    const priority = call.priority ?? 0;
    const cacheTtlMs = safety === "readOnly" ? ((call.cache ?? manifest.cache)?.ttlMs ?? 0) : 0;
    const found = { source, toolName, safety, destructive, timeoutMs, retry, priority, cacheTtlMs };
    const planned = plannedPlain(call, found) ?? withFound(call, found);
    if (concerns.length === 0 && tool?.usesShell !== true && state === undefined) return planned;
    return {
      ...planned,
      ...(tool?.usesShell && { usesShell: true }),
      ...(concerns.length > 0 && { concerns }),
      ...state,
    };
  };
}

type Found = Omit<PlannedCall, keyof Omit<Call, "timeoutMs" | "retry" | "priority">>;

/** In a plain call: its place, tool, arguments, dialect and origin. */
const plainMembers = 5;

/** A call that has nothing to say but what it calls, as nearly all do where they are many: made in one go, it is smallest. */
function plannedPlain(call: Call, found: Found): PlannedCall | undefined {
  const { index, tool, arguments: args, dialect, origin } = call;
  if (origin === undefined || Object.keys(call).length !== plainMembers) return undefined;
  const { source, toolName, safety, destructive, timeoutMs, retry, priority, cacheTtlMs } = found;
  return {
    source,
    toolName,
    safety,
    destructive,
    timeoutMs,
    retry,
    priority,
    cacheTtlMs,
    index,
    tool,
    arguments: args,
    dialect,
    origin,
  };
}

type Draft = { -readonly [Name in keyof PlannedCall]: PlannedCall[Name] };

function withFound(call: Call, found: Found): PlannedCall {
  const { source, toolName, safety, destructive, timeoutMs, retry, priority, cacheTtlMs } = found;
  const { retry: _, ...said } = call;
  // Node 20 takes thirty times as long for members that come to a copy as for those that are there before it is made.
  const planned: Draft = { source, toolName, safety, destructive, timeoutMs, retry, priority, cacheTtlMs, ...said };
  // A call that is planned anew has what was found before.
  planned.source = source;
  planned.toolName = toolName;
  planned.safety = safety;
  planned.destructive = destructive;
  planned.timeoutMs = timeoutMs;
  planned.priority = priority;
  planned.cacheTtlMs = cacheTtlMs;
  return planned;
}

function stateOf(
  { stateAccess, isUnordered }: TouchedByCalls,
  index: number,
): Pick<PlannedCall, "stateAccess" | "isUnordered"> | undefined {
  const access = stateAccess[index];
  if (access === undefined) return undefined;
  return { stateAccess: access, ...(isUnordered[index] && { isUnordered: true }) };
}

/** One edge for each pair of calls, the first: data says more than a declaration of the same. */
function mergeEdges(first: readonly Edge[], second: readonly Edge[]): Edge[] {
  if (first.length === 0 || second.length === 0) return [...first, ...second];
  const known = new Map<number, Set<number>>();
  for (const { from, to } of first) getOrMake(known, to, () => new Set<number>()).add(from);
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
