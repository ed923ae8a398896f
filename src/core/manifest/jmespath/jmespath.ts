import { compile, type JSONValue } from "@jmespath-community/jmespath";

import { messageOf } from "../../model/failure";
import type { Json } from "../../model/data/json";
import { boundedInterpreter, PathWork } from "./pathInterpreter";

/** In characters. */
const longestPath = 10_000;

/** In steps, which are about 0.1 µs: what one path may take, and what each may when others have spent what all share. */
const stepsForOne = 3_000_000;
const stepsForAll = 6_000_000;
const stepsWhenSpent = 10_000;

/** How much work the paths of one run may be together. Ordinary ones take a few steps for each value that they look at. */
export class PathAllowance {
  private left = stepsForAll;

  /** What the next path may take. */
  get steps(): number {
    return Math.min(stepsForOne, Math.max(this.left, stepsWhenSpent));
  }

  spend(steps: number): void {
    this.left -= Math.max(0, steps - stepsWhenSpent);
  }
}

/**
 * What a JMESPath expression finds in a value, null when nothing. Throws when it is no expression, when it does not fit the
 * value, and when it would take more time or memory than the allowance has.
 */
export function searchPath(value: Json, path: string, allowance = new PathAllowance()): Json {
  const expression = compiled(path);
  const { work, interpreter } = (shared ??= newInterpreter());
  work.begin(allowance.steps);
  try {
    return work.checked(interpreter.search(expression, value as JSONValue));
  } finally {
    allowance.spend(work.end());
  }
}

/** Making one takes ten times as long as an ordinary search, and no search begins within another. */
let shared: ReturnType<typeof newInterpreter> | undefined;

function newInterpreter() {
  const work = new PathWork();
  return { work, interpreter: boundedInterpreter(work) };
}

/** What is wrong with a JMESPath expression, in the words of its parser; undefined when nothing is. */
export function pathMistake(path: string): string | undefined {
  try {
    compiled(path);
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function compiled(path: string): ReturnType<typeof compile> {
  if (path.length > longestPath) throw new Error(`It is longer than ${longestPath} characters.`);
  return compile(path);
}
