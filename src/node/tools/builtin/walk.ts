import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { ToolFailure } from "../../../core/model/failure";
import { errorCode } from "../thrown";
import { fileFailure, shownPath, type WorkspacePath } from "./workspacePath";
import { worded } from "../../../core/model/text/wording";

/** A file or folder that a walk came by. */
export interface WalkedEntry {
  readonly absolute: string;
  /** Relative to the workspace folder, with `/`. */
  readonly shown: string;
  /** Relative to where the walk began, with `/`: what a glob is matched against. */
  readonly below: string;
  readonly kind: "file" | "folder";
}

const neverEntered = new Set([".git", "node_modules"]);

/**
 * Everything below a folder, in the order of the names, folders before what they contain. Symbolic links are not
 * followed, so it ends. `.git` and `node_modules` are entered only with `includeIgnored`, folders that may not be read
 * are left out. Throws a `ToolFailure` when the first folder cannot be read.
 */
export async function* walk(
  start: WorkspacePath,
  includeIgnored: boolean,
  signal: AbortSignal,
): AsyncGenerator<WalkedEntry, void, undefined> {
  const folders = [start.absolute];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted();
    const entries = await entriesOf(folder, start);
    const inner: string[] = [];
    for (const entry of entries) {
      const absolute = join(folder, entry.name);
      const kind = entry.isDirectory() ? "folder" : entry.isFile() ? "file" : undefined;
      if (kind === undefined) continue;
      if (kind === "folder" && !includeIgnored && neverEntered.has(entry.name)) continue;
      yield { absolute, kind, shown: shownPath(start.root, absolute), below: shownPath(start.absolute, absolute) };
      if (kind === "folder") inner.push(absolute);
    }
    folders.push(...inner.reverse());
  }
}

async function entriesOf(folder: string, start: WorkspacePath) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (thrown) {
    if (folder !== start.absolute) return [];
    if (errorCode(thrown) === "ENOTDIR") {
      throw new ToolFailure("tool", worded('"{0}" is a file, not a folder.', start.shown), { cause: thrown });
    }
    throw fileFailure(thrown, start.shown);
  }
}
