import type { Edge, Plan, PlannedCall } from "../../src/core/model/plan";
import type { ToolResult } from "../../src/core/model/result";

const nothing: ToolResult = { content: [] };

/** A tool that answers at once. */
export const instantly = (_call: number): Promise<ToolResult> => Promise.resolve(nothing);

/** The same numbers on every machine and in every run: Marsaglia's xorshift, 32 bits. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Heavy-tailed, as answers of real tools are: the logarithm is normal with this deviation. */
export function logNormal(random: () => number, medianMs: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(sigma * normal);
}

/** Arrows as pairs, `from` always below `to`. */
export type Arrows = readonly (readonly [from: number, to: number])[];

/** Each call waits for up to `most` random earlier ones. */
export function randomGraph(count: number, most: number, random: () => number): Arrows {
  const arrows: (readonly [number, number])[] = [];
  for (let to = 1; to < count; to++) {
    const before = new Set(Array.from({ length: most }, () => Math.floor(random() * to)));
    for (const from of before) arrows.push([from, to]);
  }
  return arrows;
}

/** Layers of `width`; each call waits for two of the layer before. */
export function layeredGraph(count: number, width: number, random: () => number): Arrows {
  const arrows: (readonly [number, number])[] = [];
  for (let to = width; to < count; to++) {
    const layerBefore = (Math.floor(to / width) - 1) * width;
    const first = layerBefore + Math.floor(random() * width);
    const second = layerBefore + Math.floor(random() * width);
    arrows.push([first, to]);
    if (second !== first) arrows.push([second, to]);
  }
  return arrows;
}

/** Chains of very different lengths, side by side. */
export function chains(count: number, random: () => number): Arrows {
  const arrows: (readonly [number, number])[] = [];
  for (let start = 0; start < count;) {
    const length = Math.min(count - start, 1 + Math.floor(40 * random() ** 2));
    for (let step = 1; step < length; step++) arrows.push([start + step - 1, start + step]);
    start += length;
  }
  return arrows;
}

/** What agents do: a call whose result several others look into, and one that puts theirs together; then the next. */
export function fanOutFanIn(count: number, random: () => number): Arrows {
  const arrows: (readonly [number, number])[] = [];
  for (let start = 0; start < count;) {
    const width = 2 + Math.floor(random() * 8);
    const end = Math.min(start + width + 1, count - 1);
    for (let call = start + 1; call < end; call++) arrows.push([start, call], [call, end]);
    if (random() < 0.5 && end + 1 < count && end > start) arrows.push([end, end + 1]);
    start = end + 1;
  }
  return arrows;
}

/** A plan with everything on: priorities, a timeout, a retry policy. */
export function planFrom(
  count: number,
  arrows: Arrows,
  limit: number,
  toolOf: (call: number) => number = () => 0,
): Plan {
  const retry = { maxAttempts: 3, backoffMs: 500, maxBackoffMs: 10_000 };
  const calls = Array.from({ length: count }, (_, index): PlannedCall => {
    const toolName = `tool${toolOf(index)}`;
    return {
      index,
      tool: `bench/${toolName}`,
      source: "bench",
      toolName,
      arguments: { number: index },
      dialect: "native",
      safety: "readOnly",
      destructive: false,
      timeoutMs: 30_000_000,
      retry,
      priority: 0,
      cacheTtlMs: 0,
    };
  });
  const edges = arrows.map(([from, to]): Edge => ({ from, to, kind: "declared", reason: "" }));
  return { calls, edges, maxConcurrency: limit, limits: [], deadlineMs: 0 };
}

/** The same plan with ten priorities, in turns. */
export function withPriorities(plan: Plan): Plan {
  return { ...plan, calls: plan.calls.map((call) => ({ ...call, priority: call.index % 10 })) };
}
