import { isJsonObject, type Json, type JsonObject } from "../../../model/data/json";
import type { Problem, TextRange } from "../../../model/manifest";
import { alteredNumbers } from "../../text/alteredNumbers";
import { offsetsInString } from "../../text/escapedString";
import {
  nearestNode,
  objectOf,
  parseJsonTree,
  rangeOfNode,
  type DocumentPath,
  type JsonNode,
} from "../../text/jsonTree";
import type { FoundArguments } from "../dialect";
import { parseJson } from "../../../model/data/parsedJson";
import { worded, type Worded } from "../../../model/text/wording";

/**
 * The arguments that a node holds: an object, or a string with JSON in it as OpenAI sends them. None at all, `null` and
 * an empty string are no arguments; anything else is a problem at its place.
 */
export function readArguments(text: string, node: JsonNode | undefined, call: JsonNode): FoundArguments {
  if (node === undefined || node.type === "null") return noArguments(rangeOfNode(node ?? call));
  if (node.type === "object") return objectArguments(text, node);
  if (node.type === "string") return stringArguments(text, node);
  const form = '{ "name": value }';
  return noArguments(
    rangeOfNode(node),
    node.type === "array"
      ? worded("The arguments are an array. Write an object: {0}.", form)
      : worded("The arguments are a {0}. Write an object: {1}.", node.type, form),
  );
}

/** The whole of a node as one argument, for tools that take free text. */
export function singleArgument(name: string, value: Json, range: TextRange): FoundArguments {
  return { value: { [name]: value }, problems: [], rangeOf: () => range };
}

/** Whether a node can be arguments: an object, a string that holds one or is empty, null, or absent. */
export function canBeArguments(node: JsonNode | undefined): boolean {
  if (node === undefined || node.type === "object" || node.type === "null") return true;
  return node.type === "string" && /^\s*(?:\{|$)/.test(String(node.value));
}

function noArguments(range: TextRange, said?: Worded): FoundArguments {
  const problems: Problem[] = said === undefined ? [] : [{ severity: "error", ...said, range }];
  return { value: {}, problems, rangeOf: () => range };
}

function objectArguments(text: string, node: JsonNode): FoundArguments {
  return {
    value: objectOf(node),
    problems: alteredNumbers(text, rangeOfNode(node)),
    rangeOf: (path) => rangeOfNode(nearestNode(node, path)),
  };
}

function stringArguments(text: string, node: JsonNode): FoundArguments {
  const json = String(node.value);
  const literal = rangeOfNode(node);
  if (json.trim() === "") return noArguments(literal);
  const strict = parseStrictly(json);
  if (strict !== undefined) return objectInString(text, literal, json, strict);
  const { root, problems } = parseJsonTree(json, { offset: 0, length: json.length });
  if (root?.type === "object" && problems.length === 0) return objectInString(text, literal, json, objectOf(root));
  const [first] = problems;
  if (first === undefined) {
    return noArguments(literal, worded("The arguments are a string that holds no object. Write {0} for none.", '"{}"'));
  }
  const range = placeInText(text, literal)(first.range);
  return noArguments(range, worded("The arguments are a string whose JSON is broken. {0}", first));
}

function objectInString(text: string, literal: TextRange, json: string, value: JsonObject): FoundArguments {
  const altered = alteredNumbers(json, { offset: 0, length: json.length });
  return {
    value,
    problems: altered.length === 0 ? [] : placed(altered, placeInText(text, literal)),
    rangeOf: (path) => rangeInString(text, literal, json, path),
  };
}

function placed(problems: readonly Problem[], place: (range: TextRange) => TextRange): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, range: place(problem.range) }));
}

function parseStrictly(json: string): JsonObject | undefined {
  try {
    const value = parseJson(json);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function rangeInString(text: string, literal: TextRange, json: string, path: DocumentPath): TextRange {
  if (path.length === 0) return literal;
  const { root } = parseJsonTree(json, { offset: 0, length: json.length });
  return root === undefined ? literal : placeInText(text, literal)(rangeOfNode(nearestNode(root, path)));
}

/** Tells where a range of a string stands in the text that holds the string's literal. */
function placeInText(text: string, literal: TextRange): (inString: TextRange) => TextRange {
  const offsetOf = offsetsInString(text, literal);
  return ({ offset, length }) => {
    const start = offsetOf(offset);
    return { offset: start, length: Math.max(offsetOf(offset + length) - start, 1) };
  };
}
