import type { Json, JsonObject } from "../model/json";
import type { Tool } from "../model/tool";

/** What kind of name an argument holds, as far as its own name tells. */
export type ArgumentRole =
  /** A path, whatever it looks like. */
  | "path"
  /** A path when its value looks like one. */
  | "pathLike"
  /** A URI or URL. */
  | "uri"
  /** Named as a resource by the manifest; the value decides what it is. */
  | "stated";

/** One string among the arguments that names a resource. */
export interface NamedResource {
  readonly role: ArgumentRole;
  /** The argument's own name, without the lists around it. */
  readonly name: string;
  readonly path: readonly (string | number)[];
  readonly text: string;
}

const words: Readonly<Record<Exclude<ArgumentRole, "stated">, string>> = {
  path: `path paths file files filepath filepaths filename filenames directory directories dir dirs folder folders
    source sources sourcepath sourcefile srcpath srcfile destination destinations destinationpath destinationfile
    destpath destfile dest targetpath targetfile oldpath newpath oldfile newfile inputpath inputfile outputpath
    outputfile outputdir outputdirectory outfile infile absolutepath relativepath fullpath notebookpath dirpath
    directorypath folderpath rootpath repopath rootdir`,
  pathLike: "src dst target targets root",
  uri: "uri uris url urls fileuri fileurl resourceuri documenturi",
};

const roles = new Map(
  Object.entries(words).flatMap(([role, names]) => names.split(/\s+/).map((name) => [name, role as ArgumentRole])),
);

/**
 * The strings among the arguments that name resources, by the usual names or, when the manifest states them for the
 * tool, by exactly those. Looked at are the arguments themselves, lists of them, and objects in lists
 * (`files: [{ path }]`); deeper objects are payload. An argument left out counts with its schema's default.
 */
export function namedResources(
  args: JsonObject,
  toolName: string,
  tool: Tool | undefined,
  stated: readonly string[] | undefined,
): NamedResource[] {
  const found: NamedResource[] = [];
  const roleOf =
    stated === undefined
      ? (name: string) => usualRole(name, toolName)
      : (name: string): ArgumentRole | undefined => (stated.includes(name) ? "stated" : undefined);
  for (const [name, value] of argumentsAndDefaults(args, tool)) {
    const role = roleOf(name);
    if (role === undefined) collectFromList(value, name, roleOf, found);
    else collect(value, { role, name, path: [name] }, roleOf, found);
  }
  return found;
}

type RoleOf = (name: string) => ArgumentRole | undefined;

function collect(value: Json, named: Omit<NamedResource, "text">, roleOf: RoleOf, found: NamedResource[]): void {
  if (typeof value === "string") {
    const text = value === "" && mayMeanWhereItStarts(named) ? "." : value;
    if (text !== "" && (named.role !== "pathLike" || looksLikePath(text))) found.push({ ...named, text });
    return;
  }
  if (named.role === "stated" && typeof value === "number") found.push({ ...named, text: String(value) });
  if (!isList(value)) return;
  for (const [index, item] of value.entries()) {
    const place = { ...named, path: [...named.path, index] };
    if (isObject(item)) collectMembers(item, place.path, roleOf, found);
    else if (!isList(item)) collect(item, place, roleOf, found);
  }
}

/** An empty path is resolved to where relative ones start; an empty name of a file means none. */
function mayMeanWhereItStarts({ role, name }: Pick<NamedResource, "role" | "name">): boolean {
  return role === "path" && /(?:path|dir|directory|directorie|folder)s?$/i.test(name);
}

/** Lists of objects under any name: `edits: [{ path }]`, `operations: [{ source, destination }]`. */
function collectFromList(value: Json, name: string, roleOf: RoleOf, found: NamedResource[]): void {
  if (!isList(value)) return;
  for (const [index, item] of value.entries()) if (isObject(item)) collectMembers(item, [name, index], roleOf, found);
}

function collectMembers(
  item: JsonObject,
  path: readonly (string | number)[],
  roleOf: RoleOf,
  found: NamedResource[],
): void {
  for (const [name, value] of Object.entries(item)) {
    const role = roleOf(name);
    if (role !== undefined && !isObject(value)) collect(value, { role, name, path: [...path, name] }, roleOf, found);
  }
}

function usualRole(name: string, toolName: string): ArgumentRole | undefined {
  const plain = name.replace(/[-_\s]/g, "").toLowerCase();
  // `from` and `to` are also mail addresses, dates and revisions: they are paths where something is moved or copied.
  if ((plain === "from" || plain === "to") && /move|rename|copy|link/i.test(toolName)) return "path";
  return roles.get(plain);
}

/** Whether a value whose name does not say so is a path: it has a slash, begins as a path does, or has an extension. */
export function looksLikePath(text: string): boolean {
  return /[/\\]/.test(text) || /^(\.{1,2}$|~$|file:)/i.test(text) || /^[^\s]+\.[a-z][a-z0-9]{0,9}$/i.test(text);
}

function argumentsAndDefaults(args: JsonObject, tool: Tool | undefined): [string, Json][] {
  const given = Object.entries(args);
  for (const [name, value] of defaultsOf(tool)) if (args[name] === undefined) given.push([name, value]);
  return given;
}

const knownDefaults = new WeakMap<Tool, readonly (readonly [string, Json])[]>();

function defaultsOf(tool: Tool | undefined): readonly (readonly [string, Json])[] {
  if (tool === undefined) return [];
  let defaults = knownDefaults.get(tool);
  if (defaults === undefined) {
    const properties = tool.inputSchema?.properties;
    defaults = isObject(properties) ? Object.entries(properties).flatMap(stringDefault) : [];
    knownDefaults.set(tool, defaults);
  }
  return defaults;
}

function stringDefault([name, schema]: [string, Json]): [string, Json][] {
  const value = isObject(schema) ? schema.default : undefined;
  return typeof value === "string" && value !== "" ? [[name, value]] : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
