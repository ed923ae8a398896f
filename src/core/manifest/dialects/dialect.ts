import type { Json, JsonObject } from "../../model/data/json";
import type { Call, Dialect, Problem, TextRange } from "../../model/manifest";
import type { Ending } from "../../model/run";
import { memberOf, rangeOfNode, type DocumentPath, type JsonNode } from "../text/jsonTree";

/** The arguments of a call as found, and where each of them stands. */
export interface FoundArguments {
  readonly value: JsonObject;
  readonly problems: readonly Problem[];
  /** Where the argument at a path stands, or the nearest one above it. */
  rangeOf(path: DocumentPath): TextRange;
}

/** A call as it stands in the text, before it is numbered and its id is known to be unique. */
export interface FoundCall {
  readonly dialect: Dialect;
  readonly tool: string;
  /** The id that its author or its provider gave it; never empty. */
  readonly id?: string;
  /** What a result in this dialect must name, where that is not `id`. */
  readonly providerId?: string;
  readonly arguments: FoundArguments;
  readonly range: TextRange;
  readonly toolRange: TextRange;
  /** The object that is the call, in dialects that are JSON. */
  readonly node?: JsonNode;
  /** Where a range of the node's is in the whole text, when the node was read out of a string. */
  readonly placed?: (range: TextRange) => TextRange;
}

/** Where the value stands that a call's object has under a key; undefined when it has none. */
export function memberRange(call: FoundCall, key: string): TextRange | undefined {
  const member = memberOf(call.node, key);
  if (member === undefined) return undefined;
  const range = rangeOfNode(member);
  return call.placed?.(range) ?? range;
}

/** What a dialect may know of where an object stands. */
export interface ReadContext {
  /** The whole text, for offsets inside strings. */
  readonly text: string;
  /** The key under which the object, or the array that it is in, stands. */
  readonly key: string | undefined;
}

export interface CallResult {
  readonly call: Call;
  /** Absent when the call has not ended. */
  readonly ending: Ending | undefined;
}

/** A form of calls that is JSON. */
export interface JsonDialect {
  readonly dialect: Dialect;
  /** The call that an object is in this dialect; undefined when it is none. */
  read(node: JsonNode, context: ReadContext): FoundCall | undefined;
  /** The results as the messages or values that go back to whoever made the calls. */
  write(results: readonly CallResult[]): readonly Json[];
}

/** A form of calls that is text: a plan of steps. */
export interface TextDialect {
  readonly dialect: Dialect;
  /** The calls of the plan that a part of a text holds, references already in the native form. */
  readText(text: string, range: TextRange): TextPlan;
  writeText(results: readonly CallResult[]): string;
}

export interface TextPlan {
  readonly calls: readonly FoundCall[];
  readonly problems: readonly Problem[];
}
