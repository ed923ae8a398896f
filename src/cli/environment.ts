import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, isAbsolute } from "node:path";
import { isUsers } from "../core/model/origin";
import { visible, visibleName } from "../core/model/text/visible";
import { standardDefaults } from "../core/plan/plan";
import type { RunEnvironment } from "../node/runs/environment/environment";
import { fixedRoots, type DefinedDocument, type DefinedServer } from "../node/tools/mcp/mcpHost";
import { environmentProxy } from "../node/tools/http/environmentProxy";
import type { CommandLine } from "./commandLine";
import { printError, terminalRedaction } from "./printing/terminal";
import { ownMember } from "../core/model/data/ownMember";

/** What a run from the command line finds around it: this process's folder and variables, and `--input` for answers. */
export async function environmentOf(
  commandLine: Pick<CommandLine, "file" | "workspace" | "inputs" | "verbose"> & Partial<Pick<CommandLine, "command">>,
): Promise<RunEnvironment> {
  const file = commandLine.file === "-" ? undefined : resolve(commandLine.file);
  const workspaceFolder = commandLine.workspace === undefined ? defaultWorkspace(file) : resolve(commandLine.workspace);
  const mcpJson = await readFile(join(workspaceFolder, ".vscode", "mcp.json"), "utf8").catch(() => undefined);
  return {
    places: {
      workspaceFolder,
      workspaceFolders: [{ name: basename(workspaceFolder), path: workspaceFolder }],
      ...(file !== undefined && { file }),
    },
    defaults: standardDefaults,
    redaction: terminalRedaction(),
    process: { env: (name) => ownMember(process.env, name), proxyFor: environmentProxy },
    tools: {
      lists: { ...(mcpJson !== undefined && { mcpJson }) },
      mcp: {
        roots: fixedRoots([workspaceFolder]),
        consent: (source) => Promise.resolve(isAllowed(source, commandLine.command)),
      },
    },
    inputs: {
      given: commandLine.inputs,
      ask: ({ id }) => Promise.resolve(ownMember(commandLine.inputs, id)),
    },
    log: (source, line) => {
      if (commandLine.verbose) printError(`[${visibleName(source)}] ${visible(line)}\n`);
    },
  };
}

/**
 * Naming a file in order to run it allows what the user has written there; looking its tools up sends nothing that is filled
 * in, and nobody can be asked about what somebody else has defined.
 */
function isAllowed(
  { definition, origin }: DefinedServer | DefinedDocument,
  command: CommandLine["command"] = "run",
): boolean {
  return isUsers(origin) && (command === "run" || !("document" in definition));
}

/** This folder when it holds the file, as an editor opened on it would have it; else the file's own folder. */
function defaultWorkspace(file: string | undefined): string {
  const here = process.cwd();
  if (file === undefined) return here;
  const inside = relative(here, file);
  return inside.startsWith("..") || isAbsolute(inside) ? dirname(file) : here;
}
