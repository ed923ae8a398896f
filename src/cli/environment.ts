import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, isAbsolute } from "node:path";
import { standardDefaults } from "../plan/plan";
import type { RunEnvironment } from "../runs/environment";
import { noRedaction, Redactor } from "../runs/redaction/redactor";
import { fixedRoots } from "../tools/mcpHost";
import { environmentProxy } from "../tools/http/environmentProxy";
import type { CommandLine } from "./commandLine";

/** What a run from the command line finds around it: this process's folder and variables, and `--input` for answers. */
export async function environmentOf(commandLine: CommandLine): Promise<RunEnvironment> {
  const file = commandLine.file === "-" ? undefined : resolve(commandLine.file);
  const workspaceFolder = commandLine.workspace === undefined ? defaultWorkspace(file) : resolve(commandLine.workspace);
  const mcpJson = await readFile(join(workspaceFolder, ".vscode", "mcp.json"), "utf8").catch(() => undefined);
  return {
    workspaceFolder,
    defaults: standardDefaults,
    redaction: commandLine.showSecrets ? noRedaction : new Redactor(),
    proxyFor: environmentProxy,
    env: (name) => process.env[name],
    mcp: { roots: fixedRoots([workspaceFolder]) },
    askInput: ({ id }) => Promise.resolve(commandLine.inputs[id]),
    log: (source, line) => {
      if (commandLine.verbose) process.stderr.write(`[${source}] ${line}\n`);
    },
    ...(file !== undefined && { file }),
    ...(mcpJson !== undefined && { mcpJson }),
  };
}

/** This folder when it holds the file, as an editor opened on it would have it; else the file's own folder. */
function defaultWorkspace(file: string | undefined): string {
  const here = process.cwd();
  if (file === undefined) return here;
  const inside = relative(here, file);
  return inside.startsWith("..") || isAbsolute(inside) ? dirname(file) : here;
}
