import { isJsonObject, type Json, type JsonObject } from "../../model/data/json";
import type { Tool } from "../../model/tool";
import { verbEffect, verbOf, type WordEffect } from "./lexicon";
import { looksLikeSql, onlySelects } from "./sqlStatements";
import { wordsOf } from "./words";
import { ownMember } from "../../model/data/ownMember";

/** What the arguments of one call say of it, and what in them says so, for people: `action: "get"`. */
export interface SaidByArguments {
  readonly effect: WordEffect;
  readonly word: string;
  /** The verb of its action, where one with it may set the scene for others: `action: "select"` of a tool for tabs. */
  readonly selects?: string;
}

const trials = new Set(["dryrun", "preview", "previewonly", "simulate", "checkonly", "validateonly", "whatif"]);
const actions = new Set(["action", "operation", "op", "mode", "command", "subcommand", "method", "verb"]);
const sqlNames = new Set(["sql", "statement", "statements", "query", "queries"]);
const selecting = new Set(["select", "switch", "use", "activate", "choose", "set", "change"]);
const readingValues = new Set("status info help stats current history version schema details".split(" "));

/**
 * What the arguments say of a call, beside its tool: a trial run, an action out of a list that the schema gives, SQL.
 * Undefined where they say nothing, or something that only the run will tell.
 */
export function argumentEffect(args: JsonObject, tool: Tool | undefined): SaidByArguments | undefined {
  let said: SaidByArguments | undefined;
  for (const [name, schema] of tellingProperties(tool)) {
    const value = ownMember(args, name) ?? schema?.default;
    const found = value === undefined ? undefined : ofArgument(name, value, schema, tool);
    if (found?.effect === "writes") return found;
    said ??= found;
  }
  const properties = object(tool?.inputSchema?.properties) ?? {};
  for (const name of Object.keys(args)) {
    const value = Object.hasOwn(properties, name) ? undefined : args[name];
    const found = value === undefined ? undefined : ofArgument(name, value, undefined, tool);
    if (found?.effect === "writes") return found;
    said ??= found;
  }
  return said;
}

type NamedSchema = readonly [name: string, schema: JsonObject | undefined];

const nothingTelling: readonly NamedSchema[] = [];
const knownTelling = new WeakMap<Tool, readonly NamedSchema[]>();

/** The arguments of a tool's schema that may say something of a call, found out once for all of its calls. */
function tellingProperties(tool: Tool | undefined): readonly NamedSchema[] {
  if (tool === undefined) return nothingTelling;
  const before = knownTelling.get(tool);
  if (before !== undefined) return before;
  const telling = Object.entries(object(tool.inputSchema?.properties) ?? {})
    .filter(([name]) => [trials, actions, sqlNames].some((names) => names.has(plainName(name))))
    .map(([name, schema]) => [name, object(schema)] as const);
  knownTelling.set(tool, telling);
  return telling;
}

function plainName(name: string): string {
  return name.replace(/[-_]/g, "").toLowerCase();
}

/** The verbs of the actions of a tool with several that may set the scene for others. */
export function selectingActions({ inputSchema }: Tool): readonly string[] {
  return Object.entries(object(inputSchema?.properties) ?? {})
    .filter(([name]) => actions.has(plainName(name)))
    .flatMap(([, schema]) => choices(object(schema)))
    .flatMap((choice) => (typeof choice === "string" ? wordsOf(choice).slice(0, 1) : []))
    .filter((verb) => selecting.has(verb));
}

function ofArgument(
  name: string,
  value: Json,
  schema: JsonObject | undefined,
  tool: Tool | undefined,
): SaidByArguments | undefined {
  const plain = plainName(name);
  if (trials.has(plain)) return value === true ? { effect: "reads", word: `${name}: true` } : undefined;
  if (actions.has(plain)) return typeof value === "string" ? ofAction(name, value, schema) : undefined;
  return sqlNames.has(plain) ? ofSql(name, value, tool) : undefined;
}

function ofAction(name: string, value: string, schema: JsonObject | undefined): SaidByArguments | undefined {
  if (!choices(schema).includes(value)) return undefined;
  const words = wordsOf(value);
  const [first = ""] = words;
  const verb = verbOf(first);
  const effect = readingValues.has(first) ? "reads" : verb === undefined ? undefined : verbEffect(verb);
  if (effect === undefined) return undefined;
  return { effect, word: `${name}: ${JSON.stringify(value)}`, ...(selecting.has(first) && { selects: first }) };
}

/** The texts that the schema lets an argument be. */
function choices(schema: JsonObject | undefined): readonly Json[] {
  if (schema === undefined) return [];
  const listed = list(schema.enum) ?? (schema.const === undefined ? [] : [schema.const]);
  return [schema.anyOf, schema.oneOf].reduce<readonly Json[]>(
    (found, forms) => [...found, ...(list(forms) ?? []).flatMap((form) => choices(object(form)))],
    listed,
  );
}

function ofSql(name: string, value: Json, tool: Tool | undefined): SaidByArguments | undefined {
  const texts = typeof value === "string" ? [value] : (list(value) ?? []);
  if (texts.length === 0 || !texts.every((text) => typeof text === "string")) return undefined;
  const mayBeSql = /^statements?$/i.test(name) || isForDatabases(tool);
  const isSql = /^sql$/i.test(name) || (mayBeSql && texts.every(looksLikeSql));
  if (!isSql) return undefined;
  const reads = texts.every((text) => !text.includes("${") && onlySelects(text));
  return { effect: reads ? "reads" : "writes", word: reads ? "only SELECT in its SQL" : "its SQL" };
}

/** A search for "select a laptop" is no SQL. */
function isForDatabases(tool: Tool | undefined): boolean {
  return /sql|database|\bdb\b|quer(y|ies)|table/i.test(`${tool?.name ?? ""} ${tool?.description ?? ""}`);
}

function object(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

function list(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? (value as readonly Json[]) : undefined;
}
