/**
 * Why a value cannot be written as JSON, in words that complete "it returned …"; `undefined` when it can. A result has to
 * be kept, shown and sent to other processes, so that a function, a BigInt or a circle in one is a failure of its tool.
 * Properties that are `undefined` are let pass, as JSON leaves them out.
 */
export function whyNotData(value: unknown): string | undefined {
  try {
    return look(value, []);
  } catch {
    return "something that cannot be read";
  }
}

/** Deeper than any real result, and not deep enough to exhaust the stack, here or in whatever writes the result. */
const deepest = 1000;

function look(value: unknown, within: object[]): string | undefined {
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
      return value === null ? undefined : lookInto(value, within);
  }
}

function lookInto(container: object, within: object[]): string | undefined {
  if (within.includes(container)) return "data that contains itself";
  if (within.length === deepest) return `data nested deeper than ${deepest} levels`;
  within.push(container);
  for (const key in container) {
    const problem = look((container as Record<string, unknown>)[key], within);
    if (problem !== undefined) return problem;
  }
  within.pop();
  return undefined;
}
