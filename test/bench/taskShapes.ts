/** A call of a task: how long its tool takes, and the calls whose results it needs. */
export interface ShapeCall {
  readonly id: string;
  readonly takesMs: number;
  readonly needs: readonly string[];
}

export interface Shape {
  readonly name: string;
  readonly calls: readonly ShapeCall[];
  /** How many times as fast as ReAct LLMCompiler's paper reports itself on tasks of this shape; absent where it has none. */
  readonly reportedSpeedup?: number;
}

const call = (id: string, takesMs: number, ...needs: string[]): ShapeCall => ({ id, takesMs, needs });

/**
 * The shapes of plans that LLMCompiler is measured on, and a chain, with tools of 200 to 2,000 ms. What it reports over
 * ReAct is from arXiv 2312.04511: sections 5.1 (HotpotQA and Movie Recommendation, table 1) and 5.2 (ParallelQA, "up to").
 */
export const shapes: readonly Shape[] = [
  {
    // As in HotpotQA's comparisons.
    name: "two searches and a comparison",
    calls: [call("first", 1400), call("second", 2000), call("compared", 400, "first", "second")],
    reportedSpeedup: 1.8,
  },
  {
    // As in Movie Recommendation.
    name: "eight independent look-ups",
    calls: [700, 2000, 400, 1100, 900, 1600, 200, 1300].map((takesMs, index) => call(`item${index + 1}`, takesMs)),
    reportedSpeedup: 3.74,
  },
  {
    // As in ParallelQA: searches, calculations with what they found, and one with the results of these.
    name: "searches, calculations, a result",
    calls: [
      call("area1", 1500),
      call("people1", 900),
      call("area2", 1200),
      call("people2", 700),
      call("density1", 200, "area1", "people1"),
      call("density2", 200, "area2", "people2"),
      call("ratio", 200, "density1", "density2"),
    ],
    reportedSpeedup: 2.27,
  },
  {
    name: "a chain of four",
    calls: [call("one", 600), call("two", 900, "one"), call("three", 300, "two"), call("four", 1200, "three")],
  },
];
