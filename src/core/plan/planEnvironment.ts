import type { Places } from "../model/places";

/** What planning may know of the place where calls will run. Functions may throw: then they are taken to know nothing. */
export interface PlanEnvironment extends Places {
  /** What `~` in a path stands for. */
  readonly home?: string;
  readonly platform: "posix" | "win32";
  /** Whether the file system tells `a` from `A`. */
  readonly caseSensitive: boolean;
  /** Where a source resolves relative paths; the workspace folder where it is undefined. */
  baseDirectoryOf?(source: string): string | undefined;
  /** The path with symbolic links followed. May return its input or throw for what does not exist. */
  realPath?(absolutePath: string): string;
  /** What `${env:NAME}` stands for; without it such a path is known only in the run. */
  environmentVariable?(name: string): string | undefined;
}
