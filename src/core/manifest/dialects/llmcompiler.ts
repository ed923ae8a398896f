import type { Json, JsonObject } from "../../model/data/json";
import type { Problem, TextRange } from "../../model/manifest";
import { escapeText } from "../references/placeholders";
import { readPythonLiteral, skipSpace, type PythonValue } from "../text/pythonLiteral";
import type { FoundCall, TextDialect, TextPlan } from "./dialect";
import { endingText } from "./parts/resultText";
import { worded, type Worded } from "../../model/text/wording";

const stepStart = /^[ \t]*(\d+)[.)][ \t]+([A-Za-z_][\w./-]*)\(/gm;
const joinStep = "join";

interface Step {
  readonly number: string;
  readonly tool: string;
  readonly offset: number;
  readonly toolOffset: number;
  /** Just after the opening parenthesis. */
  readonly argumentsOffset: number;
}

interface ReadArgument {
  /** Its name, or its position when it has none. */
  readonly key: string;
  readonly value: Json;
  readonly range: TextRange;
}

/**
 * LLMCompiler's plans: `1. search("x")`, one step a line, `$1` or `${1}` for the result of a step, `join()` at the end.
 * Arguments without names stand under their positions ("0", "1", …) until the tool's schema gives them their names.
 */
export const llmcompiler: TextDialect = {
  dialect: "llmcompiler",
  readText(text, range) {
    const problems: Problem[] = [];
    const steps = stepsOf(text, range);
    const earlier = new Set<string>();
    const calls = steps.flatMap((step, index) => {
      const limit = nextOffset(steps, index, range);
      const read = step.tool === joinStep ? [] : readStep(text, step, limit, earlier, problems);
      earlier.add(step.number);
      return read;
    });
    return { calls, problems } satisfies TextPlan;
  },
  writeText(results) {
    return results
      .map(
        ({ call, ending }) => `${call.providerId ?? call.index + 1}. ${call.tool}\nObservation: ${endingText(ending)}`,
      )
      .join("\n");
  },
};

function stepsOf(text: string, range: TextRange): readonly Step[] {
  const part = text.slice(range.offset, range.offset + range.length);
  return [...part.matchAll(stepStart)].map((match) => {
    const [written, number = "", tool = ""] = match;
    const offset = range.offset + match.index + written.search(/\d/);
    const argumentsOffset = range.offset + match.index + written.length;
    return { number, tool, offset, toolOffset: argumentsOffset - 1 - tool.length, argumentsOffset };
  });
}

function nextOffset(steps: readonly Step[], index: number, range: TextRange): number {
  return steps[index + 1]?.offset ?? range.offset + range.length;
}

function readStep(
  text: string,
  step: Step,
  limit: number,
  earlier: ReadonlySet<string>,
  problems: Problem[],
): FoundCall[] {
  const read = readArguments(text.slice(0, limit), step.argumentsOffset, earlier, problems);
  if (read === undefined) {
    const line = /[^\r\n]*/.exec(text.slice(step.offset, limit))?.[0] ?? "";
    problems.push({
      severity: "error",
      ...worded(
        'The arguments of step {0} cannot be read. Write them as {1}("text", 3, name="text").',
        step.number,
        step.tool,
      ),
      range: { offset: step.offset, length: line.length },
    });
    return [];
  }
  const ranges = new Map(read.found.map(({ key, range }) => [key, range]));
  const all = { offset: step.argumentsOffset - 1, length: read.end - step.argumentsOffset + 1 };
  const value: JsonObject = Object.fromEntries(read.found.map(({ key, value: argument }) => [key, argument]));
  return [
    {
      dialect: "llmcompiler",
      tool: step.tool,
      id: step.number,
      arguments: { value, problems: [], rangeOf: ([key]) => ranges.get(String(key)) ?? all },
      range: { offset: step.offset, length: read.end - step.offset },
      toolRange: { offset: step.toolOffset, length: step.tool.length },
    },
  ];
}

const argumentName = /([A-Za-z_]\w*)\s*=(?!=)/y;

function readArguments(
  text: string,
  from: number,
  earlier: ReadonlySet<string>,
  problems: Problem[],
): { found: ReadArgument[]; end: number } | undefined {
  const found: ReadArgument[] = [];
  let position = 0;
  let at = skipSpace(text, from);
  while (text.charAt(at) !== ")") {
    argumentName.lastIndex = at;
    const named = argumentName.exec(text);
    const start = skipSpace(text, at + (named?.[0].length ?? 0));
    const literal = readPythonLiteral(text, start, readStepReference);
    if (literal === undefined) return undefined;
    const range = { offset: start, length: literal.end - start };
    const value = linkValue(literal.value, earlier, range, problems);
    found.push({ key: named?.[1] ?? String(position++), value, range });
    at = skipSpace(text, literal.end);
    if (text.charAt(at) === ",") at = skipSpace(text, at + 1);
    else if (text.charAt(at) !== ")") return undefined;
  }
  return { found, end: at + 1 };
}

const stepReference = /\$(?:\d+|\{\d+(?:[.[][^{}]*)?\})/y;

/** A reference that stands without quotes is read as if it stood in them: all of a string is nothing but a reference. */
function readStepReference(text: string, at: number): PythonValue | undefined {
  stepReference.lastIndex = at;
  const written = stepReference.exec(text)?.[0];
  return written === undefined ? undefined : { value: written, end: at + written.length };
}

function linkValue(value: Json, earlier: ReadonlySet<string>, range: TextRange, problems: Problem[]): Json {
  if (typeof value === "string") return linkText(value, earlier, range, problems);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => linkValue(item, earlier, range, problems));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, linkValue(member, earlier, range, problems)]),
  );
}

