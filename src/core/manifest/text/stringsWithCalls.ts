import type { TextRange } from "../../model/manifest";
import type { FoundCall } from "../dialects/dialect";
import { offsetsInString } from "./escapedString";
import { holdsNoCalls } from "../findCalls";
import { elementsOf, membersOf, rangeOfNode, stringOf, type JsonNode } from "./jsonTree";
import type { Reading } from "../readDocument";

/** What a string must have in it to be worth reading: an object with a key (in a string, too), or a step of a plan. */
const callBeginning = /\{\s*\\*"|^[ \t]*\d+[.)][ \t]+[\w./-]+\(|#E\d+[ \t]*=/m;

/**
 * Reads the strings of a JSON value as texts of their own, for logs that keep what they log as text and messages that
 * say a plan: those that hold calls, with every range where it stands in the whole text.
 */
export function readStrings(
  text: string,
  root: JsonNode,
  read: (text: string, range: TextRange) => Reading,
): readonly Reading[] {
  return stringsOf(root).flatMap((node) => {
    const content = stringOf(node) ?? "";
    if (!callBeginning.test(content)) return [];
    const reading = read(content, { offset: 0, length: content.length });
    return reading.calls.length === 0 ? [] : [placedReading(reading, placer(text, rangeOfNode(node)))];
  });
}

function stringsOf(node: JsonNode): readonly JsonNode[] {
  if (node.type === "string") return [node];
  if (holdsNoCalls(node)) return [];
  if (node.type === "object") return membersOf(node).flatMap(({ value }) => stringsOf(value));
  return elementsOf(node).flatMap(stringsOf);
}

type Place = (range: TextRange) => TextRange;

function placer(text: string, literal: TextRange): Place {
  const offsetOf = offsetsInString(text, literal);
  return ({ offset, length }) => {
    const start = offsetOf(offset);
    return { offset: start, length: offsetOf(offset + length) - start };
  };
}

function placedReading(reading: Reading, place: Place): Reading {
  return {
    ...reading,
    root: undefined,
    native: false,
    calls: reading.calls.map((call) => placedCall(call, place)),
    problems: reading.problems.map((problem) => ({ ...problem, range: place(problem.range) })),
  };
}

function placedCall(call: FoundCall, place: Place): FoundCall {
  const found = call.arguments;
  const inner = call.placed;
  return {
    ...call,
    range: place(call.range),
    toolRange: place(call.toolRange),
    arguments: {
      value: found.value,
      problems: found.problems.map((problem) => ({ ...problem, range: place(problem.range) })),
      rangeOf: (path) => place(found.rangeOf(path)),
    },
    placed: (range) => place(inner === undefined ? range : inner(range)),
  };
}
