import type { Json } from "../../model/data/json";
import { folderNamed, foldersOf, type Places } from "../../model/places";
import { canonicalPath } from "../resources/canonicalPath";

/** What of the place where a call runs decides which paths lead out of its workspace. */
export interface Surroundings extends Omit<Places, "file"> {
  /** What `~` in a path stands for. */
  readonly home?: string;
  readonly platform: "posix" | "win32";
  readonly caseSensitive: boolean;
  /** The path with symbolic links followed. May return its input or throw for what does not exist. */
  realPath?(absolutePath: string): string;
}

/** No system takes a longer path. */
const longestPath = 4096;

/** So often is a path decoded that was percent-encoded several times over. */
const mostDecodings = 3;

/** The texts among these arguments that are, or have in them, a path which leads out of the workspace, as written. */
export function textsLeadingOutside(args: Json, around: Surroundings): readonly string[] {
  const found = new Set<string>();
  const look = (value: Json): void => {
    if (typeof value === "string") {
      if (leadsOutside(value, around)) found.add(value);
    } else if (typeof value === "object" && value !== null) {
      for (const each of Object.values<Json>(value)) look(each);
    }
  };
  look(args);
  return [...found];
}

function leadsOutside(text: string, around: Surroundings): boolean {
  if (text.length > longestPath) return false;
  const whole = text.trim();
  return isOutside(whole, around) || wordsOf(whole).some((word) => word !== whole && isOutside(word, around));
}

/** The words of a command line, and what options are set to: `--file=/etc/x`, `-f/etc/x`. */
function wordsOf(text: string): readonly string[] {
  if (!ofPaths.test(text)) return [];
  const words = text.split(/[\s"'`=,;|<>()]+/).filter((word) => word !== "");
  const options = words.flatMap((word) => /^-[A-Za-z](.+)$/.exec(word)?.[1] ?? []);
  // Words of prose are no paths, and a lone slash divides.
  return [...words, ...options].filter((word) => ofPaths.test(word) && word !== "/");
}

/** What a word of prose has none of. */
const ofPaths = /[\\/~%$:]/;

function isOutside(written: string, around: Surroundings): boolean {
  return spellingsOf(written, around).some((path) => isForeign(path) || resolvesOutside(path, around));
}

/** The path as it is written, and as whoever decodes it would read it. */
function spellingsOf(written: string, around: Surroundings): readonly string[] {
  const known = written.includes("${") ? withFolders(written, around) : written;
  const filled = onlyShown.test(known) ? known : known.replaceAll(/[\p{Cf}\0]/gu, "");
  if (!filled.includes("%")) return [filled];
  const spellings = [filled];
  for (let path = filled; spellings.length <= mostDecodings && path.includes("%"); spellings.push(path)) {
    const before = path;
    path = path.replaceAll(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
    if (path === before) break;
  }
  return spellings;
}

/** Texts of these alone have no character that is not seen. */
const onlyShown = /^[ -~]*$/;

/** A folder that is not open is taken for the first: its call fails before it reads anything. */
function withFolders(written: string, around: Surroundings): string {
  const { workspaceFolder = "${workspaceFolder}" } = around;
  return written
    .replaceAll(/\$\{(?:pathSeparator|\/)\}/g, "/")
    .replaceAll(/\$\{(?:workspaceFolder|cwd|fileDirname)\}/g, () => workspaceFolder)
    .replaceAll(/\$\{workspaceFolder:([^}]*)\}/g, (_, name: string) => folderNamed(around, name) ?? workspaceFolder);
}

/** What leads out whatever the workspace is: homes, variables that name a place, `file:`, other machines and devices. */
const foreign = [
  /^~(?:[\\/]|$)/,
  /^~[\w.-]+[\\/]/,
  /^\$\{userHome\}/,
  /^\$\{(?:env|input):[^}]*\}[\\/]/,
  /^\$\{env:(?:HOME|USERPROFILE|HOMEPATH|APPDATA|LOCALAPPDATA|XDG_\w+|TMPDIR|TEMP|TMP)\}/i,
  /^\$(?:env:)?[A-Za-z_]\w*[\\/]/,
  /^%[A-Za-z_]\w*%/,
  /^file:/i,
  /^[\\/]{2}[^\\/]/,
  /^\\\\/,
];

/** How all of these begin: most paths do not. */
const foreignBeginning = /^(?:[~$%\\/]|file:)/i;

function isForeign(path: string): boolean {
  return foreignBeginning.test(path) && foreign.some((pattern) => pattern.test(path));
}

function resolvesOutside(path: string, around: Surroundings): boolean {
  // An address is no path; it is told by reaching out.
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return false;
  const slashes = path.replaceAll("\\", "/");
  const isAbsolute = slashes.startsWith("/") || /^[A-Za-z]:\//.test(slashes);
  const climbs = /(?:^|\/)\.\.(?:\/|$)/.test(slashes);
  const { workspaceFolder } = around;
  if (workspaceFolder === undefined) return isAbsolute || climbs;
  if (/^[A-Za-z]:/.test(slashes) && around.platform === "posix") return isAbsolute;
  const roots = foldersOf(around).map((folder) => canonicalPath(folder, undefined, around));
  const absolute = canonicalPath(slashes, roots[0], around);
  const isInside = (each: string): boolean => roots.some((root) => contains(root, each, around));
  if ((isAbsolute || climbs) && !isInside(absolute)) return true;
  const followed = follow(absolute, around);
  return !isInside(followed) && !roots.some((root) => contains(follow(root, around), followed, around));
}

function follow(path: string, around: Surroundings): string {
  try {
    const followed = around.realPath?.(path) ?? path;
    return around.platform === "win32" ? followed.replaceAll("\\", "/") : followed;
  } catch {
    return path;
  }
}

function contains(root: string, path: string, { caseSensitive }: Surroundings): boolean {
  const [folder, inside] = caseSensitive ? [root, path] : [root.toLowerCase(), path.toLowerCase()];
  return inside === folder || inside.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
