import type { Manifest, Problem } from "../../../core/model/manifest";
import { isUsers } from "../../../core/model/origin";
import { worded } from "../../../core/model/text/wording";

const definitionKeys = ["servers", "tools", "openapi", "safety", "inputs"] as const;

export type DefinitionKey = (typeof definitionKeys)[number];

/** The manifest, and what of it was left out since it is not the user's: all that says which tools there are, and how safe. */
export function withoutForeignDefinitions(manifest: Manifest): {
  readonly manifest: Manifest;
  readonly leftOut: readonly DefinitionKey[];
} {
  if (isUsers(manifest.origin)) return { manifest, leftOut: [] };
  const leftOut = definitionKeys.filter((key) => Object.keys(manifest[key] ?? {}).length > 0);
  const { openapi: _openapi, ...rest } = manifest;
  return { manifest: { ...rest, servers: {}, tools: {}, safety: {}, inputs: [] }, leftOut };
}

export function leftOutProblem(key: DefinitionKey): Omit<Problem, "range"> {
  return {
    severity: "warning",
    ...worded(
      '"{0}" counts for nothing here, since this is no manifest file but text with a manifest in it. Save the manifest as a file of its own to use it.',
      key,
    ),
  };
}
