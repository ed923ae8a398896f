import type { Json, JsonObject } from "../model/data/json";
import type { Call, Manifest, ServerDefinition } from "../model/manifest";
import type { Author } from "./author";

/** The parts of a manifest that keep to the schema, however it was read. */
export interface Sections {
  /** The values under these keys, of which those are left out that do not keep to it. */
  members(keys: readonly string[]): JsonObject;
  /** The entries of the object under a key, likewise; none when there is no such object. */
  entries(key: string): JsonObject;
}

type Settings = Omit<
  Manifest,
  "calls" | "servers" | "inputs" | "tools" | "openapi" | "limits" | "safety" | "resources" | "state"
>;

const settingKeys = [
  "maxConcurrency",
  "timeoutMs",
  "maxTimeoutMs",
  "graceMs",
  "deadlineMs",
  "retry",
  "conflicts",
  "cache",
];

/** What a call of our own form has beside its id, tool and arguments. */
export const optionKeys = ["dependsOn", "priority", "timeoutMs", "retry", "cache"];

/** The manifest with these calls; its schema is what gives its values their types. */
export function manifestOf(sections: Sections, calls: readonly Call[], author: Author): Manifest {
  const { inputs, openapi } = sections.members(["inputs", "openapi"]) as unknown as Partial<
    Pick<Manifest, "inputs" | "openapi">
  >;
  return {
    calls,
    servers: serversOf(sections.entries("servers")),
    inputs: inputs ?? [],
    tools: sections.entries("tools") as unknown as Manifest["tools"],
    ...(openapi !== undefined && { openapi }),
    limits: sections.entries("limits") as Manifest["limits"],
    safety: sections.entries("safety") as Manifest["safety"],
    resources: sections.entries("resources") as Manifest["resources"],
    state: sections.entries("state") as NonNullable<Manifest["state"]>,
    ...(sections.members(settingKeys) as Settings),
    ...author,
  };
}

/** A definition that has an address and no type is one of HTTP. */
function serversOf(entries: JsonObject): Manifest["servers"] {
  const servers = Object.entries(entries).map(([name, value]): [string, Json] => {
    const server = value as JsonObject;
    return [name, server.url === undefined ? server : { type: "http", ...server }];
  });
  return Object.fromEntries(servers) as unknown as Readonly<Record<string, ServerDefinition>>;
}
