import { beginningOf } from "../../model/text/excerpt";
import type { ErrorObject } from "ajv";

import { argumentName } from "../../manifest/references/references";
import { isJsonObject, type Json, type JsonObject } from "../../model/data/json";
import { didYouMean, nearest } from "../../model/text/nearest";
import { andMore, anyOf, sentences, worded, type Said, type Worded } from "../../model/text/wording";

const choicesShown = 20;
const charactersShown = 60;

/** What a validation error says: `arguments.count must be a number, but is the text "five".` */
export interface ErrorWords {
  readonly said: Worded;
  /** Where to look, when that is not the value itself. */
  readonly place?: readonly (string | number)[];
}

/** Puts an error of the validator into words; those it has no better ones for keep the validator's. */
export function inWords(error: ErrorObject, path: readonly (string | number)[]): ErrorWords {
  const parameters = error.params as Readonly<Record<string, unknown>>;
  const value = error.data as Json;
  const name = argumentName(path);
  switch (error.keyword) {
    case "type":
      return { said: notOfType(name, parameters.type, value) };
    case "enum":
      return {
        said: sentences(
          worded("{0} must be {1}, but is {2}.", name, oneOf(parameters.allowedValues), described(value)),
          meant(value, parameters.allowedValues),
        ),
      };
    case "const":
      return {
        said: worded("{0} must be {1}, but is {2}.", name, JSON.stringify(parameters.allowedValue), described(value)),
      };
    case "required":
    case "dependentRequired":
      return { said: lacks(name, String(parameters.missingProperty), error) };
    case "additionalProperties":
    case "unevaluatedProperties": {
      const unknown = String(parameters.additionalProperty ?? parameters.unevaluatedProperty);
      const known = propertiesOf(error);
      const said =
        known.length === 0
          ? worded('{0} has an unknown property "{1}".', name, unknown)
          : worded('{0} has an unknown property "{1}" (allowed: {2}).', name, unknown, andMore(known, choicesShown));
      return { said: sentences(said, didYouMean(unknown, known)), place: [...path, unknown] };
    }
    case "anyOf":
    case "oneOf":
      return { said: choiceWords(name, error, value) };
    default:
      return {
        said:
          error.message === undefined
            ? worded("{0} is not allowed, but is {1}.", name, described(value))
            : worded("{0} {1}, but is {2}.", name, error.message, described(value)),
      };
  }
}

function lacks(place: string, name: string, { data, parentSchema }: ErrorObject): Worded {
  const known = new Set(Object.keys(objectOr(objectOr(parentSchema).properties)));
  const strangers = Object.keys(objectOr(data)).filter((given) => !known.has(given));
  const [mistyped] = nearest(name, strangers);
  const properties = objectOr(objectOr(parentSchema).properties);
  const kind = Object.hasOwn(properties, name) ? objectOr(properties[name]).type : undefined;
  const said =
    typeof kind === "string"
      ? worded('{0} lacks "{1}" ({2}), which is required.', place, name, kind)
      : worded('{0} lacks "{1}", which is required.', place, name);
  return sentences(said, mistyped === undefined ? undefined : worded('Is "{0}" meant to be it?', mistyped));
}

function choiceWords(name: string, { schema, params, keyword }: ErrorObject, value: Json): Worded {
  const passing = (params as { passingSchemas?: unknown }).passingSchemas;
  if (keyword === "oneOf" && Array.isArray(passing))
    return worded("{0} fits several of the forms of which it must have exactly one.", name);
  const types = Array.isArray(schema) ? schema.map((form) => objectOr(form).type) : [];
  const named = types.flat().filter((type) => typeof type === "string");
  if (named.length === 0 || named.length < types.length)
    return worded("{0} has none of the allowed forms: it is {1}.", name, described(value));
  return notOfType(name, named, value);
}

function notOfType(name: string, types: unknown, value: Json): Worded {
  return worded("{0} must be {1}, but is {2}.", name, typeNames(types), described(value));
}

function typeNames(types: unknown): Said {
  const distinct = [...new Set([types].flat().map(String))];
  return distinct.length === 0 ? worded("something else") : anyOf(distinct.map(withArticle));
}

function withArticle(type: string): Said {
  if (type === "null") return "null";
  if (type === "array") return worded("a list");
  if (type === "integer") return worded("a whole number");
  return type === "object" ? worded("an object") : worded("a {0}", type);
}

function oneOf(values: unknown): Said {
  const written = [values].flat().map((value) => JSON.stringify(value));
  return written.length === 1 ? (written[0] ?? "") : worded("one of {0}", andMore(written, choicesShown));
}

function meant(value: Json, allowed: unknown): Worded | undefined {
  if (typeof value !== "string") return undefined;
  const texts = [allowed].flat().filter((choice) => typeof choice === "string");
  return didYouMean(value, texts);
}

function propertiesOf({ parentSchema }: ErrorObject): string[] {
  return Object.keys(objectOr(objectOr(parentSchema).properties));
}

function described(value: Json): Said {
  if (value === null) return "null";
  if (typeof value === "string") {
    const short = beginningOf(value, charactersShown);
    return value === "" ? worded("empty text") : worded("the text {0}", JSON.stringify(short));
  }
  if (typeof value !== "object") return typeof value === "number" ? worded("the number {0}", value) : String(value);
  return Array.isArray(value) ? worded("a list of {0}", value.length) : worded("an object");
}

function objectOr(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
