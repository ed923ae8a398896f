import { parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";

import { shorten } from "../../model/text/excerpt";
import type { Json, JsonObject } from "../../model/data/json";
import type { Problem, TextRange } from "../../model/manifest";
import { isTooDeep, tooDeepWords } from "./nesting";
import { worded, type Worded } from "../../model/text/wording";

/** A value of a JSON text, with where it stands in the whole text. */
export type JsonNode = Node;

export type DocumentPath = readonly (string | number)[];

export interface JsonTree {
  readonly root: JsonNode | undefined;
  readonly problems: readonly Problem[];
}

const parseOptions = { allowTrailingComma: true, disallowComments: false };

/**
 * Reads a part of a text as JSON with comments and trailing commas. Broken JSON gives what could be made of it and a
 * problem for each place; ranges and offsets are those of the whole text. What is nested too deep gives a problem alone.
 */
export function parseJsonTree(text: string, range: TextRange): JsonTree {
  const errors: ParseError[] = [];
  const part = text.slice(range.offset, range.offset + range.length);
  if (isTooDeep(part)) return { root: undefined, problems: [{ severity: "error", ...tooDeepWords, range }] };
  const root = parseTree(part, errors, parseOptions);
  if (root !== undefined && range.offset > 0) shift(root, range.offset);
  return { root, problems: jsonProblems(part, errors, range.offset) };
}

function shift(node: JsonNode, by: number): void {
  (node as { offset: number }).offset += by;
  if (node.children) for (const child of node.children) shift(child, by);
}

/** The members of an object in their order; what is broken beyond use is left out. */
export function membersOf(node: JsonNode): { key: string; keyNode: JsonNode; value: JsonNode }[] {
  if (node.type !== "object") return [];
  const members = [];
  for (const property of node.children ?? []) {
    const [keyNode, value] = property.children ?? [];
    if (keyNode !== undefined && value !== undefined) members.push({ key: String(keyNode.value), keyNode, value });
  }
  return members;
}

/** The elements of an array. */
export function elementsOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.type === "array" ? (node.children ?? []) : [];
}

/** The value under a key of an object; the last one when the key is repeated, as `JSON.parse` has it. */
export function memberOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  if (node?.type !== "object") return undefined;
  let found: JsonNode | undefined;
  for (const property of node.children ?? []) {
    if (property.children?.[0]?.value === key) found = property.children[1];
  }
  return found;
}

/** The node of a key itself, for problems about the key. */
export function keyNodeOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node === undefined ? undefined : placesOf(node).get(key)?.keyNode;
}

/** The text of a string node, else undefined. */
export function stringOf(node: JsonNode | undefined): string | undefined {
  return node?.type === "string" ? String(node.value) : undefined;
}

/** The text under a key, if it is a string. */
export function stringMember(node: JsonNode, key: string): string | undefined {
  return stringOf(memberOf(node, key));
}

type Member = ReturnType<typeof membersOf>[number];

/** Members by their keys, of objects in which places are asked for: there may be as many questions as members. */
const places = new WeakMap<JsonNode, ReadonlyMap<string, Member>>();

function placesOf(node: JsonNode): ReadonlyMap<string, Member> {
  let members = places.get(node);
  if (members === undefined) {
    members = new Map(membersOf(node).map((member) => [member.key, member]));
    places.set(node, members);
  }
  return members;
}

