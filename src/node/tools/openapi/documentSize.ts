import type { Json, JsonObject } from "../../../core/model/data/json";
import { worded, type Worded } from "../../../core/model/text/wording";

/** Of all files together, with what YAML's aliases share written out each time: more than the largest documents have. */
const mostValues = 2_000_000;
const deepest = 500;

/** Why a document is too much to be read, undefined when it is not. 2 kB of YAML can stand for gigabytes. */
export function sizeProblem(files: readonly Json[]): Worded | undefined {
  const sizes = new Map<object, number>();
  const sizeOf = (value: Json, depth: number): number => {
    if (typeof value !== "object" || value === null) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    if (depth > deepest) return Number.POSITIVE_INFINITY;
    // Until it is known: what contains itself has no end.
    sizes.set(value, Number.POSITIVE_INFINITY);
    let size = 1;
    for (const member of Object.values<Json>(value as JsonObject)) size += sizeOf(member, depth + 1);
    sizes.set(value, size);
    return size;
  };
  const total = files.reduce<number>((size, file) => size + sizeOf(file, 0), 0);
  if (total <= mostValues) return undefined;
  return Number.isFinite(total)
    ? worded("with its aliases written out it has {0} values, and {1} are possible", total, mostValues)
    : worded("it contains itself, or is nested deeper than {0} levels", deepest);
}
