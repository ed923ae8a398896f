import type { Json, JsonObject } from "../model/data/json";
import type { Problem, TextRange } from "../model/manifest";
import type { FoundCall } from "./dialects/dialect";
import { isNestfulAnswer } from "./dialects/nestful";
import { findCalls } from "./findCalls";
import {
  elementsOf,
  memberOf,
  membersOf,
  rangeOfNode,
  repeatedKeys,
  stringMember,
  valueOf,
  type JsonNode,
} from "./text/jsonTree";
import { checkSchema } from "./schema/schemaProblems";
import { optionKeys } from "./sections";
import { worded } from "../model/text/wording";

/** What was read of a text: the calls in their order, and the manifest that they stand in, if they stand in one. */
export interface Reading {
  /** The one JSON value that the text is, or that was taken of it. */
  readonly root: JsonNode | undefined;
  /** The root is a manifest. */
  readonly native: boolean;
  /** There is other text around the manifest: prose, a log, what a model wrote. */
  readonly isQuoted?: true;
  readonly calls: readonly FoundCall[];
  readonly problems: readonly Problem[];
  /** Nodes whose values break the schema. */
  readonly broken: ReadonlySet<JsonNode>;
}

/** Keys that only a manifest has, so that two of them tell one. */
const manifestKeys = [
  "calls",
  "version",
  "servers",
  "limits",
  "safety",
  "resources",
  "conflicts",
  "maxConcurrency",
  "timeoutMs",
  "maxTimeoutMs",
  "graceMs",
  "deadlineMs",
  "retry",
  "cache",
];
const otherManifestKeys = ["$schema", "tools", "openapi", "inputs"];

/** Whether a manifest may have this key. */
export function isManifestKey(key: string): boolean {
  return manifestKeys.includes(key) || otherManifestKeys.includes(key);
}

/** Whether an object is a manifest rather than something of a provider's that has calls in it. */
export function isManifest(node: JsonNode): boolean {
  if (node.type !== "object") return false;
  const keys = membersOf(node).map(({ key }) => key);
  const own = keys.filter((key) => manifestKeys.includes(key)).length;
  const isAllKnown = keys.every(isManifestKey);
  if (!keys.includes("calls")) return own >= 2 || (isAllKnown && keys.includes("version") && keys.length >= 2);
  return isAllKnown || own >= 2 || elementsOf(memberOf(node, "calls")).some((call) => memberOf(call, "tool"));
}

/** Reads a manifest: its calls stand under `calls`, everything else is checked against the schema. */
export function readManifest(text: string, root: JsonNode): Reading {
  return readChecked(text, root, valueOf(root));
}

/** The same for a manifest that needs no calls. */
export function readSettings(text: string, root: JsonNode): Reading {
  const given = memberOf(root, "calls");
  const hasCalls = given !== undefined && (given.type !== "array" || elementsOf(given).length > 0);
  // To the schema a call in their place is as good as any.
  const calls: Json = [{ tool: "wait" }];
  return readChecked(text, root, hasCalls ? valueOf(root) : { ...(valueOf(root) as JsonObject), calls });
}

function readChecked(text: string, root: JsonNode, value: Json): Reading {
  const { problems, broken } = checkSchema(root, value);
  const calls: FoundCall[] = [];
  const unread: Problem[] = [];
  for (const element of elementsOf(memberOf(root, "calls"))) {
    const found = findCalls(text, element);
    calls.push(...found);
    if (found.length === 0 && !broken.has(element)) unread.push(notACall(element));
  }
  return { root, native: true, calls, problems: [...problems, ...repeatedKeys(root), ...unread], broken };
}

/**
 * Reads calls that stand in no manifest: one, a list, or whatever a provider wraps them in. Our own are checked against
 * the schema; in a list of our own every element has to be a call.
 */
export function readBareCalls(text: string, root: JsonNode): Reading {
  return readCallsIn(text, root, new Set([root, ...elementsOf(root)]));
}

/** The same for a value that was found between other text, where an object with a `tool` may be anything. */
export function readLoggedCalls(text: string, root: JsonNode): Reading {
  return readCallsIn(text, root, new Set(elementsOf(root)));
}

function readCallsIn(text: string, root: JsonNode, top: ReadonlySet<JsonNode>): Reading {
  const calls = findCalls(text, root).filter((call) => isMeant(call, top));
  const own = calls.filter(({ dialect }) => dialect === "native").flatMap(({ node }) => node ?? []);
  const isOwnList = root.type === "array" && own.some((node) => top.has(node));
  const checked = isOwnList ? root : listOf(own, rangeOfNode(root));
  const { problems, broken } =
    own.length === 0 ? { problems: [], broken: new Set<JsonNode>() } : checkSchema(checked, valueOf(checked));
  return {
    root,
    native: false,
    calls: calls.filter((call) => !isNestfulAnswer(call)),
    problems: [...problems, ...own.flatMap(repeatedKeys)],
    broken,
  };
}

/**
 * Much that has a `tool` is no call of ours, a line of a log for one: away from the top it needs arguments, or nothing but
 * a call's keys.
 */
function isMeant(call: FoundCall, top: ReadonlySet<JsonNode>): boolean {
  const { node, dialect } = call;
  if (dialect !== "native" || node === undefined || top.has(node)) return true;
  if (memberOf(node, "arguments")?.type === "object") return true;
  return membersOf(node).every(({ key }) => callKeys.has(key));
}

/** All that a call of our own form may have. */
export const callKeys: ReadonlySet<string> = new Set(["id", "tool", "arguments", ...optionKeys]);

function notACall(element: JsonNode): Problem {
  const type = stringMember(element, "type");
  const form = '{ "tool": …, "arguments": { … } }';
  return {
    severity: "error",
    ...(type === undefined
      ? worded("This is no call. Write {0}, or remove it.", form)
      : worded('This is no call: its type is "{0}". Write {1}, or remove it.', type, form)),
    range: rangeOfNode(element),
  };
}

function listOf(nodes: readonly JsonNode[], range: TextRange): JsonNode {
  return { type: "array", children: [...nodes], ...range };
}
