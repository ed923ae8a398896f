import { Ajv, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020";
import addFormats from "ajv-formats";

import { messageOf } from "../model/failure";
import type { Json, JsonObject } from "../model/json";

/** Finds all that is wrong with a value; nothing when it fits. */
export type SchemaCheck = (value: Json) => readonly ErrorObject[];

/** A schema ready to check with, or why it cannot be used. */
export type CompiledSchema = { readonly check: SchemaCheck } | { readonly unusable: string };

const options: Options = {
  strict: false,
  allErrors: true,
  verbose: true,
  logger: false,
  // Servers give every tool's schema the same `$id`, or one that changes: none may stay behind in the validator.
  addUsedSchema: false,
};

const compiled = new WeakMap<JsonObject, CompiledSchema>();

/** Compiles a JSON Schema, once for each schema object. Drafts 2020-12, 2019-09, 7 and 6 are understood. */
export function compileSchema(schema: JsonObject): CompiledSchema {
  let known = compiled.get(schema);
  if (known === undefined) {
    known = compile(schema);
    compiled.set(schema, known);
  }
  return known;
}

function compile(schema: JsonObject): CompiledSchema {
  const { $schema: dialect, ...rest } = schema;
  const isOld = typeof dialect === "string" && /draft-0[67]/.test(dialect);
  let unusable = "";
  for (const validator of validators(isOld)) {
    try {
      const validate: ValidateFunction = validator.compile(rest);
      return { check: (value) => (validate(value) ? [] : (validate.errors ?? [])) };
    } catch (thrown) {
      unusable ||= messageOf(thrown);
    }
  }
  return { unusable };
}

const made = new Map<string, Ajv>();

/**
 * The validators to try in turn. Many schemas name no draft and are written for an older one (lists of `items`), or have
 * patterns that only the older regular expressions allow (`[\w\-.]`).
 */
function* validators(isOld: boolean): Generator<Ajv> {
  for (const unicodeRegExp of [true, false]) {
    for (const old of [isOld, !isOld]) {
      const name = `${String(old)} ${String(unicodeRegExp)}`;
      const validator = made.get(name) ?? makeValidator(old, unicodeRegExp);
      made.set(name, validator);
      yield validator;
    }
  }
}

function makeValidator(old: boolean, unicodeRegExp: boolean): Ajv {
  const Validator: typeof Ajv = old ? Ajv : Ajv2020;
  const validator = new Validator({ ...options, unicodeRegExp });
  addFormats(validator);
  return validator;
}
