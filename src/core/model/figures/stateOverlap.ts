import { getOrMake } from "../data/getOrMake";
import type { PlannedCall } from "../plan";
import type { RunRecord } from "../runState";

/** Calls of one source that ran at the same time, at least one of which may have written what the source keeps. */
export interface StateOverlap {
  readonly source: string;
  /** How many calls that was. */
  readonly calls: number;
}

type Keeper = Pick<PlannedCall, "source" | "stateAccess" | "isUnordered">;

interface Span {
  readonly call: number;
  readonly writes: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Where somebody left the state of a source unordered and calls met on it: what came of them may depend on which was
 * faster. Sources that were ordered, or that keep nothing, are not among them.
 */
export function stateOverlaps(
  { calls }: { readonly calls: readonly Keeper[] },
  run: RunRecord,
): readonly StateOverlap[] {
  const bySource = new Map<string, Span[]>();
  if (!calls.some(({ isUnordered }) => isUnordered)) return [];
  for (const { index, attempts } of run.calls) {
    const { source = "", stateAccess, isUnordered } = calls[index] ?? {};
    if (stateAccess === undefined || isUnordered !== true) continue;
    const spans = getOrMake(bySource, source, () => []);
    for (const { startedAtMs, endedAtMs = run.atMs } of attempts) {
      spans.push({ call: index, writes: stateAccess === "writes", fromMs: startedAtMs, toMs: endedAtMs });
    }
  }
  return [...bySource].flatMap(([source, spans]) => {
    const met = metIn(spans);
    return met === 0 ? [] : [{ source, calls: met }];
  });
}

/** How many calls met another while one of the two wrote. */
function metIn(spans: Span[]): number {
  const met = new Set<number>();
  let writer: Span | undefined;
  let last: Span | undefined;
  for (const span of spans.sort((a, b) => a.fromMs - b.fromMs)) {
    const other = meets(writer, span) ? writer : span.writes && meets(last, span) ? last : undefined;
    if (other !== undefined) met.add(other.call).add(span.call);
    if (span.writes && span.toMs >= (writer?.toMs ?? 0)) writer = span;
    if (span.toMs >= (last?.toMs ?? 0)) last = span;
  }
  return met.size;
}

/** Attempts of one call never meet each other, and what ends as the other begins does not meet it either. */
function meets(earlier: Span | undefined, later: Span): boolean {
  return earlier !== undefined && earlier.call !== later.call && later.fromMs < earlier.toMs;
}
