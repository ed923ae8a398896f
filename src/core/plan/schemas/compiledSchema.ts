import type { ErrorObject, ValidateFunction } from "ajv";

import { messageOf } from "../../model/failure";
import type { Json, JsonObject } from "../../model/data/json";
import { CheckMeter, Undecided, type CheckAllowance } from "./checkAllowance";
import { meteredSchema, protoAlias, withProtoAs, type MeteredSchema } from "./meteredSchema";
import { schemaMistake, schemaValidator } from "./schemaValidator";

/** Finds what is wrong with a value; nothing when it fits, or when that takes more than the allowance to tell. */
export type SchemaCheck = (value: Json, allowance: CheckAllowance) => readonly ErrorObject[];

/** A schema ready to check with, or why it cannot be used. `unchecked` are patterns that are left out, with why. */
export type CompiledSchema =
  { readonly check: SchemaCheck; readonly unchecked: ReadonlyMap<string, string> } | { readonly unusable: string };

/** Each lives as long as the schema object that it was made of. */
const compiled = new WeakMap<JsonObject, CompiledSchema>();

/**
 * Compiles a JSON Schema, once for each schema object, as far as the allowance goes. Drafts 2020-12, 2019-09, 7 and 6 are
 * understood.
 */
export function compileSchema(schema: JsonObject, allowance: CheckAllowance): CompiledSchema {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const metered = meteredSchema(schema);
  if (!("unusable" in metered) && !allowance.mayCompile(metered.subschemas))
    return { unusable: "the schemas of all tools together are too large" };
  const made = "unusable" in metered ? metered : compile(schema, metered);
  compiled.set(schema, made);
  return made;
}

function compile({ $schema: dialect, ...rest }: JsonObject, metered: MeteredSchema): CompiledSchema {
  const { $schema: _, ...schema } = metered.schema;
  const isOld = typeof dialect === "string" && /draft-0[67]/.test(dialect);
  let unusable = "";
  // Many schemas name no draft and are written for an older one, with lists of `items`.
  for (const old of [isOld, !isOld]) {
    try {
      const mistake = schemaMistake(old, rest);
      if (mistake === undefined) return checking(schema, old, metered);
      unusable ||= mistake;
    } catch (thrown) {
      unusable ||= messageOf(thrown);
    }
  }
  return { unusable };
}

function checking(schema: JsonObject, isOld: boolean, { unchecked, hasProto }: MeteredSchema): CompiledSchema {
  const meter = new CheckMeter();
  const validate: ValidateFunction = schemaValidator(isOld, meter).compile(schema);
  return {
    unchecked,
    check(value, allowance) {
      const checked = hasProto ? withProtoAs(protoAlias, value) : value;
      const errors = allowance.spendOn(meter, () => errorsOf(validate, checked));
      return hasProto ? errors.map(withProtoNames) : errors;
    },
  };
}

function errorsOf(validate: ValidateFunction, value: Json): readonly ErrorObject[] {
  try {
    return validate(value) ? [] : (validate.errors ?? []);
  } catch (thrown) {
    // The stack ends where a schema that contains itself goes deeper than any arguments of people.
    if (thrown instanceof Undecided || thrown instanceof RangeError) return [];
    throw thrown;
  } finally {
    validate.errors = null;
  }
}

/** An error as it would be, had the member `__proto__` never had another name. */
function withProtoNames(error: ErrorObject): ErrorObject {
  const text = JSON.stringify(error, (_key, value: unknown) => (value === undefined ? null : value));
  return JSON.parse(text.replaceAll(protoAlias, "__proto__")) as ErrorObject;
}
