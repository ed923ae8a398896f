import { beginningOf } from "../../model/text/excerpt";
import type { ErrorObject } from "ajv";

import { isJsonObject, type Json, type JsonObject } from "../../model/data/json";
import { didYouMean, nearest } from "../../model/text/nearest";

const choicesShown = 20;
const charactersShown = 60;

/** What a validation error says, to follow the name of the place: `must be a number, but is the text "five"`. */
export interface ErrorWords {
  readonly words: string;
  /** Where to look, when that is not the value itself. */
  readonly place?: readonly (string | number)[];
}

/** Puts an error of the validator into words; those it has no better ones for keep the validator's. */
export function inWords(error: ErrorObject, path: readonly (string | number)[]): ErrorWords {
  const parameters = error.params as Readonly<Record<string, unknown>>;
  const value = error.data as Json;
  switch (error.keyword) {
    case "type":
      return { words: `must be ${typeNames(parameters.type)}, but is ${described(value)}` };
    case "enum":
      return {
        words: `must be ${oneOf(parameters.allowedValues)}, but is ${described(value)}${meant(value, parameters.allowedValues)}`,
      };
    case "const":
      return { words: `must be ${JSON.stringify(parameters.allowedValue)}, but is ${described(value)}` };
    case "required":
    case "dependentRequired":
      return { words: lacks(String(parameters.missingProperty), error) };
    case "additionalProperties":
    case "unevaluatedProperties": {
      const name = String(parameters.additionalProperty ?? parameters.unevaluatedProperty);
      const known = propertiesOf(error);
      const allowed = known.length === 0 ? "" : ` (allowed: ${inShort(known)})`;
      return {
        words: `has an unknown property "${name}"${allowed}.${didYouMean(name, known)}`.replace(/\.$/, ""),
        place: [...path, name],
      };
    }
    case "anyOf":
    case "oneOf":
      return { words: choiceWords(error, value) };
    default:
      return { words: `${error.message ?? "is not allowed"}, but is ${described(value)}` };
  }
}

function lacks(name: string, { data, parentSchema }: ErrorObject): string {
  const known = new Set(Object.keys(objectOr(objectOr(parentSchema).properties)));
  const strangers = Object.keys(objectOr(data)).filter((given) => !known.has(given));
  const [mistyped] = nearest(name, strangers);
  const properties = objectOr(objectOr(parentSchema).properties);
  const kind = Object.hasOwn(properties, name) ? objectOr(properties[name]).type : undefined;
  const what = `lacks "${name}"${typeof kind === "string" ? ` (${kind})` : ""}, which is required`;
  return mistyped === undefined ? what : `${what}. Is "${mistyped}" meant to be it?`;
}

function choiceWords({ schema, params, keyword }: ErrorObject, value: Json): string {
  const passing = (params as { passingSchemas?: unknown }).passingSchemas;
  if (keyword === "oneOf" && Array.isArray(passing))
    return "fits several of the forms of which it must have exactly one";
  const types = Array.isArray(schema) ? schema.map((form) => objectOr(form).type) : [];
  const named = types.flat().filter((type) => typeof type === "string");
  if (named.length === 0 || named.length < types.length)
    return `has none of the allowed forms: it is ${described(value)}`;
  return `must be ${typeNames(named)}, but is ${described(value)}`;
}

function typeNames(types: unknown): string {
  const names = [types].flat().map((type) => withArticle(String(type)));
  const distinct = [...new Set(names)];
  return distinct.length < 2
    ? (distinct[0] ?? "something else")
    : `${distinct.slice(0, -1).join(", ")} or ${distinct.at(-1) ?? ""}`;
}

function withArticle(type: string): string {
  if (type === "null") return "null";
  if (type === "array") return "a list";
  if (type === "integer") return "a whole number";
  return type === "object" ? "an object" : `a ${type}`;
}

function oneOf(values: unknown): string {
  const written = [values].flat().map((value) => JSON.stringify(value));
  return written.length === 1 ? (written[0] ?? "") : `one of ${inShort(written)}`;
}

function inShort(names: readonly string[]): string {
  const more = names.length - choicesShown;
  return names.slice(0, choicesShown).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function meant(value: Json, allowed: unknown): string {
  if (typeof value !== "string") return "";
  const texts = [allowed].flat().filter((choice) => typeof choice === "string");
  return didYouMean(value, texts).replace(/^ /, ". ").replace(/\?$/, "?");
}

function propertiesOf({ parentSchema }: ErrorObject): string[] {
  return Object.keys(objectOr(objectOr(parentSchema).properties));
}

function described(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "string") {
    const short = beginningOf(value, charactersShown);
    return value === "" ? "empty text" : `the text ${JSON.stringify(short)}`;
  }
  if (typeof value !== "object") return typeof value === "number" ? `the number ${value}` : String(value);
  return Array.isArray(value) ? `a list of ${value.length}` : "an object";
}

function objectOr(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
