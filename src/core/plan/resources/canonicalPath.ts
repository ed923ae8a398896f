/** What decides which spellings of a path mean one file. */
export interface PathRules {
  readonly platform: "posix" | "win32";
  /** What `~` stands for; without it `~` is a name like any other. */
  readonly home?: string;
}

/**
 * The absolute form of a path as it may be written in arguments: relative or absolute, a `file:` URI, with `.`, `..`,
 * `~`, doubled or trailing slashes, on Windows with either slash, drive letters, UNC and `\\?\` forms.
 * `/` separates and nothing trails it: `/a/b`, `C:/a`, `//server/share/a`; a root is `/`, `C:/` or `//server/share`.
 * Where it is relative and there is no base it is resolved against the root. Applied again it changes nothing.
 */
export function canonicalPath(written: string, base: string | undefined, rules: PathRules): string {
  const path = withoutHome(fromFileUri(written, rules), rules);
  return rules.platform === "win32" ? windowsPath(path, base) : posixPath(path, base);
}

/** Whether the path says by itself where it begins. */
export function isFileUri(text: string): boolean {
  return /^file:/i.test(text);
}

function posixPath(path: string, base: string | undefined): string {
  const from = path.startsWith("/") || base === undefined ? path : `${base}/${path}`;
  if (from.startsWith("/") && !unresolved.test(from)) return from;
  return `/${resolveDots(from.split("/")).join("/")}`;
}

/** A name that is empty, `.` or `..`. */
const unresolved = /\/\.{0,2}(?:\/|$)/;

function windowsPath(written: string, base: string | undefined): string {
  const path = split(written);
  const from = base === undefined ? { root: "", absolute: true, names: [] } : split(base);
  const sameRoot = path.root === "" || path.root.toLowerCase() === from.root.toLowerCase();
  const isAbsolute = path.absolute || !sameRoot;
  const root = path.root || from.root;
  const names = resolveDots(isAbsolute ? path.names : [...from.names, ...path.names]);
  if (root === "") return `/${names.join("/")}`;
  return names.length > 0 || root.endsWith(":") ? `${root}/${names.join("/")}` : root;
}

interface WindowsPath {
  /** `C:`, `//server/share`, or empty when the path names none. */
  readonly root: string;
  readonly absolute: boolean;
  readonly names: readonly string[];
}

function split(written: string): WindowsPath {
  const path = withoutDevicePrefix(written.replaceAll("\\", "/"));
  const share = /^\/\/([^/]+)\/+([^/]+)/.exec(path);
  if (share)
    return { root: `//${share[1]}/${share[2]}`, absolute: true, names: path.slice(share[0].length).split("/") };
  const drive = /^[a-zA-Z]:/.exec(path)?.[0] ?? "";
  const rest = path.slice(drive.length);
  return { root: drive.toUpperCase(), absolute: rest.startsWith("/"), names: rest.split("/") };
}

function withoutDevicePrefix(path: string): string {
  const prefix = /^\/\/[?.]\//.exec(path);
  if (!prefix) return path;
  const rest = path.slice(prefix[0].length);
  return /^UNC\//i.test(rest) ? `/${rest.slice(3)}` : rest;
}

function resolveDots(names: readonly string[]): string[] {
  const resolved: string[] = [];
  for (const name of names) {
    if (name === "" || name === ".") continue;
    if (name === "..") resolved.pop();
    else resolved.push(name);
  }
  return resolved;
}

function withoutHome(path: string, { home, platform }: PathRules): string {
  if (home === undefined) return path;
  if (path === "~" || path.startsWith("~/") || (platform === "win32" && path.startsWith("~\\"))) {
    return home + path.slice(1);
  }
  return path;
}

function fromFileUri(text: string, { platform }: PathRules): string {
  if (!isFileUri(text)) return text;
  let uri: URL;
  try {
    uri = new URL(text);
  } catch {
    return text.replace(/^file:/i, "");
  }
  const path = decoded(uri.pathname);
  if (platform === "posix") return path;
  if (uri.host !== "") return `//${uri.host}${path}`;
  return /^\/[a-zA-Z]:/.test(path) ? path.slice(1) : path;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
