import { stat } from "node:fs/promises";
import { join } from "node:path";

import { ToolFailure } from "../../../core/model/failure";
import type { JsonObject } from "../../../core/model/data/json";
import type { ToolResult } from "../../../core/model/result";
import { environmentWith } from "../processes/processEnvironment";
import type { AttemptContext } from "../source";
import { ModuleProcess } from "./moduleProcess";
import { worded, type Worded } from "../../../core/model/text/wording";

/** Beside the program's own bundles, whichever of them this is part of. */
const bundledRunner = join(import.meta.dirname, "moduleRunner.js");

const maxHeapMegabytes = 1024;

interface Kept {
  readonly process: Promise<ModuleProcess>;
  /** When the module's file was last changed before it was loaded. */
  readonly changedAtMs: number;
}

/**
 * The processes of modules, one for each file, kept for further calls. A process that crashed, or whose file has changed
 * since, is replaced at the next call.
 */
export class ModuleProcesses {
  private readonly kept = new Map<string, Kept>();
  private readonly all = new Set<Promise<ModuleProcess>>();
  /** How the process that a module had before went away, for those that have none now. */
  private readonly wentAway = new Map<string, Worded>();

  constructor(
    private readonly folder: string,
    private readonly log: (line: string) => void,
    /** Told of each module's process that is up; `after` is how the one before it went away. */
    private readonly onStarted: (shown: string, after: Worded | undefined) => void = () => undefined,
    private readonly runner: string = bundledRunner,
  ) {}

  /** Calls a function that the module at `path` (absolute) exports; `shown` is how the module is named to people. */
  async call(
    module: { readonly path: string; readonly shown: string; readonly export: string },
    args: JsonObject,
    context: AttemptContext,
  ): Promise<ToolResult> {
    context.signal.throwIfAborted();
    const process = await this.processFor(module.path, module.shown);
    context.signal.throwIfAborted();
    return process.call(module.export, args, context);
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    for (const path of this.kept.keys()) this.wentAway.set(path, worded("it was stopped."));
    this.kept.clear();
    await Promise.allSettled([...this.all].map(async (starting) => (await starting).close()));
    this.all.clear();
  }

  private async processFor(path: string, shown: string): Promise<ModuleProcess> {
    const changedAtMs = await changeOf(path, shown);
    const known = this.kept.get(path);
    if (known !== undefined) {
      const process = await known.process.catch(() => undefined);
      if (process?.isUsable === true && known.changedAtMs === changedAtMs) return process;
      process?.retire(worded("its file has changed"));
      // Another call may have replaced it meanwhile.
      const newer = this.kept.get(path);
      if (newer !== undefined && newer !== known) return newer.process;
      if (process !== undefined) this.wentAway.set(path, worded("{0}.", process.wentAway));
    }
    const starting = ModuleProcess.start(shown, this.definition(path), this.log);
    this.kept.set(path, { process: starting, changedAtMs });
    this.all.add(starting);
    const started = await starting;
    this.onStarted(shown, this.wentAway.get(path));
    this.wentAway.delete(path);
    return started;
  }

  private definition(path: string) {
    return {
      command: process.execPath,
      args: [`--max-old-space-size=${String(maxHeapMegabytes)}`, ...typeScriptFlags(path), this.runner, path],
      cwd: this.folder,
      // In VS Code's desktop program the Node that runs us is Electron, which has to be told to be Node.
      env: environmentWith(process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: "1" }),
    };
  }
}

/** Node 22.6 to 22.17 strip types when they are told to, newer ones by themselves, and older ones not at all. */
function typeScriptFlags(path: string): readonly string[] {
  const flag = "--experimental-strip-types";
  const isNeeded = /\.[cm]?ts$/.test(path) && !process.features.typescript;
  return isNeeded && process.allowedNodeEnvironmentFlags.has(flag) ? [flag] : [];
}

async function changeOf(path: string, shown: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) return found.mtimeMs;
  throw new ToolFailure("unavailable", worded('There is no module "{0}" ({1}): check the path.', shown, path), {
    reachedTool: false,
  });
}
