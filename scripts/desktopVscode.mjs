import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runCommand } from "./command.mjs";
import { projectFolder } from "./project.mjs";

/** @returns {boolean} Whether there is a display that a window could be shown on. */
export function hasDisplay() {
  if (process.platform === "linux") return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  return !process.env.CI && !process.env.SSH_CONNECTION;
}

/** @returns {string | undefined} The `code` of a VS Code that is installed here and can show a window. */
export function findDesktopVscode() {
  if (!hasDisplay()) return undefined;
  const name = process.platform === "win32" ? "code.cmd" : "code";
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Opens a folder, and a file of it, in a new window of the desktop VS Code with this project's extension.
 *
 * @param {string} code
 * @param {string} folder
 * @param {string} file
 */
export async function openDesktopVscode(code, folder, file) {
  const args = ["--new-window", `--extensionDevelopmentPath=${projectFolder}`, folder, file];
  // Windows runs a .cmd file only by way of the command interpreter.
  if (process.platform === "win32") await runCommand("cmd.exe", ["/d", "/s", "/c", code, ...args]);
  else await runCommand(code, args);
}
