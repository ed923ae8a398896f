import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { ToolFailure } from "../../../core/model/failure";
import { foldersOf, type Places } from "../../../core/model/places";
import { errorCode } from "../thrown";
import { worded, type Worded } from "../../../core/model/text/wording";

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
    throw new ToolFailure(
      "tool",
      worded('No folder is open, so "{0}" cannot be read: open the folder that has it.', path),
    );
  }
  if (path.includes("\0"))
    throw new ToolFailure("invalidArguments", worded("A path must not contain a NUL character."));
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
    throw new ToolFailure("invalidArguments", worded('"{0}" is no valid file URL.', url), { cause });
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
  const shown = folders.join(", ");
  return new ToolFailure(
    "tool",
    folders.length === 1
      ? worded('"{0}" is outside the workspace folder {1}; built-in tools read only what is inside it.', path, shown)
      : worded(
          '"{0}" is outside the workspace\'s folders {1}; built-in tools read only what is inside them.',
          path,
          shown,
        ),
  );
}

/** A failure that says in words why the file system refused `path`. */
export function fileFailure(thrown: unknown, path: string): ToolFailure {
  const code = errorCode(thrown);
  const reasons: Record<string, Worded> = {
    ENOENT: worded('"{0}" does not exist.', path),
    ENOTDIR: worded('"{0}" does not exist: a part of it is a file, not a folder.', path),
    EACCES: worded('"{0}" may not be read: permission was denied.', path),
    EPERM: worded('"{0}" may not be read: the operation is not permitted.', path),
    EISDIR: worded('"{0}" is a folder, not a file.', path),
    ELOOP: worded('"{0}" is a chain of symbolic links that never ends.', path),
    ENAMETOOLONG: worded('"{0}" is too long for a path.', path),
    EMFILE: worded('"{0}" could not be opened: too many files are open.', path),
  };
  const known = code === undefined ? undefined : reasons[code];
  const said = known ?? worded('"{0}" could not be read ({1}).', path, code ?? String(thrown));
  return new ToolFailure("tool", said, { cause: thrown, transient: code === "EMFILE" });
}