/** The node at a path, or the nearest one above it that there is. */
export function nearestNode(root: JsonNode, path: DocumentPath): JsonNode {
  let node = root;
  for (const step of path) {
    const next = typeof step === "number" ? elementsOf(node)[step] : placesOf(node).get(step)?.value;
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

export function rangeOfNode(node: JsonNode): TextRange {
  return { offset: node.offset, length: node.length };
}

/** The value of a node. A key `__proto__` is an ordinary key. */
export function valueOf(node: JsonNode): Json {
  switch (node.type) {
    case "object":
      return objectOf(node);
    case "array":
      return elementsOf(node).map(valueOf);
    default:
      return (node.value ?? null) as Json;
  }
}

/** The members of an object node as a plain object; empty for any other node. */
export function objectOf(node: JsonNode): JsonObject {
  const object: Record<string, Json> = {};
  for (const { key, value } of membersOf(node)) {
    if (key === "__proto__") {
      Object.defineProperty(object, key, {
        value: valueOf(value),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    } else object[key] = valueOf(value);
  }
  return object;
}

/** A warning for each key that an object of the tree has more than once. */
export function repeatedKeys(root: JsonNode): Problem[] {
  const problems: Problem[] = [];
  const visit = (node: JsonNode): void => {
    if (node.type === "object") {
      const seen = new Set<string>();
      for (const { key, keyNode, value } of membersOf(node)) {
        if (seen.has(key)) {
          problems.push({
            severity: "warning",
            ...worded('The key "{0}" stands here twice; only the last one counts. Remove one of them.', key),
            range: rangeOfNode(keyNode),
          });
        }
        seen.add(key);
        visit(value);
      }
    } else for (const element of elementsOf(node)) visit(element);
  };
  visit(root);
  return problems;
}

function jsonProblems(text: string, errors: readonly ParseError[], base: number): Problem[] {
  const problems: Problem[] = [];
  let lastOffset = -1;
  for (const error of errors) {
    if (error.offset === lastOffset) continue;
    lastOffset = error.offset;
    problems.push({
      severity: "error",
      ...worded("Broken JSON: {0}", describe(text, error)),
      range: { offset: base + error.offset, length: error.length },
    });
  }
  return problems;
}

function describe(text: string, error: ParseError): Worded {
  const there = shorten(text.slice(error.offset, error.offset + error.length), 31);
  switch (printParseErrorCode(error.error)) {
    case "InvalidSymbol":
      return invalidSymbol(there);
    case "InvalidNumberFormat":
      return worded(
        '"{0}" is no number as JSON writes it. Write digits, with at most one point and an exponent.',
        there,
      );
    case "PropertyNameExpected":
      return worded("a key is expected here. Write it in double quotes.");
    case "ValueExpected":
      return worded("a value is expected here. Write one, or remove what stands before it.");
    case "ColonExpected":
      return worded("a colon is expected here, between a key and its value.");
    case "CommaExpected":
      return worded("a comma is expected here, between this and what stands before it.");
    case "CloseBraceExpected":
      return worded("an object is not closed. Add a closing brace }.");
    case "CloseBracketExpected":
      return worded("an array is not closed. Add a closing bracket ].");
    case "EndOfFileExpected":
      return worded("the JSON has ended before this. Remove what follows it.");
    case "InvalidCommentToken":
      return worded("a comment is not allowed here.");
    case "UnexpectedEndOfComment":
      return worded("a comment is not closed. Add */.");
    case "UnexpectedEndOfString":
      return worded('a string is not closed on its line. Add a closing quote, and write line breaks as "\\n".');
    case "UnexpectedEndOfNumber":
      return worded("a number ends too early. Complete it.");
    case "InvalidUnicode":
      return worded("a \\u escape needs four hexadecimal digits.");
    case "InvalidEscapeCharacter":
      return worded('a backslash stands before something that it cannot escape. Write a backslash itself as "\\\\".');
    case "InvalidCharacter":
      return worded('a control character stands in a string. Write tabs as "\\t" and line breaks as "\\n".');
    default:
      return worded("this cannot be read.");
  }
}

function invalidSymbol(there: string): Worded {
  if (there.startsWith("'") || there.startsWith("`")) return worded("strings stand in double quotes.");
  const json = { True: "true", False: "false", None: "null", undefined: "null", NaN: "null" }[there];
  return json === undefined
    ? worded('"{0}" means nothing in JSON. Strings stand in double quotes.', there)
    : worded('"{0}" means nothing in JSON. Write {1}.', there, json);
}
