import type { Edge } from "../../../../src/core/model/plan";
import type { EdgeColumns } from "../../../../src/protocol/callColumns";

/** The edges of a plan as columns, in the parts in which they came, and which of them a call has. */
export class EdgeTable {
  private readonly parts: EdgeColumns[] = [];
  private ends: { readonly before: Links; readonly after: Links } | undefined;
  private count = 0;

  get length(): number {
    return this.count;
  }

  add(columns: EdgeColumns): void {
    if (columns.count === 0) return;
    this.parts.push(columns);
    this.count += columns.count;
    this.ends = undefined;
  }

  /** What a call waited for: edges that end at it. */
  before(call: number): readonly Edge[] {
    return this.linked().before.of(call);
  }

  /** What waited for a call: edges that begin at it. */
  after(call: number): readonly Edge[] {
    return this.linked().after.of(call);
  }

  all(): readonly Edge[] {
    return this.parts.flatMap((part) => Array.from({ length: part.count }, (_, place) => edgeOf(part, place)));
  }

  /** Whether any is there because of what a source keeps. */
  get hasStateEdges(): boolean {
    return this.parts.some(({ abouts }) => abouts.table.some(({ kind }) => kind === "state"));
  }

  private linked() {
    return (this.ends ??= { before: new Links(this.parts, "to"), after: new Links(this.parts, "from") });
  }
}

/** The edges of each call by one of their ends: those of a call stand together, in their order. */
class Links {
  private readonly starts: Uint32Array;
  private readonly edges: Uint32Array;

  constructor(
    private readonly parts: readonly EdgeColumns[],
    end: "from" | "to",
  ) {
    const calls = parts.flatMap((part) => [...part[end]]);
    const most = calls.reduce((highest, call) => Math.max(highest, call), -1);
    this.starts = new Uint32Array(most + 2);
    for (const call of calls) this.starts[call + 1] = (this.starts[call + 1] ?? 0) + 1;
    for (let call = 0; call <= most; call++)
      this.starts[call + 1] = (this.starts[call + 1] ?? 0) + (this.starts[call] ?? 0);
    const next = this.starts.slice();
    this.edges = new Uint32Array(calls.length);
    for (const [edge, call] of calls.entries()) {
      const place = next[call] ?? 0;
      next[call] = place + 1;
      this.edges[place] = edge;
    }
  }

  of(call: number): readonly Edge[] {
    return Array.from(this.edges.subarray(this.starts[call] ?? 0, this.starts[call + 1] ?? 0), (edge) => {
      let place = edge;
      const part = this.parts.find(({ count }) => {
        if (place < count) return true;
        place -= count;
        return false;
      });
      return part && edgeOf(part, place);
    }).filter((edge) => edge !== undefined);
  }
}

function edgeOf({ from, to, kinds, reasons, abouts }: EdgeColumns, place: number): Edge {
  const about = abouts.table[(abouts.of[place] ?? 0) - 1];
  return {
    from: from[place] ?? 0,
    to: to[place] ?? 0,
    kind: kinds.table[kinds.of[place] ?? 0] ?? "declared",
    reason: reasons.table[reasons.of[place] ?? 0] ?? "",
    ...(about && { about }),
  };
}
