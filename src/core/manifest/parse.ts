import type { Json, JsonObject } from "../model/data/json";
import type { Call, TextRange } from "../model/manifest";
import type { Origin } from "../model/origin";
import { authorOf } from "./author";
import { memberRange, type FoundCall } from "./dialects/dialect";
import { identifyCalls } from "./identify";
import { elementsOf, memberOf, membersOf, nearestNode, rangeOfNode, valueOf, type JsonNode } from "./text/jsonTree";
import type { ParsedManifest } from "./parsedManifest";
import { readPlainManifest } from "./plainManifest";
import { manifestOf, optionKeys, type Sections } from "./sections";
import { readSettingsText, readText } from "./readText";

export type { ParsedManifest } from "./parsedManifest";

export interface ParseOptions {
  /** Only this part of the text, a selection. Ranges stay those of the whole text. */
  readonly within?: TextRange;
  /** The text is said to be a manifest, and is read as nothing else; it need not have calls. */
  readonly form?: "settings";
  /** Where the text stands; without it nothing of what is read says who wrote it. */
  readonly place?: Origin;
}

/**
 * Reads calls from any text: a manifest, a list of calls, what a provider sent, a log with some of these in it. Never
 * throws: whatever is wrong is a problem at its place, and `manifest` is what could be read, each value as its type says.
 */
export function parseManifest(text: string, options: ParseOptions = {}): ParsedManifest {
  const plain = options.within === undefined ? readPlainManifest(text, options.place) : undefined;
  return plain ?? parseWithTree(text, options);
}

/** The same for any text; takes several times as long, and a few hundred bytes for each value in it. */
export function parseWithTree(text: string, options: ParseOptions): ParsedManifest {
  const range = clamp(options.within ?? { offset: 0, length: text.length }, text.length);
  const reading = options.form === "settings" ? readSettingsText(text) : readText(text, range);
  const { calls: found, problems } = identifyCalls(reading.calls);
  const rangeOfCall = (call: number): TextRange => found[call]?.range ?? range;
  const isWhole = reading.native && reading.isQuoted !== true && options.within === undefined;
  const author = authorOf(options.place, isWhole);
  return {
    manifest: manifestOf(
      new TreeSections(reading.native ? reading.root : undefined, reading.broken),
      found.map((call, index) => ({ ...callOf(call, index, reading.broken), ...author })),
      author,
    ),
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

/** Of a tree, in which some nodes do not keep to the schema. */
class TreeSections implements Sections {
  constructor(
    private readonly root: JsonNode | undefined,
    private readonly broken: ReadonlySet<JsonNode>,
  ) {}

  members(keys: readonly string[]): JsonObject {
    return soundMembers(this.root, keys, this.broken);
  }

  entries(key: string): JsonObject {
    return soundEntries(this.root, key, this.broken);
  }
}

function callOf(found: FoundCall, index: number, broken: ReadonlySet<JsonNode>): Call {
  const { id, providerId, tool, dialect, node } = found;
  return {
    index,
    ...(id !== undefined && { id }),
    tool,
    arguments: found.arguments.value,
    ...(dialect === "native" && (soundMembers(node, optionKeys, broken) as Partial<Call>)),
    dialect,
    ...(providerId !== undefined && { providerId }),
  };
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
