import { worded, type Worded } from "../../model/text/wording";

/**
 * Why a value cannot be written as JSON, in words that complete "it returned …"; `undefined` when it can. A result has to
 * be kept, shown and sent to other processes, so that a function, a BigInt or a circle in one is a failure of its tool.
 * Properties that are `undefined` are let pass, as JSON leaves them out.
 */
export function whyNotData(value: unknown): Worded | undefined {
  if (typeof value === "object" && value !== null && known.has(value)) return undefined;
  try {
    return new Inspection().flawIn(value, undefined);
  } catch {
    return worded("something that cannot be read");
  }
}

const known = new WeakSet<object>();

/** Says of a large value that it was looked through, and can be written as JSON: it is not looked through once more. */
export function markAsData(value: object): void {
  known.add(value);
}

/** Deeper than any real result, and not deep enough to exhaust the stack, here or in whatever writes the result. */
const deepest = 1000;

/** More than 100 MB of JSON, which no result may have; shared parts can make that of a few objects. */
const mostValues = 20_000_000;

/** A container that is being looked into, and the ones around it. */
interface Nesting {
  readonly container: object;
  readonly depth: number;
  readonly around: Nesting | undefined;
}

class Inspection {
  private values = 0;

  flawIn(value: unknown, around: Nesting | undefined): Worded | undefined {
    switch (typeof value) {
      case "string":
      case "number":
      case "boolean":
      case "undefined":
        return undefined;
      case "bigint":
      case "function":
      case "symbol":
        return worded("a {0}, which is no JSON", typeof value);
      case "object":
        return value === null ? undefined : this.lookInto(value, around);
    }
  }

  private lookInto(container: object, around: Nesting | undefined): Worded | undefined {
    const depth = (around?.depth ?? 0) + 1;
    if (depth > deepest) return worded("data nested deeper than {0} levels", deepest);
    for (let outer = around; outer !== undefined; outer = outer.around) {
      if (outer.container === container) return worded("data that contains itself");
    }
    const kind = otherKind(container);
    if (kind !== undefined) return kind;
    const members: readonly unknown[] = Array.isArray(container) ? container : Object.values(container);
    this.values += 1 + members.length;
    if (this.values > mostValues) return worded("data of more than {0} million values", mostValues / 1_000_000);
    const here = { container, depth, around };
    for (const each of members) {
      const problem = this.flawIn(each, here);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
}

/**
 * What a container is that JSON would write as something else: a `Map` as an empty object, a `Date` as text, and whatever
 * its `toJSON` says that may not even return.
 */
function otherKind(container: object): Worded | undefined {
  // Most are plain, and this is asked of every object of every result.
  if (Object.getPrototypeOf(container) === Object.prototype) return undefined;
  const name = Object.prototype.toString.call(container).slice("[object ".length, -1);
  if (name !== "Object" && name !== "Array") return worded("a {0}, which is no JSON", name);
  const hasOwnWay = "toJSON" in container && typeof container.toJSON === "function";
  return hasOwnWay ? worded("an object with a toJSON of its own") : undefined;
}