const references = /\$(?:(\d+)|\{(\d+)([.[][^{}]*)?\})/g;
const wholeReference = new RegExp(`^${references.source}$`);

function linkText(text: string, earlier: ReadonlySet<string>, range: TextRange, problems: Problem[]): string {
  const whole = wholeReference.exec(text);
  if (whole !== null) return nativeReference(whole);
  let linked = "";
  let from = 0;
  for (const reference of text.matchAll(references)) {
    const [written, bare] = reference;
    const number = bare ?? reference[2] ?? "";
    const end = reference.index + written.length;
    const reason = bare === undefined ? undefined : moneyReason(text, reference.index, end);
    if (reason !== undefined || !earlier.has(number)) {
      const why = reason ?? worded("there is no step {0} before this one", number);
      const said = worded(
        "{0} is taken as text: {1}. Write {2} for the result of a step {3}.",
        written,
        why,
        `\${${number}}`,
        number,
      );
      problems.push({ severity: "hint", ...said, range });
      continue;
    }
    linked += escapeText(text.slice(from, reference.index)) + nativeReference(reference);
    from = end;
  }
  return linked + escapeText(text.slice(from));
}

function nativeReference([, bare, braced, path = ""]: RegExpMatchArray): string {
  return `\${${bare ?? braced ?? ""}${path}}`;
}

const moneyBefore =
  /\b(?:under|over|below|above|than|costs?|pric(?:e|ed)|pay|paid|spend|spent|budget|least|most|worth)\b[^$]{0,12}$/i;
const moneyAfter = /^(?:[.,]\d|[kKmM]\b|bn\b|\s*(?:dollars?|usd|cents?|million|billion|thousand)\b)/i;

/** Why a `$5` in a sentence looks like an amount of money, and so is no certain reference. */
function moneyReason(text: string, start: number, end: number): Worded | undefined {
  const isMoney =
    moneyBefore.test(text.slice(Math.max(0, start - 30), start)) || moneyAfter.test(text.slice(end, end + 12));
  return isMoney ? worded("it looks like an amount of money") : undefined;
}
