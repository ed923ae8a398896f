/** Puts what there is at the beginning of a larger array, and gives that. */
export function enlarged<T extends Uint8Array | Uint16Array | Int32Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}
