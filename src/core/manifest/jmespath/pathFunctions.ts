import { getOrMake } from "../../model/data/getOrMake";
import {
  TYPE_ARRAY,
  TYPE_ARRAY_STRING,
  TYPE_EXPREF,
  TYPE_NUMBER,
  TYPE_OBJECT,
  TYPE_STRING,
  type InputSignature,
  type JSONValue,
  type RuntimeFunction,
  type TreeInterpreter,
} from "@jmespath-community/jmespath";

interface PathFunction {
  readonly name: string;
  readonly run: Parameters<(typeof TreeInterpreter)["runtime"]["register"]>[1];
  readonly signature: InputSignature[];
}

/** Takes note of work before it is done, in values and in eighths of characters. */
interface Work {
  spend(steps: number): void;
}

type Expression = Parameters<(typeof TreeInterpreter)["visit"]>[0];

const text: InputSignature = { types: [TYPE_STRING] };
const optionalText: InputSignature = { types: [TYPE_STRING], optional: true };
const number: InputSignature = { types: [TYPE_NUMBER] };

/**
 * The functions of JMESPath whose own forms take time or memory that their arguments do not show (`pad_left`, `replace`,
 * `join`), go back over their text (`trim`), or lose members that are called as built-in ones are (`group_by`, `merge`).
 */
export function safePathFunctions(work: Work, interpreter: typeof TreeInterpreter): readonly PathFunction[] {
  const padding =
    (pad: (subject: string, width: number, padding: string) => string) =>
    ([subject, width, padding = " "]: [string, number, string?]): string => {
      if (padding.length !== 1) throw new Error("invalid value, padding must be a single character");
      if (!Number.isInteger(width) || width < 0) throw new Error("invalid value, a width must be a positive integer");
      work.spend(width / 8);
      return pad(subject, width, padding);
    };
  const paddingSignature = [text, number, optionalText];
  const functions: { name: string; run: RuntimeFunction<never, JSONValue>; signature: InputSignature[] }[] = [
    {
      name: "pad_left",
      run: padding((subject, width, pad) => subject.padStart(width, pad)),
      signature: paddingSignature,
    },
    {
      name: "pad_right",
      run: padding((subject, width, pad) => subject.padEnd(width, pad)),
      signature: paddingSignature,
    },
    {
      name: "replace",
      run: ([subject, from, to, count]: [string, string, string, number?]) => replaced(subject, from, to, count, work),
      signature: [text, text, text, { types: [TYPE_NUMBER], optional: true }],
    },
    {
      name: "join",
      run: ([glue, list]: [string, string[]]) => {
        work.spend(list.reduce((length, each) => length + each.length + glue.length, 0) / 8);
        return list.join(glue);
      },
      signature: [text, { types: [TYPE_ARRAY_STRING] }],
    },
    {
      name: "trim",
      run: ([subject, characters]: [string, string?]) => trimmed(subject, characters, true, true),
      signature: [text, optionalText],
    },
    {
      name: "trim_left",
      run: ([subject, characters]: [string, string?]) => trimmed(subject, characters, true, false),
      signature: [text, optionalText],
    },
    {
      name: "trim_right",
      run: ([subject, characters]: [string, string?]) => trimmed(subject, characters, false, true),
      signature: [text, optionalText],
    },
    {
      name: "merge",
      run: (objects: Readonly<Record<string, JSONValue>>[]) =>
        Object.fromEntries(objects.flatMap((object) => Object.entries(object))),
      signature: [{ types: [TYPE_OBJECT], variadic: true }],
    },
    {
      name: "group_by",
      run: ([list, key]: [JSONValue[], Expression]) =>
        grouped(list, (item) => interpreter.visit(key, item ?? {}) as JSONValue),
      signature: [{ types: [TYPE_ARRAY] }, { types: [TYPE_EXPREF] }],
    },
  ];
  return functions as PathFunction[];
}

function replaced(subject: string, from: string, to: string, count: number | undefined, work: Work): string {
  if (count !== undefined && (!Number.isInteger(count) || count < 0))
    throw new Error("invalid value, replace expects its count to be a positive integer");
  const parts = subject.split(from);
  const times = Math.min(count ?? Number.POSITIVE_INFINITY, parts.length - 1);
  work.spend(parts.length + (times * to.length) / 8);
  return (
    parts.slice(0, times + 1).join(to) +
    parts
      .slice(times + 1)
      .map((part) => from + part)
      .join("")
  );
}

function trimmed(subject: string, characters: string | undefined, left: boolean, right: boolean): string {
  const isSpace = (character: string): boolean => character.trim() === "" || character === "\u0085";
  const isTrimmed =
    characters === undefined || characters === "" ? isSpace : (each: string) => characters.includes(each);
  let start = 0;
  let end = subject.length;
  while (left && start < end && isTrimmed(subject.charAt(start))) start++;
  while (right && end > start && isTrimmed(subject.charAt(end - 1))) end--;
  return subject.slice(start, end);
}

function grouped(list: readonly JSONValue[], keyOf: (item: JSONValue) => JSONValue): JSONValue {
  const groups = new Map<string, JSONValue[]>();
  for (const item of list) {
    const key = keyOf(item);
    if (typeof key !== "string") throw new Error("Invalid type: group_by expects its expression to give texts");
    getOrMake(groups, key, () => []).push(item);
  }
  return Object.fromEntries(groups);
}
