import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { ToolFailure } from "../../../core/model/failure";
import { foldersOf, type Places } from "../../../core/model/places";
import { errorCode } from "../thrown";

/** A path inside the workspace: where it really is, and how to show it. */
export interface WorkspacePath {
  readonly absolute: string;
  /** Relative to the workspace folder, with `/`; `.` for the folder itself, with `..` in another folder of the workspace. */
  readonly shown: string;
  /** The workspace folder, with symbolic links followed. */
  readonly root: string;
}

/**
 * The existing file or folder that `path` (relative, absolute or a `file:` URL) means, with symbolic links followed, so
 * that no link leads out of the workspace. Throws a `ToolFailure` when it does not exist or is outside.
 */
export async function insideWorkspace(path: string, places: Places): Promise<WorkspacePath> {
  const { workspaceFolder } = places;
  if (workspaceFolder === undefined) {
    throw new ToolFailure("tool", `No folder is open, so "${path}" cannot be read: open the folder that has it.`);
  }
  if (path.includes("\0")) throw new ToolFailure("invalidArguments", "A path must not contain a NUL character.");
  const root = await existing(resolve(workspaceFolder), workspaceFolder);
  const roots = [root, ...(await realFolders(foldersOf(places).slice(1)))];
  const wanted = resolve(workspaceFolder, path.startsWith("file:") ? fromUrl(path) : path);
  const isInside = (folders: readonly string[], each: string): boolean =>
    folders.some((folder) => contains(folder, each));
  // Before asking the disk, so that nothing outside can be probed for existence.
  if (!isInside([...foldersOf(places).map((folder) => resolve(folder)), ...roots], wanted)) throw outside(path, places);
  const absolute = await existing(wanted, path);
  if (!isInside(roots, absolute)) throw outside(path, places);
  return { absolute, shown: shownPath(root, absolute), root };
}

/** Folders with symbolic links followed; one that is gone from the disk has no files. */
async function realFolders(folders: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(folders.map((folder) => realpath(folder).catch(() => [])));
  return found.flat();
}

/** `absolute` as seen from `root`, with `/` on every platform. */
export function shownPath(root: string, absolute: string): string {
  return relative(root, absolute).split(sep).join("/") || ".";
}

/** Whether `path` is `folder` or below it. Both are absolute. */
function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function fromUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new ToolFailure("invalidArguments", `"${url}" is no valid file URL.`, { cause });
  }
}

async function existing(absolute: string, path: string): Promise<string> {
  try {
    return await realpath(absolute);
  } catch (cause) {
    throw fileFailure(cause, path);
  }
}

function outside(path: string, places: Places): ToolFailure {
  const folders = foldersOf(places);
  const message =
    folders.length === 1
      ? `"${path}" is outside the workspace folder ${folders.join("")}; built-in tools read only what is inside it.`
      : `"${path}" is outside the workspace's folders ${folders.join(", ")}; built-in tools read only what is inside them.`;
  return new ToolFailure("tool", message);
}

/** A failure that says in words why the file system refused `path`. */
export function fileFailure(thrown: unknown, path: string): ToolFailure {
  const code = errorCode(thrown);
  const reasons: Record<string, string> = {
    ENOENT: "does not exist",
    ENOTDIR: "does not exist: a part of it is a file, not a folder",
    EACCES: "may not be read: permission was denied",
    EPERM: "may not be read: the operation is not permitted",
    EISDIR: "is a folder, not a file",
    ELOOP: "is a chain of symbolic links that never ends",
    ENAMETOOLONG: "is too long for a path",
    EMFILE: "could not be opened: too many files are open",
  };
  const reason = (code === undefined ? undefined : reasons[code]) ?? `could not be read (${code ?? String(thrown)})`;
  return new ToolFailure("tool", `"${path}" ${reason}.`, { cause: thrown, transient: code === "EMFILE" });
}
