import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { expandVariables, type Variables } from "../../../core/manifest/references/variables";
import type { ServerDefinition } from "../../../core/model/manifest";
import { readEnvFile } from "../../tools/processes/processEnvironment";
import type { Redaction } from "../redaction/redactor";
import { addVariableSecret } from "../redaction/secrets/variableSecrets";

/** Larger ones are read when their server starts, as are those that are no common file and may be waited for. */
const mostBytes = 1_000_000;

/**
 * Tells the redaction of the variables in the `envFile` of servers before any of them is started, so that nothing that is
 * shown until then holds one. One that cannot be read, or whose name has a variable without a value, is left to the start.
 */
export async function addEnvFileSecrets(
  redaction: Redaction,
  servers: readonly ServerDefinition[],
  variables: Variables,
): Promise<void> {
  const paths = new Set(servers.flatMap((server) => envFileOf(server, variables) ?? []));
  await Promise.all(
    Array.from(paths, async (path) => {
      for (const [name, value = ""] of Object.entries(await variablesIn(path))) {
        addVariableSecret(redaction, name, value);
      }
    }),
  );
}

async function variablesIn(path: string): Promise<NodeJS.Dict<string>> {
  try {
    const file = await stat(path);
    return file.isFile() && file.size <= mostBytes ? await readEnvFile(path) : {};
  } catch {
    return {};
  }
}

function envFileOf(server: ServerDefinition, variables: Variables): string | undefined {
  if (!("command" in server) || server.envFile === undefined) return undefined;
  try {
    const folder = resolve(variables.workspaceFolder ?? ".", expandVariables(server.cwd ?? ".", variables));
    const path = resolve(folder, expandVariables(server.envFile, variables));
    // Another machine is not asked for anything before its server may be started.
    return /^[\\/]{2}/.test(path) ? undefined : path;
  } catch {
    return undefined;
  }
}
