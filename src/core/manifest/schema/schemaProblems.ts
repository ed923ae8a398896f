import type { ErrorObject } from "ajv";

import { shorten } from "../../model/text/excerpt";
import type { Json } from "../../model/data/json";
import type { Problem } from "../../model/manifest";
import { didYouMean } from "../../model/text/nearest";
import { keyNodeOf, nearestNode, rangeOfNode, type DocumentPath, type JsonNode } from "../text/jsonTree";
import { schemaErrors } from "./manifestSchema";
import { allOf, anyOf, sentences, worded, type Said, type Worded } from "../../model/text/wording";

export interface SchemaFindings {
  readonly problems: readonly Problem[];
  /** The nodes that have, or may have, an error in or below them: their values are not what the types say. */
  readonly broken: ReadonlySet<JsonNode>;
}

/** Whether a manifest breaks nothing of the schema. */
export function keepsToSchema(manifest: Json): boolean {
  const { errors, isComplete } = schemaErrors(manifest);
  return isComplete && errors.length === 0;
}

/** What a manifest, or a list of calls, breaks of the schema: in words, each at its place in the tree; of very much, the first. */
export function checkSchema(root: JsonNode, value: Json): SchemaFindings {
  const problems: Problem[] = [];
  const broken = new Set<JsonNode>();
  const seen = new Set<string>();
  const { errors, isComplete } = schemaErrors(value);
  for (const error of errors) {
    const path = pathOf(error.instancePath, root);
    const problem = problemOf(root, path, error);
    if (problem === undefined) continue;
    const key = `${problem.range.offset}:${problem.message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    problems.push(problem);
    if (problem.severity === "error") markBroken(root, path, broken);
  }
  if (!isComplete) {
    problems.unshift(notAllTold(root));
    markAll(root, broken);
  }
  return { problems, broken };
}

function notAllTold({ offset }: JsonNode): Problem {
  const said = worded("There is more wrong here than is told: the rest was not checked.");
  return { severity: "error", ...said, range: { offset, length: 1 } };
}

function markAll(root: JsonNode, broken: Set<JsonNode>): void {
  const left = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    broken.add(node);
    for (const child of node.children ?? []) left.push(child);
  }
}

function markBroken(root: JsonNode, path: DocumentPath, broken: Set<JsonNode>): void {
  for (let length = 0; length <= path.length; length++) broken.add(nearestNode(root, path.slice(0, length)));
}

function problemOf(root: JsonNode, path: DocumentPath, error: ErrorObject): Problem | undefined {
  // What is wrong with each form of a choice says less than what is said about the choice itself.
  if (/\/(?:anyOf|oneOf)\//.test(error.schemaPath)) return undefined;
  const node = nearestNode(root, path);
  const said = wordsFor(error, path);
  if (said === undefined) return undefined;
  const unknownKey = unknownKeyOf(error);
  const at = (unknownKey === undefined ? undefined : keyNodeOf(node, unknownKey)) ?? node;
  // Other programs may know more keys of a server's definition than we do.
  const severity = unknownKey !== undefined && path[0] === "servers" ? "warning" : "error";
  return { severity, ...said, range: rangeOfNode(at) };
}

function wordsFor(error: ErrorObject, path: DocumentPath): Worded | undefined {
  const name = pathName(path);
  const { keyword, data } = error;
  const params = error.params as Record<string, unknown>;
  const limit = String(params.limit);
  switch (keyword) {
    case "additionalProperties":
      return unknownKeyWords(error, path);
    case "required":
      return worded('{0} needs the key "{1}".', name, String(params.missingProperty));
    case "type":
      return worded("{0} must be {1}, and is {2}.", name, typeName(params.type), valueName(data));
    case "enum":
      return enumWords(name, params.allowedValues, data);
    case "minimum":
      return worded("{0} must be at least {1}, and is {2}.", name, limit, valueName(data));
    case "exclusiveMinimum":
      return worded("{0} must be more than {1}, and is {2}.", name, limit, valueName(data));
    case "maximum":
      return worded("{0} must be at most {1}, and is {2}.", name, limit, valueName(data));
    case "minItems":
      return path.at(-1) === "calls" || path.length === 0
        ? worded("There are no calls. Add one: {0}", '{ "tool": "read_file", "arguments": { "path": "README.md" } }')
        : worded("{0} must not be empty.", name);
    case "minLength":
    case "minProperties":
      return worded("{0} must not be empty.", name);
    case "uniqueItems":
      return worded("{0} names the same thing twice. Remove one of them.", name);
    case "anyOf":
      return worded('{0} must be a whole number from 1 to 1000 or "auto", and is {1}.', name, valueName(data));
    case "oneOf":
      return worded('{0} must have exactly one of the keys "http", "process", "module" and "openapi".', name);
    case "if":
      return undefined;
    default:
      return error.message === undefined
        ? worded("{0} is not as it should be.", name)
        : worded("{0} {1}.", name, error.message);
  }
}

function enumWords(name: Said, allowed: unknown, data: unknown): Worded {
  const values: readonly unknown[] = Array.isArray(allowed) ? allowed : [];
  const quoted = values.map((value) => JSON.stringify(value));
  const near = typeof data === "string" ? didYouMean(data, values.map(String)) : undefined;
  return sentences(worded("{0} must be {1}, and is {2}.", name, anyOf(quoted), valueName(data)), near);
}

/** What other programs call our keys. */
const otherWords: Readonly<Record<string, string>> = {
  args: "arguments",
  input: "arguments",
  parameters: "arguments",
  params: "arguments",
  needs: "dependsOn",
  after: "dependsOn",
  mcpservers: "servers",
  steps: "calls",
};

function unknownKeyWords(error: ErrorObject, path: DocumentPath): Worded {
  const key = unknownKeyOf(error) ?? "";
  const known = Object.keys((error.parentSchema?.properties ?? {}) as object).filter((name) => name !== "$schema");
  const other = otherWords[key.toLowerCase()];
  const meant =
    other !== undefined && known.includes(other) ? worded("Did you mean {0}?", `"${other}"`) : didYouMean(key, known);
  const advice = meant ?? worded("Known keys are {0}.", allOf(known));
  return sentences(worded('{0} has no key "{1}".', pathName(path), key), advice);
}

function unknownKeyOf(error: ErrorObject): string | undefined {
  if (error.keyword !== "additionalProperties") return undefined;
  return String((error.params as Record<string, unknown>).additionalProperty);
}

function pathOf(pointer: string, root: JsonNode): DocumentPath {
  const path: (string | number)[] = [];
  for (const part of pointer.split("/").slice(1)) {
    const step = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(nearestNode(root, path).type === "array" ? Number(step) : step);
  }
  return path;
}

/** At the beginning of a sentence. Positions count from 1 for people: `calls[0]` is "Call 1". */
function pathName(path: DocumentPath): Said {
  const [first, second, ...rest] = path;
  if (first === undefined) return worded("The manifest");
  if (typeof first === "number") return callName(first, second === undefined ? [] : [second, ...rest]);
  if (first === "calls" && typeof second === "number") return callName(second, rest);
  return `"${joined(path)}"`;
}

function callName(index: number, path: DocumentPath): Worded {
  return path.length === 0 ? worded("Call {0}", index + 1) : worded('"{0}" of call {1}', joined(path), index + 1);
}

function joined(path: DocumentPath): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === "number") return `${name}[${step}]`;
    return name === "" ? step : `${name}.${step}`;
  }, "");
}

const typeNames: Readonly<Record<string, Said>> = {
  string: worded("text in quotes"),
  integer: worded("a whole number"),
  number: worded("a number"),
  object: worded("an object"),
  array: worded("a list"),
  boolean: worded("true or false"),
  null: "null",
};

function typeName(type: unknown): Said {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return anyOf(types.map((each) => typeNames[String(each)] ?? String(each)));
}

const shownCharacters = 40;

function valueName(value: unknown): Said {
  if (value === null) return "null";
  if (Array.isArray(value)) return worded("a list");
  if (typeof value === "object") return worded("an object");
  return shorten(JSON.stringify(value), shownCharacters + 1);
}
