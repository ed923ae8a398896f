import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * Where runs are kept, by the editor and the command line alike: in the user's folder for state, which is
 * `XDG_STATE_HOME` where that is set, on every system, and otherwise what the system has for it.
 */
export function runsFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  return join(stateFolder(env, platform, home), "parallel-tools", "runs");
}

function stateFolder(
  { XDG_STATE_HOME: xdg, LOCALAPPDATA: local }: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  // What is not absolute is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  if (platform === "win32") return local ?? join(home, "AppData", "Local");
  return platform === "darwin" ? join(home, "Library", "Application Support") : join(home, ".local", "state");
}
