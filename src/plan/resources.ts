import { canonicalPath, isFileUri, type PathRules } from "./canonicalPath";
import { canonicalUrl, urlWithoutQuery } from "./canonicalUrl";
import { looksLikePath, type NamedResource } from "./resourceArguments";

/** Where and under which rules the resources that calls name are to be found. */
export interface ResourceScope extends PathRules {
  readonly caseSensitive: boolean;
  readonly workspaceFolder?: string;
  baseDirectoryOf?(source: string): string | undefined;
  realPath?(absolutePath: string): string;
}

/** A resource as conflicts compare it. */
export interface Resource {
  /** A file, a URL, a name that only its source understands, or a whole source. */
  readonly kind: "file" | "url" | "own" | "source";
  /**
   * Equal for equal resources. One resource contains another when its key, followed by a NUL, begins the other's key:
   * NUL cannot stand in a path, and sorts what is contained right behind what contains it.
   */
  readonly key: string;
  /** For people: relative to the workspace folder where it is inside. */
  readonly label: string;
}

const separator = "\0";
/** The label of a path of which nothing is known before the run. */
export const anyFile = "any file";
const longestPath = 4096;
/** A single letter is no scheme in use but a drive of Windows. */
const scheme = /^([a-z][a-z0-9+.-]+):/i;

/**
 * The resource that an argument names, or undefined when it is none (a `data:` URL, text too long for a name).
 * `knownLength` is how much of the text is known before the run: of a path whose end is not yet known it is the
 * directory that it certainly begins with, and where nothing is known it is any file at all.
 */
export function resourceOf(
  named: NamedResource,
  text: string,
  knownLength: number,
  source: string,
  scope: ResourceScope,
): Resource | undefined {
  if (text.length > longestPath || text.includes("\n") || text.includes(separator)) return undefined;
  const isKnown = knownLength >= text.length;
  const known = text.slice(0, knownLength);
  const protocol = scheme.exec(known)?.[1]?.toLowerCase();
  if (isFileUri(known)) return fileResource(known, isKnown, source, scope);
  if (protocol === "data") return undefined;
  if (protocol !== undefined) {
    return isKnown && /^(https?|wss?|ftp)$/.test(protocol) ? urlResource(text) : ownResource(text, source);
  }
  if (named.role === "stated" && !(isKnown && looksLikePath(text))) return ownResource(text, source);
  if (named.role === "uri" && (!isKnown || /^url/i.test(named.name))) return ownResource(text, source);
  return fileResource(known, isKnown, source, scope);
}

/** All calls of one source, as `conflicts: "strict"` orders them. */
export function sourceResource(source: string): Resource {
  return { kind: "source", key: ["s", source].join(separator), label: source };
}

function urlResource(text: string): Resource {
  const url = canonicalUrl(text) ?? text;
  return { kind: "url", key: ["u", url].join(separator), label: urlWithoutQuery(url) };
}

function ownResource(text: string, source: string): Resource {
  return {
    kind: "own",
    key: ["o", source, text].join(separator),
    label: urlWithoutQuery(text.replace(/\/\/[^/@]*@/, "//")),
  };
}

function fileResource(known: string, isKnown: boolean, source: string, scope: ResourceScope): Resource {
  const star = known.indexOf("*");
  const certain =
    star !== -1 ? (directoryOf(known.slice(0, star), scope) ?? ".") : isKnown ? known : directoryOf(known, scope);
  if (certain === undefined) return { kind: "file", key: "f", label: anyFile };
  const base = scope.baseDirectoryOf?.(source) ?? scope.workspaceFolder;
  const path = canonicalPath(certain, base && canonicalPath(base, undefined, scope), scope);
  return { kind: "file", key: fileKey(realPath(path, scope), scope), label: shownPath(path, scope) };
}

/** The directory that a path begins with whose end is not known, as in `src/*.ts`; undefined when it could be anywhere. */
function directoryOf(known: string, { platform }: PathRules): string | undefined {
  if (known === "") return undefined;
  const end = platform === "win32" ? Math.max(known.lastIndexOf("/"), known.lastIndexOf("\\")) : known.lastIndexOf("/");
  return end === -1 ? "." : known.slice(0, end + 1);
}

function fileKey(path: string, { platform, caseSensitive }: ResourceScope): string {
  const names = path.split("/").filter((name) => name !== "");
  // Windows drops dots and spaces at the end of a name: "a.txt." and "a.txt" are one file.
  const spelled = platform === "win32" ? names.map((name) => name.replace(/[. ]+$/, "") || name) : names;
  const key = ["f", ...spelled].join(separator);
  // File systems that ignore case ignore how an accent is composed, too.
  return caseSensitive ? key : key.normalize("NFC").toLowerCase();
}

/** The path with symbolic links followed, in the part of it that exists. */
function realPath(path: string, scope: ResourceScope): string {
  if (scope.realPath === undefined) return path;
  let missing = "";
  for (let existing = path; existing !== "";) {
    try {
      return canonicalPath(scope.realPath(existing) + missing, undefined, scope);
    } catch {
      const end = existing.lastIndexOf("/");
      missing = existing.slice(Math.max(0, end)) + missing;
      existing = existing.slice(0, Math.max(0, end));
    }
  }
  return path;
}

function shownPath(path: string, scope: ResourceScope): string {
  if (scope.workspaceFolder === undefined) return path;
  const folder = canonicalPath(scope.workspaceFolder, undefined, scope);
  if (path === folder) return "the workspace folder";
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
