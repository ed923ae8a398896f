/**
 * Why a value cannot be written as JSON, in words that complete "it returned …"; `undefined` when it can. A result has to
 * be kept, shown and sent to other processes, so that a function, a BigInt or a circle in one is a failure of its tool.
 * Properties that are `undefined` are let pass, as JSON leaves them out.
 */
export function whyNotData(value: unknown): string | undefined {
  try {
    return look(value, undefined);
  } catch {
    return "something that cannot be read";
  }
}

/** Deeper than any real result, and not deep enough to exhaust the stack, here or in whatever writes the result. */
const deepest = 1000;

/** A container that is being looked into, and the ones around it. */
interface Nesting {
  readonly container: object;
  readonly depth: number;
  readonly around: Nesting | undefined;
}

function look(value: unknown, around: Nesting | undefined): string | undefined {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "undefined":
      return undefined;
    case "bigint":
    case "function":
    case "symbol":
      return `a ${typeof value}, which is no JSON`;
    case "object":
      return value === null ? undefined : lookInto(value, around);
  }
}

/**
 * What a container is that JSON would write as something else: a `Map` as an empty object, a `Date` as text, and whatever
 * its `toJSON` says that may not even return.
 */
function otherKind(container: object): string | undefined {
  // Most are plain, and this is asked of every object of every result.
  if (Object.getPrototypeOf(container) === Object.prototype) return undefined;
  const name = Object.prototype.toString.call(container).slice("[object ".length, -1);
  if (name !== "Object" && name !== "Array") return `a ${name}, which is no JSON`;
  const hasOwnWay = "toJSON" in container && typeof container.toJSON === "function";
  return hasOwnWay ? "an object with a toJSON of its own" : undefined;
}

function lookInto(container: object, around: Nesting | undefined): string | undefined {
  const depth = (around?.depth ?? 0) + 1;
  if (depth > deepest) return `data nested deeper than ${deepest} levels`;
  for (let outer = around; outer !== undefined; outer = outer.around) {
    if (outer.container === container) return "data that contains itself";
  }
  const kind = otherKind(container);
  if (kind !== undefined) return kind;
  const here = { container, depth, around };
  if (Array.isArray(container)) {
    for (const each of container as readonly unknown[]) {
      const problem = look(each, here);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  for (const key of Object.keys(container)) {
    const problem = look((container as Readonly<Record<string, unknown>>)[key], here);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
