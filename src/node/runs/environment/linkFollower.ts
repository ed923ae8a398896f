import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { resolve } from "node:path";

interface Followed {
  readonly path: string;
  readonly exists: boolean;
}

/**
 * What gives a path with its symbolic links followed, also one that leads to what is not there yet: writing through it
 * makes just that. Each folder is looked at once, so that ten thousand new files in one cost a look each.
 */
export function linkFollower(): (path: string) => string {
  const known = new Map<string, Followed>();

  function follow(path: string): Followed {
    const before = known.get(path);
    if (before !== undefined) return before;
    // Links that lead to each other come back here.
    known.set(path, { path, exists: false });
    const followed = look(path);
    known.set(path, followed);
    return followed;
  }

  function look(path: string): Followed {
    const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
    const folder = cut > 0 ? follow(path.slice(0, cut)) : { path: "", exists: true };
    const inFolder = folder.path + path.slice(Math.max(0, cut));
    if (!folder.exists) return { path: inFolder, exists: false };
    try {
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return { path: inFolder, exists: false };
      return { path: realpathSync.native(path), exists: true };
    } catch {
      const target = targetOf(path);
      if (target === undefined) return { path: inFolder, exists: false };
      return { path: follow(resolve(folder.path, target)).path, exists: false };
    }
  }

  // Looking at what lies on another machine (`//server/share`) would go there.
  return (path) => (/^[\\/]{2}/.test(path) ? path : follow(path).path);
}

function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
