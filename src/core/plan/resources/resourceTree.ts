/** The resources of a plan by number, and for each the nearest one of them that contains it. */
export interface ResourceTree {
  readonly numberOf: ReadonlyMap<string, number>;
  /** By number; -1 where nothing named contains it. */
  readonly containerOf: Int32Array;
}

/**
 * Puts resources, by their keys, into the containers they lie in. Sorted keys have every container right before what it
 * contains, so one pass finds them all, whatever lies between a root and a file without being named.
 */
export function resourceTree(keys: Iterable<string>): ResourceTree {
  const sorted = [...new Set(keys)].sort();
  const numberOf = new Map(sorted.map((key, number) => [key, number]));
  const containerOf = new Int32Array(sorted.length).fill(-1);
  const open: number[] = [];
  for (const [number, key] of sorted.entries()) {
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      if (key.startsWith(`${sorted[last] ?? ""}\0`)) break;
      open.pop();
    }
    containerOf[number] = open.at(-1) ?? -1;
    open.push(number);
  }
  return { numberOf, containerOf };
}
