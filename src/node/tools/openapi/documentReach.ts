import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";

/** From where the parts of one document may come. Each function throws an `Error` that says why not. */
export interface DocumentReach {
  /** A file that the document is, or refers to, with links followed. */
  file(path: string): Promise<string>;
  /** An address that the document is at, or refers to. */
  address(url: URL): void;
  /** Where an address leads on to: a document may have been moved, and its parts with it. */
  redirect(from: URL, to: URL): void;
}

export interface ReachOptions {
  /** The folder that is open; files are read only below it unless the user has written where the document is. */
  readonly folder: string;
  readonly isUsers: boolean;
}

/**
 * A document of the web may refer only to where it came from: never to a file, nor to another server, which it could have
 * asked through this machine. One on the disk may refer to files of the folder that is open, or of its own folder where
 * that is the user's choice, and only then to the web.
 */
export function documentReach(location: string, { folder, isUsers }: ReachOptions): DocumentReach {
  const root = webAddressOf(location);
  const origins = new Set(root === undefined ? [] : [root.origin]);
  const folders = isUsers && root === undefined ? [folder, resolve(location, "..")] : [folder];
  return {
    async file(path) {
      if (root !== undefined) throw new Error(`it came over the network and refers to the file "${path}"`);
      const allowed = await Promise.all(folders.map((each) => realpath(each).catch(() => each)));
      const absolute = resolve(path);
      // Before asking the disk, so that nothing outside can be probed for existence.
      const isNear = [...folders, ...allowed].some((each) => contains(each, absolute));
      const followed = isNear ? await realpath(absolute) : absolute;
      if (isNear && allowed.some((each) => contains(each, followed))) return followed;
      throw new Error(`"${path}" is outside the workspace folder ${folder}`);
    },
    address(url) {
      if (root === undefined && !isUsers)
        throw new Error(`it refers to ${url.href}, and is in a file that is not known to be yours`);
      if (root !== undefined && !origins.has(url.origin)) {
        throw new Error(`it refers to ${url.href}, which is another server than its own`);
      }
    },
    redirect(from, to) {
      if (from.href === root?.href) origins.add(to.origin);
      else if (root !== undefined && !origins.has(to.origin)) {
        throw new Error(`${from.href} leads to ${to.href}, which is another server than its own`);
      }
    },
  };
}

function webAddressOf(location: string): URL | undefined {
  if (!/^https?:\/\//i.test(location)) return undefined;
  const url = new URL(location);
  url.hash = "";
  return url;
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
