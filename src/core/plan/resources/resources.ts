import { canonicalPath, isFileUri, type PathRules } from "./canonicalPath";
import { canonicalUrl, urlWithoutQuery } from "./canonicalUrl";
import { looksLikePath, type NamedResource } from "./resourceArguments";

/** Where and under which rules the resources that calls name are to be found, for one plan: answers are kept with it. */
export interface ResourceScope extends PathRules {
  readonly caseSensitive: boolean;
  readonly workspaceFolder?: string;
  /** Where relative paths start is not known: a call before has set it. */
  readonly isBaseUnknown?: boolean;
  baseDirectoryOf?(source: string): string | undefined;
  realPath?(absolutePath: string): string;
}

/** A resource as conflicts compare it. */
export interface Resource {
  /** A file, a URL, a name that only its source understands, or what a source keeps that no argument names. */
  readonly kind: "file" | "url" | "own" | "state";
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

/** What an argument says, as far as it is known before the run, and who says it. */
export interface ResourceName extends Pick<NamedResource, "role" | "name"> {
  readonly text: string;
  /** How much of the text is known. */
  readonly knownLength: number;
  readonly source: string;
  /** Paths of this source are no local files. */
  readonly isRemote?: boolean;
  readonly writes: boolean;
}

/**
 * The resource that an argument names, or undefined when it is none (a `data:` URL, text too long for a name). Of a path or
 * an address whose end is not yet known it is the directory that it certainly begins with, and of a path of which nothing
 * is known any file at all.
 */
export function resourceOf(named: ResourceName, scope: ResourceScope): Resource | undefined {
  const { text, knownLength, source, writes } = named;
  if (text.length > longestPath || text.includes("\n") || text.includes(separator)) return undefined;
  const isKnown = knownLength >= text.length;
  const known = text.slice(0, knownLength);
  const protocol = scheme.exec(known)?.[1]?.toLowerCase();
  if (isFileUri(known)) return fileResource(known, isKnown, source, scope);
  if (protocol === "data") return undefined;
  if (protocol !== undefined) {
    const url = /^(https?|wss?|ftp)$/.test(protocol) ? urlResource(known, isKnown, writes) : undefined;
    return url ?? ownResource(text, source);
  }
  if (named.isRemote) return ownResource(text, source);
  if (named.role === "stated" && !(isKnown && looksLikePath(text))) return ownResource(text, source);
  if (named.role === "uri" && (!isKnown || /^url/i.test(named.name))) return ownResource(text, source);
  return fileResource(known, isKnown, source, scope);
}

/** A part of what a source keeps. */
export interface StatePart {
  /** For people: "pageId 3". */
  readonly label: string;
  readonly value: string;
}

/** What a source keeps that no argument has to name, or the part of it that arguments do name, the outermost first. */
export function stateResource(source: string, parts: readonly StatePart[]): Resource {
  return {
    kind: "state",
    key: ["s", source, ...parts.map(({ value }) => `=${value.replaceAll(separator, "/")}`)].join(separator),
    label: parts.length === 0 ? `the state of ${source}` : `${parts.map(({ label }) => label).join(", ")} of ${source}`,
  };
}

/**
 * An address contains what lies behind it: `/items` contains `/items/7`. Who writes with a query writes what that names, and
 * who reads with one reads all that the address holds, since a query selects: a list after a deletion has one item less.
 */
function urlResource(known: string, isKnown: boolean, writes: boolean): Resource | undefined {
  const query = known.indexOf("?");
  const end = isKnown ? known.length : query === -1 ? known.lastIndexOf("/") + 1 : query;
  const certain = known.slice(0, end);
  if (!isKnown && !/^[^/]*\/\/[^/]+\//.test(known)) return undefined;
  const url = canonicalUrl(certain);
  if (url === undefined) return undefined;
  const address = url.replace(/\?[^]*$/, "");
  const [scheme = "", , host = "", ...names] = address.split("/");
  const asked = writes && url.length > address.length ? [url.slice(address.length)] : [];
  const key = ["u", `${scheme}//${host}`, ...names.filter((name) => name !== ""), ...asked].join(separator);
  return { kind: "url", key, label: urlWithoutQuery(url) };
}

function ownResource(text: string, source: string): Resource {
  return {
    kind: "own",
    key: ["o", source, text].join(separator),
    label: urlWithoutQuery(text.replace(/\/\/[^/@]*@/, "//")),
  };
}

/** By scope, source and path: plans name the same few files over and over, and their keys are as long as their paths. */
const knownFiles = new WeakMap<ResourceScope, Map<string, Map<string, Resource>>>();

function fileResource(known: string, isKnown: boolean, source: string, scope: ResourceScope): Resource {
  if (!isKnown) return findFile(known, isKnown, source, scope);
  const ofScope = knownFiles.get(scope) ?? new Map<string, Map<string, Resource>>();
  knownFiles.set(scope, ofScope);
  const ofSource = ofScope.get(source) ?? new Map<string, Resource>();
  ofScope.set(source, ofSource);
  const file = ofSource.get(known) ?? findFile(known, isKnown, source, scope);
  ofSource.set(known, file);
  return file;
}

function findFile(known: string, isKnown: boolean, source: string, scope: ResourceScope): Resource {
  const star = known.indexOf("*");
  const certain =
    star !== -1 ? (directoryOf(known.slice(0, star), scope) ?? ".") : isKnown ? known : directoryOf(known, scope);
  if (certain === undefined || (scope.isBaseUnknown && isRelative(certain, scope))) {
    return { kind: "file", key: "f", label: anyFile };
  }
  const base = scope.baseDirectoryOf?.(source) ?? scope.workspaceFolder;
  const path = canonicalPath(certain, base && canonicalPath(base, undefined, scope), scope);
  return { kind: "file", key: fileKey(realPath(path, scope), scope), label: shownPath(path, scope) };
}

function isRelative(path: string, { platform }: PathRules): boolean {
  return !/^(\/|~|file:)/i.test(path) && !(platform === "win32" && /^(\\|[a-z]:)/i.test(path));
}

/** The directory that a path begins with whose end is not known, as in `src/*.ts`; undefined when it could be anywhere. */
function directoryOf(known: string, { platform }: PathRules): string | undefined {
  if (known === "") return undefined;
  const end = platform === "win32" ? Math.max(known.lastIndexOf("/"), known.lastIndexOf("\\")) : known.lastIndexOf("/");
  return end === -1 ? "." : known.slice(0, end + 1);
}

function fileKey(path: string, { platform, caseSensitive }: ResourceScope): string {
  const key = platform === "win32" ? windowsKey(path) : path === "/" ? "f" : `f${path.replaceAll("/", separator)}`;
  // File systems that ignore case ignore how an accent is composed, too.
  return caseSensitive ? key : key.normalize("NFC").toLowerCase();
}

function windowsKey(path: string): string {
  const names = path.split("/").filter((name) => name !== "");
  // Windows drops dots and spaces at the end of a name: "a.txt." and "a.txt" are one file.
  return ["f", ...names.map((name) => name.replace(/[. ]+$/, "") || name)].join(separator);
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
