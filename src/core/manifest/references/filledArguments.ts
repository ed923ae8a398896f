import type { Json } from "../../model/data/json";

/** What is put into the arguments of one call: values, and eighths of characters. More than 100 MB of JSON. */
const mostValues = 20_000_000;

/**
 * Counts what references put into the arguments of one call. Results are shared by all that use them, but written out each
 * time: a text of some kilobytes can name a result of some megabytes thousands of times.
 */
export class FilledArguments {
  private left = mostValues;
  private readonly sizes = new Map<object, number>();
  private readonly texts = new Map<object, string>();

  /** Whether one more value may be put in; then it is counted. */
  hasRoomFor(value: Json): boolean {
    this.left -= this.sizeOf(value);
    return this.left >= 0;
  }

  /** A value as it stands within a text. */
  asText(value: Json): string {
    if (typeof value === "string") return value;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const text = this.texts.get(value) ?? JSON.stringify(value);
    this.texts.set(value, text);
    return text;
  }

  private sizeOf(value: Json): number {
    if (typeof value === "string") return 1 + value.length / 8;
    if (typeof value !== "object" || value === null) return 1;
    const size = this.sizes.get(value) ?? sizeWithin(value, this.left);
    this.sizes.set(value, size);
    return size;
  }
}

/** The size of a value, or any number above `most`. */
function sizeWithin(value: Json, most: number): number {
  if (typeof value === "string") return 1 + value.length / 8;
  if (typeof value !== "object" || value === null) return 1;
  let size = 1;
  for (const member of Object.values(value)) {
    size += sizeWithin(member, most - size);
    if (size > most) return size;
  }
  return size;
}
