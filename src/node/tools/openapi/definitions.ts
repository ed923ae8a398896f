import type { Manifest, OpenApiDefinition } from "../../../core/model/manifest";

/** A document of a manifest, the name of its source, and where in the manifest it is written. */
export interface NamedDocument {
  readonly name: string;
  readonly definition: OpenApiDefinition;
  readonly at: readonly (string | number)[];
}

/** The documents of a manifest: those of its `openapi`, then those among its `tools`. */
export function openApiDocuments({ openapi, tools }: Pick<Manifest, "openapi" | "tools">): readonly NamedDocument[] {
  const listed = isList(openapi)
    ? openapi.map((written, index) => document(written, ["openapi", index]))
    : openapi === undefined
      ? []
      : [document(openapi, ["openapi"])];
  const named = Object.entries(tools).flatMap(([name, definition]) =>
    "openapi" in definition ? [document(definition.openapi, ["tools", name], name)] : [],
  );
  return [...listed, ...named];
}

function document(written: string | OpenApiDefinition, at: readonly (string | number)[], name?: string): NamedDocument {
  const definition = typeof written === "string" ? { document: written } : written;
  return { name: definition.name ?? name ?? fileName(definition.document), definition, at };
}

/** `petstore` for `./petstore.yaml` and `https://example.org/v1/petstore.openapi.json?raw`. */
function fileName(location: string): string {
  const path = location.replace(/[?#].*$/, "").replace(/[\\/]+$/, "");
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return name.replace(/\.(ya?ml|json)$/i, "").replace(/\.openapi$/i, "") || "openapi";
}

function isList(value: Manifest["openapi"]): value is readonly (string | OpenApiDefinition)[] {
  return Array.isArray(value);
}
