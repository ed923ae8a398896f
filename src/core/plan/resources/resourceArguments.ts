import { isJsonObject, type Json, type JsonObject } from "../../model/data/json";
import type { Tool } from "../../model/tool";
import { usualRole, type ArgumentRole } from "./argumentRoles";

/** One string among the arguments that names a resource. */
export interface NamedResource {
  readonly role: ArgumentRole;
  /** The argument's own name, without the lists around it. */
  readonly name: string;
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** The arguments that name resources, where that is said of a tool. */
export interface NamingArguments {
  readonly names: readonly string[];
  /** Whether they are of the kind that their names tell, or whatever the manifest means by them. */
  readonly role: "usual" | "stated";
}

/**
 * The strings among the arguments that name resources, by the usual names or, where that is said of the tool, by exactly
 * those that are. Looked at are the arguments themselves, lists of them, and objects in lists
 * (`files: [{ path }]`); deeper objects are payload. An argument left out counts with its schema's default.
 */
export function namedResources(
  args: JsonObject,
  toolName: string,
  tool: Tool | undefined,
  naming: NamingArguments | undefined,
): NamedResource[] {
  const found: NamedResource[] = [];
  const roleOf = (name: string): ArgumentRole | undefined => {
    if (naming?.names.includes(name) === false) return undefined;
    return naming?.role === "stated" ? "stated" : usualRole(name, toolName, tool);
  };
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
    if (isJsonObject(item)) collectMembers(item, place.path, roleOf, found);
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
  for (const [index, item] of value.entries())
    if (isJsonObject(item)) collectMembers(item, [name, index], roleOf, found);
}

function collectMembers(
  item: JsonObject,
  path: readonly (string | number)[],
  roleOf: RoleOf,
  found: NamedResource[],
): void {
  for (const [name, value] of Object.entries(item)) {
    const role = roleOf(name);
    if (role !== undefined && !isJsonObject(value))
      collect(value, { role, name, path: [...path, name] }, roleOf, found);
  }
}

/** Whether a value whose name does not say so is a path: it has a slash, begins as a path does, or has an extension. */
export function looksLikePath(text: string): boolean {
  return /[/\\]/.test(text) || /^(\.{1,2}$|~$|file:)/i.test(text) || /^[^\s]+\.[a-z][a-z0-9]{0,9}$/i.test(text);
}

function argumentsAndDefaults(args: JsonObject, tool: Tool | undefined): [string, Json][] {
  const given = Object.entries(args);
  for (const [name, value] of defaultsOf(tool)) if (!Object.hasOwn(args, name)) given.push([name, value]);
  return given;
}

const knownDefaults = new WeakMap<Tool, readonly (readonly [string, Json])[]>();

function defaultsOf(tool: Tool | undefined): readonly (readonly [string, Json])[] {
  if (tool === undefined) return [];
  let defaults = knownDefaults.get(tool);
  if (defaults === undefined) {
    const properties = tool.inputSchema?.properties;
    defaults = isJsonObject(properties) ? Object.entries(properties).flatMap(stringDefault) : [];
    knownDefaults.set(tool, defaults);
  }
  return defaults;
}

function stringDefault([name, schema]: [string, Json]): [string, Json][] {
  const value = isJsonObject(schema) ? schema.default : undefined;
  return typeof value === "string" && value !== "" ? [[name, value]] : [];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
