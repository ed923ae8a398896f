/** A list of whole numbers as a binary heap, the lowest of them first. */

export function pushNumber(heap: number[], number: number): void {
  let place = heap.push(number) - 1;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above] ?? number;
    if (parent <= number) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = number;
}

/** Takes the lowest; `undefined` if there is none. */
export function popLowest(heap: number[]): number | undefined {
  const lowest = heap[0];
  const moved = heap.pop();
  if (moved === undefined || heap.length === 0) return lowest;
  let place = 0;
  for (;;) {
    let below = 2 * place + 1;
    let child = heap[below];
    if (child === undefined) break;
    const right = heap[below + 1];
    if (right !== undefined && right < child) {
      below++;
      child = right;
    }
    if (moved <= child) break;
    heap[place] = child;
    place = below;
  }
  heap[place] = moved;
  return lowest;
}
