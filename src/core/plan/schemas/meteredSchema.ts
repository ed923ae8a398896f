import { linearPattern, type LinearPattern } from "../../manifest/patterns/linearPattern";
import { isJsonObject, type Json, type JsonObject } from "../../model/data/json";

/** A schema as it is compiled: each of its subschemas says by `stepsKeyword` how many steps trying it takes. */
export interface MeteredSchema {
  readonly schema: JsonObject;
  readonly subschemas: number;
  /** The patterns that no engine without backtracking can match, each with why. They let every text pass. */
  readonly unchecked: ReadonlyMap<string, string>;
  /** Whether a member of an object is called `__proto__`: then that stands in it, and must in values, as `protoAlias`. */
  readonly hasProto: boolean;
}

export const stepsKeyword = "parallelToolsSteps";

/** Of the private use area, since Ajv takes no notice of members called `__proto__`. */
export const protoAlias = "\u{e000}__proto__";

/** Beyond what servers of hundreds of tools have for one; compiling that many takes 0.3 s. */
const mostSubschemas = 3_000;
/** Names in lists, and characters of choices by the ten. */
const mostMembers = 50_000;
const deepest = 100;

/** Whose values are data and not schemas. */
const dataKeywords = new Set(["enum", "const", "default", "example", "examples"]);
/** Whose values are schemas by name. */
const namedSchemas = new Set([
  "properties",
  "patternProperties",
  "dependentSchemas",
  "dependencies",
  "$defs",
  "definitions",
]);
/** Where a subschema that accepts more may make the whole accept less. */
const contrary = new Set(["not", "oneOf", "if", "contains", "unevaluatedProperties", "unevaluatedItems"]);

/** Prepares a schema for being compiled, or says why it is too much to be checked with. */
export function meteredSchema(schema: JsonObject): MeteredSchema | { readonly unusable: string } {
  try {
    return new Metering().all(schema);
  } catch (thrown) {
    if (thrown instanceof TooMuch) return { unusable: thrown.message };
    throw thrown;
  }
}

class TooMuch extends Error {}

class Metering {
  private subschemas = 0;
  private members = 0;
  private hasProto = false;
  private hasContrary = false;
  private readonly patterns = new Map<string, string | undefined>();

  all(schema: JsonObject): MeteredSchema {
    const metered = this.schemaOf(schema, 0);
    const unchecked = new Map(
      [...this.patterns].flatMap(([source, why]) => (why === undefined ? [] : [[source, why]])),
    );
    const [first] = unchecked;
    if (first !== undefined && this.hasContrary)
      throw new TooMuch(`its pattern ${first[0]} is not usable: ${first[1]}`);
    return { schema: metered, subschemas: this.subschemas, unchecked, hasProto: this.hasProto };
  }

  private schemaOf(schema: JsonObject, depth: number): JsonObject {
    if (depth > deepest) throw new TooMuch(`it is nested deeper than ${deepest} levels`);
    if (++this.subschemas > mostSubschemas) throw new TooMuch(`it has more than ${mostSubschemas} parts`);
    const before = this.members;
    const copy: Record<string, Json> = {};
    for (const [keyword, value] of Object.entries(schema)) this.keyword(copy, keyword, value, depth);
    return { ...copy, [stepsKeyword]: 1 + this.members - before };
  }

  private keyword(copy: Record<string, Json>, keyword: string, value: Json, depth: number): void {
    if (keyword === "__proto__" || keyword === "$async" || keyword === stepsKeyword) return;
    if (contrary.has(keyword)) this.hasContrary = true;
    if (keyword === "pattern" && typeof value === "string" && !this.isUsable(value)) return;
    if (dataKeywords.has(keyword)) copy[keyword] = this.data(value);
    else if (namedSchemas.has(keyword) && isJsonObject(value)) copy[keyword] = this.named(keyword, value, depth);
    else if (Array.isArray(value)) copy[keyword] = this.list(value as readonly Json[], depth);
    else if (isJsonObject(value))
      copy[keyword] = keyword === "dependentRequired" ? this.lists(value) : this.schemaOf(value, depth + 1);
    else copy[keyword] = value;
  }

  private named(keyword: string, schemas: JsonObject, depth: number): JsonObject {
    const copy: Record<string, Json> = {};
    for (const [name, value] of Object.entries(schemas)) {
      // What the names of members match decides which of them are additional, too.
      if (keyword === "patternProperties" && !this.isUsable(name))
        throw new TooMuch(`its pattern ${name} is not usable: ${this.patterns.get(name) ?? ""}`);
      const list = Array.isArray(value) ? this.list(value as readonly Json[], depth) : undefined;
      copy[this.name(name)] = list ?? (isJsonObject(value) ? this.schemaOf(value, depth + 1) : value);
    }
    return copy;
  }

  private lists(lists: JsonObject): JsonObject {
    const copied = Object.entries(lists).map(([name, value]) => [this.name(name), this.data(value)] as const);
    return Object.fromEntries(copied);
  }

  /** Of schemas (`anyOf`), of names (`required`) or of types. */
  private list(values: readonly Json[], depth: number): readonly Json[] {
    this.count(values.length);
    return values.map((value) => {
      if (typeof value === "string") return this.name(value);
      if (Array.isArray(value)) return this.data(value);
      return isJsonObject(value) ? this.schemaOf(value, depth + 1) : value;
    });
  }

  private data(value: Json): Json {
    const text = JSON.stringify(value);
    this.count(Array.isArray(value) ? value.length : 0);
    this.count(Math.ceil(text.length / 10));
    return text.includes("__proto__") ? this.renamed(value) : value;
  }

  private renamed(value: Json): Json {
    this.hasProto = true;
    return withProtoAs(protoAlias, value);
  }

  private name(name: string): string {
    if (name !== "__proto__") return name;
    this.hasProto = true;
    return protoAlias;
  }

  private count(members: number): void {
    this.members += members;
    if (this.members > mostMembers) throw new TooMuch("its lists of choices and names are too long");
  }

  private isUsable(source: string): boolean {
    if (!this.patterns.has(source)) {
      const pattern = linearPattern(source);
      // A broken one is left in, for the validator's own words.
      this.patterns.set(source, "unusable" in pattern && isExpression(source) ? pattern.unusable : undefined);
    }
    return this.patterns.get(source) === undefined;
  }
}

/** The patterns that the validator makes of those of a schema; each counts what it costs. Throws when one is broken. */
export function patternOf(source: string): LinearPattern {
  const pattern = linearPattern(source);
  if ("unusable" in pattern) throw new Error(pattern.unusable);
  return pattern;
}

/** Data with its members `__proto__` called by another name. */
export function withProtoAs(name: string, value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => withProtoAs(name, each));
  if (!isJsonObject(value)) return value === "__proto__" ? name : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key === "__proto__" ? name : key, withProtoAs(name, each)]),
  );
}

function isExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
