import type { Dialect } from "../../../model/manifest";
import { memberOf, rangeOfNode, stringOf, type JsonNode } from "../../text/jsonTree";
import type { FoundCall, ReadContext } from "../dialect";
import { readArguments } from "./foundArguments";

export interface CallParts {
  readonly dialect: Dialect;
  /** The object that is the call. */
  readonly node: JsonNode;
  readonly tool: JsonNode | undefined;
  /** Stands before the tool's name, with a slash, where a dialect names the server apart. */
  readonly source?: string | undefined;
  readonly arguments: JsonNode | undefined;
  readonly id: string | undefined;
}

/** A call put together from its parts; undefined when it names no tool, for then it is none. */
export function readCall(parts: CallParts, { text }: ReadContext): FoundCall | undefined {
  const name = stringOf(parts.tool);
  if (parts.tool === undefined || name === undefined || name.trim() === "") return undefined;
  return {
    dialect: parts.dialect,
    tool: parts.source ? `${parts.source}/${name}` : name,
    ...(parts.id && { id: parts.id }),
    arguments: readArguments(text, parts.arguments, parts.node),
    range: rangeOfNode(parts.node),
    toolRange: rangeOfNode(parts.tool),
    node: parts.node,
  };
}

/** The first of these keys that an object has. */
export function firstMember(node: JsonNode, keys: readonly string[]): JsonNode | undefined {
  for (const key of keys) {
    const value = memberOf(node, key);
    if (value !== undefined) return value;
  }
  return undefined;
}
