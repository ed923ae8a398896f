import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";

import { saidBy, ToolFailure } from "../../../core/model/failure";
import type { StdioServerDefinition } from "../../../core/model/manifest";
import { worded } from "../../../core/model/text/wording";

export type Environment = Record<string, string | undefined>;

/** This process's environment with changes; null removes a variable. */
export function environmentWith(changes: Readonly<Record<string, string | number | null | undefined>>): Environment {
  const environment: Environment = { ...process.env };
  for (const [name, value] of Object.entries(changes)) {
    // Windows takes PATH and Path for the same variable, and of two passed to it the first.
    if (process.platform === "win32") {
      for (const same of Object.keys(environment)) {
        if (same.toLowerCase() === name.toLowerCase()) Reflect.deleteProperty(environment, same);
      }
    }
    if (value === null || value === undefined) Reflect.deleteProperty(environment, name);
    else environment[name] = String(value);
  }
  return environment;
}

/**
 * A server's environment: this process's own, then what `envFile` (relative to `folder`) says, then `env`. `onFileVariable`
 * is told each variable of the file. Throws a `ToolFailure` of kind `unavailable` when the file cannot be read.
 */
export async function serverEnvironment(
  { env, envFile }: Pick<StdioServerDefinition, "env" | "envFile">,
  folder: string,
  onFileVariable: (name: string, value: string) => void,
): Promise<Environment> {
  const fromFile = envFile === undefined ? {} : await readEnvFile(resolve(folder, envFile));
  for (const [name, value = ""] of Object.entries(fromFile)) onFileVariable(name, value);
  return environmentWith({ ...fromFile, ...env });
}

/** The variables of an `envFile`. Throws a `ToolFailure` of kind `unavailable` when it cannot be read. */
export async function readEnvFile(path: string): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(await readFile(path, "utf8"));
  } catch (cause) {
    throw new ToolFailure("unavailable", worded('Its envFile "{0}" could not be read: {1}', path, saidBy(cause)), {
      cause,
      reachedTool: false,
    });
  }
}
