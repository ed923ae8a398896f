import { setFlagsFromString } from "node:v8";

/** In characters; a text as long holds some hundred thousand calls. */
const largeText = 16 * 1024 * 1024;

/**
 * With a large text the heap grows by halves from one collection to the next, each in one go. By itself it grows to up to
 * four times of what is in use, and further while a collection that is done bit by bit cannot keep up with a million calls:
 * 2.4 GB, where 0.9 GB are in use.
 */
export function limitHeapGrowth(text: string): void {
  if (text.length < largeText) return;
  setFlagsFromString("--heap-growing-percent=50");
  setFlagsFromString("--no-incremental-marking");
}
