import { isJsonObject, type Json, type JsonObject } from "../model/data/json";
import type { Call, TextRange } from "../model/manifest";
import type { Origin } from "../model/origin";
import { alteredNumbers } from "./text/alteredNumbers";
import { authorOf, type Author } from "./author";
import { memberRange, type FoundCall } from "./dialects/dialect";
import { native } from "./dialects/native";
import { outlineOf, type JsonOutline } from "./text/jsonOutline";
import {
  nearestNode,
  parseJsonTree,
  rangeOfNode,
  type DocumentPath,
  type JsonNode,
  type JsonTree,
} from "./text/jsonTree";
import { maxDepth } from "./text/nesting";
import type { ParsedManifest } from "./parsedManifest";
import { callKeys, isManifestKey } from "./readDocument";
import { keepsToSchema } from "./schema/schemaProblems";
import { manifestOf, optionKeys, type Sections } from "./sections";
import { isVariable } from "./references/variables";

/**
 * Reads a manifest of our own in which nothing is wrong, and which is JSON without comments, without a tree of it:
 * such manifests may have a million calls. Undefined for everything else, which is read with its places and problems;
 * what comes of a text is the same both ways.
 */
export function readPlainManifest(text: string, place?: Origin): ParsedManifest | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const outline = outlineOf(text, "calls");
  if (outline.list === undefined || outline.depth > maxDepth) return undefined;
  // The JSON.parse of Node 24 takes one escaped key for another of the same length that it has seen before.
  if (outline.hasEscapedKeys) return undefined;
  const value = parsed(text);
  if (value === undefined || !Object.keys(value).every(isManifestKey)) return undefined;
  const elements = value.calls;
  if (!isList(elements) || !elements.every(isPlainCall) || elements.length !== outline.elements.length) {
    return undefined;
  }
  if (!haveOwnIds(elements) || !keepsToSchema(value)) return undefined;
  if (countKeys(value) !== outline.keyCount || alteredNumbers(text, wholeOf(text)).length > 0) return undefined;
  const author = authorOf(place, true);
  return {
    manifest: manifestOf(new PlainSections(value), callsOf(elements, author), author),
    problems: [],
    native: true,
    ...places(text, outline),
  };
}

function wholeOf(text: string): TextRange {
  return { offset: 0, length: text.length };
}

function parsed(text: string): JsonObject | undefined {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return undefined;
  }
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

type PlainCall = JsonObject & { readonly tool: string; readonly id?: string; readonly arguments?: JsonObject };

/** Our own form and nothing else in it; whether its values are right is up to the schema. */
function isPlainCall(value: Json): value is PlainCall {
  if (!isJsonObject(value) || typeof value.tool !== "string" || value.tool.trim() === "") return false;
  if (value.arguments !== undefined && !isJsonObject(value.arguments)) return false;
  if (value.id !== undefined && (typeof value.id !== "string" || isVariable(value.id))) return false;
  for (const key in value) if (!callKeys.has(key)) return false;
  return true;
}

function haveOwnIds(calls: readonly PlainCall[]): boolean {
  const ids = new Set<string>();
  let count = 0;
  for (const { id } of calls) {
    if (id === undefined) continue;
    count++;
    ids.add(id);
  }
  return ids.size === count;
}

/** Fewer than stand in the text when some object has a key twice, of which it keeps the last. */
function countKeys(value: Json): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (isList(value)) for (const item of value) count += countKeys(item);
  else {
    for (const key in value) {
      count++;
      const member = value[key];
      if (typeof member === "object") count += countKeys(member);
    }
  }
  return count;
}

const noArguments: JsonObject = {};

function callsOf(elements: readonly PlainCall[], { origin }: Author): Call[] {
  return elements.map((call, index): Call => {
    const { id, tool, arguments: args = noArguments } = call;
    const options = optionsOf(call);
    const dialect = "native";
    // Members that come to an object later, or in a spread, are kept apart from it: 40 bytes more.
    if (options === undefined && origin !== undefined) {
      return id === undefined
        ? { index, tool, arguments: args, dialect, origin }
        : { index, id, tool, arguments: args, dialect, origin };
    }
    return {
      index,
      ...(id !== undefined && { id }),
      tool,
      arguments: args,
      dialect,
      ...options,
      ...(origin !== undefined && { origin }),
    };
  });
}

function optionsOf(call: PlainCall): Partial<Call> | undefined {
  for (const key of optionKeys) if (key in call) return pick(call, optionKeys);
  return undefined;
}

function pick(from: JsonObject, keys: readonly string[]): JsonObject {
  const picked: Record<string, Json> = {};
  for (const key of Object.keys(from)) if (keys.includes(key)) picked[key] = from[key] ?? null;
  return picked;
}

class PlainSections implements Sections {
  constructor(private readonly value: JsonObject) {}

  members(keys: readonly string[]): JsonObject {
    return pick(this.value, keys);
  }

  entries(key: string): JsonObject {
    const section = this.value[key];
    return isJsonObject(section) ? section : {};
  }
}

type Places = Pick<ParsedManifest, "rangeOf" | "callRange" | "toolRange" | "argumentRange" | "optionRange">;

/**
 * Places are asked for where something is wrong: then the call that they are in is read once more, and kept for as long as
 * no other call is asked about.
 */
function places(text: string, { elements, list }: JsonOutline): Places {
  const whole = wholeOf(text);
  let last: { readonly at: number; readonly node: JsonNode | undefined } | undefined;
  const nodeOf = (range: TextRange): JsonNode | undefined => {
    if (last?.at !== range.offset) last = { at: range.offset, node: parseJsonTree(text, range).root };
    return last.node;
  };
  let lastCall: { readonly node: JsonNode; readonly found: FoundCall | undefined } | undefined;
  const callAt = (call: number): FoundCall | undefined => {
    const range = elements.at(call);
    const node = range && nodeOf(range);
    if (node === undefined) return undefined;
    if (lastCall?.node !== node) lastCall = { node, found: native.read(node, { text, key: "calls" }) };
    return lastCall.found;
  };
  const callRange = (call: number): TextRange => elements.at(call) ?? whole;
  /** The document as if it had no calls. */
  let withoutCalls: JsonTree | undefined;
  const rest = (): JsonNode | undefined => {
    if (list === undefined) return undefined;
    const inside = list.offset + 1;
    const end = list.offset + list.length - 1;
    withoutCalls ??= parseJsonTree(text.slice(0, inside) + " ".repeat(end - inside) + text.slice(end), whole);
    return withoutCalls.root;
  };
  return {
    rangeOf: (path) => {
      const [key, index, ...inCall] = path;
      const call = key === "calls" && typeof index === "number" ? elements.at(index) : undefined;
      return rangeIn(call === undefined ? rest() : nodeOf(call), call === undefined ? path : inCall) ?? whole;
    },
    callRange,
    toolRange: (call) => callAt(call)?.toolRange ?? callRange(call),
    argumentRange: (call, path) => callAt(call)?.arguments.rangeOf(path) ?? callRange(call),
    optionRange: (call, key) => {
      const found = callAt(call);
      return (found && memberRange(found, key)) ?? callRange(call);
    },
  };
}

function rangeIn(root: JsonNode | undefined, path: DocumentPath): TextRange | undefined {
  return root && rangeOfNode(nearestNode(root, path));
}
