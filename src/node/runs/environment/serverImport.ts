import { applyEdits, modify, parse } from "jsonc-parser";

import type { InputDefinition, ServerDefinition } from "../../../core/model/manifest";
import type { DefinedServer } from "../../tools/mcp/mcpHost";
import { isSecretName } from "../redaction/secrets/secretNames";

const formatting = { formattingOptions: { tabSize: 2, insertSpaces: true, eol: "\n" } };

/** What an import comes to. */
export interface ServerImport {
  /** The new text of the `mcp.json`. */
  readonly text: string;
  /** The servers by the names that they got: one that was taken gets a number. */
  readonly names: readonly string[];
  /** How many secrets were left out of the file: they are asked for when they are first needed. */
  readonly secrets: number;
}

/**
 * Adds servers to the text of an `mcp.json`, whose comments and order stay. Values that are secret by their name become
 * inputs, so that no secret of one's own ends in a file that others may see. `before` is empty for a file that is not there.
 */
export function importServers(before: string, servers: readonly DefinedServer[]): ServerImport {
  const known = parse(before) as { servers?: object; inputs?: unknown[] } | undefined;
  const taken = new Set(Object.keys(known?.servers ?? {}));
  const names: string[] = [];
  const inputs: InputDefinition[] = [];
  let text = before.trim() === "" ? "{}\n" : before;
  const set = (path: (string | number)[], value: unknown) => {
    text = applyEdits(text, modify(text, path, value, formatting));
  };
  for (const server of servers) {
    const name = freeName(server.name, taken);
    taken.add(name);
    names.push(name);
    const { definition, asked } = withoutSecrets(name, server.definition);
    set(["servers", name], definition);
    inputs.push(...asked);
  }
  if (inputs.length > 0) {
    const before = Array.isArray(known?.inputs) ? known.inputs : [];
    set(["inputs"], [...before, ...inputs]);
  }
  return { text, names, secrets: inputs.length };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${String(number)}`)) number++;
  return `${name}-${String(number)}`;
}

function withoutSecrets(
  server: string,
  definition: ServerDefinition,
): { readonly definition: ServerDefinition; readonly asked: readonly InputDefinition[] } {
  const asked: InputDefinition[] = [];
  const masked = (values: Readonly<Record<string, string | number | null>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        if (typeof value !== "string" || value.includes("${") || !isSecretName(name)) return [name, value];
        const id = `${server}-${name}`.toLowerCase().replaceAll(/[^\w-]+/g, "-");
        asked.push({ id, type: "promptString", description: `${name} of the MCP server ${server}`, password: true });
        return [name, `\${input:${id}}`];
      }),
    );
  if ("command" in definition) {
    const { env } = definition;
    return { definition: { ...definition, ...(env && { env: masked(env) }) }, asked };
  }
  const { headers } = definition;
  return {
    definition: { ...definition, ...(headers && { headers: masked(headers) as Record<string, string> }) },
    asked,
  };
}
