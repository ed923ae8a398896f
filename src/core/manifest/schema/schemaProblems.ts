import type { ErrorObject } from "ajv";

import { shorten } from "../../model/text/excerpt";
import type { Json } from "../../model/data/json";
import type { Problem } from "../../model/manifest";
import { didYouMean } from "../../model/text/nearest";
import { keyNodeOf, nearestNode, rangeOfNode, type DocumentPath, type JsonNode } from "../text/jsonTree";
import { schemaErrors } from "./manifestSchema";

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
  const message = "There is more wrong here than is told: the rest was not checked.";
  return { severity: "error", message, range: { offset, length: 1 } };
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
  const message = messageFor(error, path);
  if (message === undefined) return undefined;
  const unknownKey = unknownKeyOf(error);
  const at = (unknownKey === undefined ? undefined : keyNodeOf(node, unknownKey)) ?? node;
  // Other programs may know more keys of a server's definition than we do.
  const severity = unknownKey !== undefined && path[0] === "servers" ? "warning" : "error";
  return { severity, message, range: rangeOfNode(at) };
}

function messageFor(error: ErrorObject, path: DocumentPath): string | undefined {
  const name = pathName(path);
  const { keyword, data } = error;
  const params = error.params as Record<string, unknown>;
  const limit = String(params.limit);
  switch (keyword) {
    case "additionalProperties":
      return unknownKeyMessage(error, path);
    case "required":
      return `${capitalised(name)} needs the key "${String(params.missingProperty)}".`;
    case "type":
      return `${capitalised(name)} must be ${typeName(params.type)}, and is ${valueName(data)}.`;
    case "enum":
      return enumMessage(name, params.allowedValues, data);
    case "minimum":
      return `${capitalised(name)} must be at least ${limit}, and is ${valueName(data)}.`;
    case "exclusiveMinimum":
      return `${capitalised(name)} must be more than ${limit}, and is ${valueName(data)}.`;
    case "maximum":
      return `${capitalised(name)} must be at most ${limit}, and is ${valueName(data)}.`;
    case "minItems":
      return path.at(-1) === "calls" || path.length === 0
        ? 'There are no calls. Add one: { "tool": "read_file", "arguments": { "path": "README.md" } }'
        : `${capitalised(name)} must not be empty.`;
    case "minLength":
    case "minProperties":
      return `${capitalised(name)} must not be empty.`;
    case "uniqueItems":
      return `${capitalised(name)} names the same thing twice. Remove one of them.`;
    case "anyOf":
      return `${capitalised(name)} must be a whole number from 1 to 1000 or "auto", and is ${valueName(data)}.`;
    case "oneOf":
      return `${capitalised(name)} must have exactly one of the keys "http", "process", "module" and "openapi".`;
    case "if":
      return undefined;
    default:
      return `${capitalised(name)} ${error.message ?? "is not as it should be"}.`;
  }
}

function enumMessage(name: string, allowed: unknown, data: unknown): string {
  const values: readonly unknown[] = Array.isArray(allowed) ? allowed : [];
  const quoted = values.map((value) => JSON.stringify(value));
  const near = typeof data === "string" ? didYouMean(data, values.map(String)) : "";
  return `${capitalised(name)} must be ${listed(quoted, "or")}, and is ${valueName(data)}.${near}`;
}

/** What other programs call our keys. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  args: "arguments",
  input: "arguments",
  parameters: "arguments",
  params: "arguments",
  needs: "dependsOn",
  after: "dependsOn",
  mcpservers: "servers",
  steps: "calls",
};

function unknownKeyMessage(error: ErrorObject, path: DocumentPath): string {
  const key = unknownKeyOf(error) ?? "";
  const known = Object.keys((error.parentSchema?.properties ?? {}) as object).filter((name) => name !== "$schema");
  const other = OTHER_WORDS[key.toLowerCase()];
  const meant = other !== undefined && known.includes(other) ? ` Did you mean "${other}"?` : didYouMean(key, known);
  const advice = meant || ` Known keys are ${listed(known, "and")}.`;
  return `${capitalised(pathName(path))} has no key "${key}".${advice}`;
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

/** Positions count from 1 for people: `calls[0]` is "call 1". */
function pathName(path: DocumentPath): string {
  const [first, second, ...rest] = path;
  if (first === undefined) return "the manifest";
  if (typeof first === "number") return callName(first, second === undefined ? [] : [second, ...rest]);
  if (first === "calls" && typeof second === "number") return callName(second, rest);
  return `"${joined(path)}"`;
}

function callName(index: number, path: DocumentPath): string {
  return path.length === 0 ? `call ${index + 1}` : `"${joined(path)}" of call ${index + 1}`;
}

function joined(path: DocumentPath): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === "number") return `${name}[${step}]`;
    return name === "" ? step : `${name}.${step}`;
  }, "");
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "text in quotes",
  integer: "a whole number",
  number: "a number",
  object: "an object",
  array: "a list",
  boolean: "true or false",
  null: "null",
};

function typeName(type: unknown): string {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return listed(
    types.map((each) => TYPE_NAMES[String(each)] ?? String(each)),
    "or",
  );
}

const SHOWN_CHARACTERS = 40;

function valueName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return shorten(JSON.stringify(value), SHOWN_CHARACTERS + 1);
}

function listed(words: readonly string[], conjunction: string): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
