import type { Json, JsonObject } from "../model/json";
import type { Call, Manifest, Problem, ServerDefinition, TextRange } from "../model/manifest";
import { memberRange, type FoundCall } from "./dialects/dialect";
import { identifyCalls } from "./identify";
import {
  elementsOf,
  memberOf,
  membersOf,
  nearestNode,
  rangeOfNode,
  valueOf,
  type DocumentPath,
  type JsonNode,
} from "./jsonTree";
import type { Reading } from "./readDocument";
import { readText } from "./readText";

export interface ParseOptions {
  /** Only this part of the text, a selection. Ranges stay those of the whole text. */
  readonly within?: TextRange;
}

export interface ParsedManifest {
  readonly manifest: Manifest;
  /** All that was found, in the order of the text. With an error among them nothing should run. */
  readonly problems: readonly Problem[];
  /** The text is a manifest, rather than calls that stand alone or in something of a provider's. */
  readonly native: boolean;
  /** Where the value at a path of the document stands, or the nearest one above it. */
  rangeOf(path: DocumentPath): TextRange;
  callRange(call: number): TextRange;
  toolRange(call: number): TextRange;
  /** Where an argument stands, or the nearest one above it; in a string if the arguments are JSON in a string. */
  argumentRange(call: number, path: DocumentPath): TextRange;
  /** Where an option of a call stands (`dependsOn`, `priority`, …); the call when it does not have it. */
  optionRange(call: number, key: string): TextRange;
}

/**
 * Reads calls from any text: a manifest, a list of calls, what a provider sent, a log with some of these in it. Never
 * throws: whatever is wrong is a problem at its place, and `manifest` is what could be read, each value as its type says.
 */
export function parseManifest(text: string, options: ParseOptions = {}): ParsedManifest {
  const range = clamp(options.within ?? { offset: 0, length: text.length }, text.length);
  const reading = readText(text, range);
  const { calls: found, problems } = identifyCalls(reading.calls);
  const rangeOfCall = (call: number): TextRange => found[call]?.range ?? range;
  return {
    manifest: manifestOf(reading, found),
    problems: [...reading.problems, ...problems].sort((one, other) => one.range.offset - other.range.offset),
    native: reading.native,
    rangeOf: (path) => (reading.root === undefined ? range : rangeOfNode(nearestNode(reading.root, path))),
    callRange: rangeOfCall,
    toolRange: (call) => found[call]?.toolRange ?? range,
    argumentRange: (call, path) => found[call]?.arguments.rangeOf(path) ?? range,
    optionRange: (call, key) => {
      const at = found[call];
      return (at && memberRange(at, key)) ?? rangeOfCall(call);
    },
  };
}

function clamp({ offset, length }: TextRange, end: number): TextRange {
  const start = Math.min(Math.max(offset, 0), end);
  return { offset: start, length: Math.min(Math.max(length, 0), end - start) };
}

type Settings = Omit<
  Manifest,
  "calls" | "servers" | "inputs" | "tools" | "openapi" | "limits" | "safety" | "resources"
>;

const SETTING_KEYS = ["maxConcurrency", "timeoutMs", "deadlineMs", "retry", "conflicts", "cache"];
const OPTION_KEYS = ["dependsOn", "priority", "timeoutMs", "retry", "cache"];

function manifestOf(reading: Reading, found: readonly FoundCall[]): Manifest {
  const root = reading.native ? reading.root : undefined;
  const sections = soundMembers(root, ["inputs", "openapi"], reading.broken) as unknown as Partial<
    Pick<Manifest, "inputs" | "openapi">
  >;
  return {
    calls: found.map((call, index) => callOf(call, index, reading.broken)),
    servers: serversOf(root, reading.broken),
    inputs: sections.inputs ?? [],
    tools: soundEntries(root, "tools", reading.broken) as unknown as Manifest["tools"],
    ...(sections.openapi !== undefined && { openapi: sections.openapi }),
    limits: soundEntries(root, "limits", reading.broken) as Manifest["limits"],
    safety: soundEntries(root, "safety", reading.broken) as Manifest["safety"],
    resources: soundEntries(root, "resources", reading.broken) as Manifest["resources"],
    ...(soundMembers(root, SETTING_KEYS, reading.broken) as Settings),
  };
}

function callOf(found: FoundCall, index: number, broken: ReadonlySet<JsonNode>): Call {
  const { id, providerId, tool, dialect, node } = found;
  return {
    index,
    ...(id !== undefined && { id }),
    tool,
    arguments: found.arguments.value,
    ...(dialect === "native" && (soundMembers(node, OPTION_KEYS, broken) as Partial<Call>)),
    dialect,
    ...(providerId !== undefined && { providerId }),
  };
}

/** A definition that has an address and no type is one of HTTP. */
function serversOf(root: JsonNode | undefined, broken: ReadonlySet<JsonNode>): Manifest["servers"] {
  const servers = Object.entries(soundEntries(root, "servers", broken)).map(([name, value]): [string, Json] => {
    const server = value as JsonObject;
    return [name, server.url === undefined ? server : { type: "http", ...server }];
  });
  return Object.fromEntries(servers) as unknown as Readonly<Record<string, ServerDefinition>>;
}

/** The values under these keys that keep to the schema, which is what gives them their types. */
function soundMembers(node: JsonNode | undefined, keys: readonly string[], broken: ReadonlySet<JsonNode>): JsonObject {
  if (node === undefined) return {};
  const members = membersOf(node).filter(({ key }) => keys.includes(key));
  const sound = members.map(({ key, value }): [string, Json | undefined] => [key, soundValue(value, broken)]);
  return Object.fromEntries(sound.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** A value that keeps to the schema; of a list in which some items do not, the others. */
function soundValue(node: JsonNode, broken: ReadonlySet<JsonNode>): Json | undefined {
  if (!broken.has(node)) return valueOf(node);
  const items = elementsOf(node);
  const sound = items.filter((item) => !broken.has(item));
  return sound.length < items.length ? sound.map(valueOf) : undefined;
}

/** The entries of the object under a key that keep to the schema. */
function soundEntries(root: JsonNode | undefined, key: string, broken: ReadonlySet<JsonNode>): JsonObject {
  const section = memberOf(root, key);
  if (section === undefined) return {};
  const sound = membersOf(section).filter(({ value }) => !broken.has(value));
  return Object.fromEntries(sound.map((member) => [member.key, valueOf(member.value)]));
}
