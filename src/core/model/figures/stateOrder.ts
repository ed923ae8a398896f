import { getOrMake } from "../data/getOrMake";
import type { ConflictSubject, Edge, Plan, PlannedCall } from "../plan";

/** What frees calls of an order: an entry of the manifest's `state`. */
export type Freeing = NonNullable<ConflictSubject["freedBy"]>;

/** The order that a plan keeps because calls touch what one source keeps. */
export interface StateOrder {
  readonly source: string;
  /** What they share, for people: "the state of memory". */
  readonly label: string;
  /** A tool among them that writes it, or may. */
  readonly writer: string;
  /** Whether somebody said that it writes, or it is only assumed from what is known of it. */
  readonly isSaid: boolean;
  /** The calls that the order holds, by their indexes, in the order of the calls. */
  readonly calls: readonly number[];
  readonly edges: number;
  /** What would free them; of an order that nothing frees there is none. */
  readonly freedBy?: Freeing;
}

interface OrderedPlan extends Pick<Plan, "edges"> {
  readonly calls: readonly OrderedCall[];
}

type OrderedCall = Pick<PlannedCall, "stateAccess" | "toolName">;

/** Whether an edge is there because of what a source keeps, and nothing else. */
export function isStateEdge({ about }: Edge): boolean {
  return about?.kind === "state";
}

/** What is ordered by the state of sources, a source at a time, in the order in which the calls come to it. */
export function stateOrders({ calls, edges }: OrderedPlan): readonly StateOrder[] {
  const bySource = new Map<string, Edge[]>();
  for (const edge of edges) {
    const source = edge.about?.kind === "state" ? edge.about.source : undefined;
    if (source === undefined) continue;
    getOrMake(bySource, source, () => []).push(edge);
  }
  return [...bySource].map(([source, ofSource]) => orderOf(source, ofSource, calls));
}

function orderOf(source: string, edges: readonly Edge[], calls: readonly OrderedCall[]): StateOrder {
  const held = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const writer = held.map((index) => calls[index]).find((call) => call?.stateAccess === "writes");
  const labels = new Set(edges.map(({ about }) => about?.label ?? ""));
  const freedBy = edges.find(({ about }) => about?.freedBy !== undefined)?.about?.freedBy;
  return {
    source,
    // Where it is parted (`pageId 1`, `pageId 2`) they share more than one name says.
    label: labels.size === 1 ? [...labels].join() : `the state of ${source}`,
    writer: writer?.toolName ?? calls[held[0] ?? 0]?.toolName ?? "",
    isSaid: edges.every(({ about }) => about?.sureness === "said" || about?.sureness === "known"),
    calls: held,
    edges: edges.length,
    ...(freedBy !== undefined && { freedBy }),
  };
}

/** What would free a call of the order that the state of its source asks for; undefined for one that nothing frees. */
export function freeingOf({ edges }: Pick<Plan, "edges">, call: number): Freeing | undefined {
  const edge = edges.find((each) => (each.from === call || each.to === call) && each.about?.freedBy !== undefined);
  return edge?.about?.freedBy;
}

/** The line of a manifest that frees calls: `"state": { "memory/*": "none" }`. */
export function freeingLine({ pattern, value }: Freeing): string {
  return `"state": { ${JSON.stringify(pattern)}: ${JSON.stringify(value)} }`;
}
