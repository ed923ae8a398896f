import { _, Ajv, Name, type CodeKeywordDefinition, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import schema from "../../../../media/schemas/toolcalls.schema.json";

/** The schemas that are the same in every run: that of manifests, and those of the drafts in which tools write theirs. */
export type OwnSchema = "manifest" | "draft7" | "draft2020";

export const ownSchemas = ["manifest", "draft7", "draft2020"] as const satisfies readonly OwnSchema[];

const compiled = new Map<OwnSchema, ValidateFunction>();

/**
 * The validator for one of these schemas. Compiling it takes tens of milliseconds, so that the build puts code in the place
 * of this module that was compiled ahead (`scripts/compiledAhead.mjs`); run from source, it is compiled when first needed.
 */
export function ownValidator(name: OwnSchema): ValidateFunction {
  let validate = compiled.get(name);
  if (validate === undefined) compiled.set(name, (validate = compileOwn(name).validate));
  return validate;
}

/** As the build needs it, to write the validator down as code. */
export function compileOwn(name: OwnSchema, code: Options["code"] = {}): { ajv: Ajv; validate: ValidateFunction } {
  if (name === "manifest") {
    // The schema has words that tell an editor something and a validator nothing, and an editor's list of them grows.
    const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, validateSchema: false, code });
    ajv.removeKeyword("minLength");
    ajv.addKeyword(notEmpty);
    ajv.addKeyword(stopAtMany);
    return { ajv, validate: ajv.compile(withStops(schema) as object) };
  }
  const isOld = name === "draft7";
  const ajv = new (isOld ? Ajv : Ajv2020)({ strict: false, logger: false, validateFormats: false, code });
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword(differentTexts);
  const id = isOld ? "http://json-schema.org/draft-07/schema#" : "https://json-schema.org/draft/2020-12/schema";
  const validate = ajv.getSchema(id);
  if (validate === undefined) throw new Error(`Ajv does not know ${id}.`);
  return { ajv, validate };
}

/** What Ajv's generated code calls the errors so far. */
const errorsSoFar = new Name("vErrors");
const stopKeyword = "parallelToolsStop";
/** Nobody reads more before some are mended. */
const mostErrors = 3_000;
/** Whose schemas are tried over and over in one value. */
const isTriedOften = new Set(["items", "additionalProperties"]);

/**
 * Ajv copies the errors so far for each that it finds in a definition, which takes time with their square. The validator of
 * manifests therefore throws what `errorsAtStop` knows once there are many. It is written out, for code that is compiled ahead.
 */
const stopAtMany: CodeKeywordDefinition = {
  keyword: stopKeyword,
  before: "$ref",
  code({ gen }) {
    gen.if(_`${errorsSoFar} !== null && ${errorsSoFar}.length > ${mostErrors}`, () => {
      gen.code(_`throw Object.assign(new Error("There are too many errors."), { schemaErrors: ${errorsSoFar} })`);
    });
  },
};

/** The errors that made the validator of manifests stop; undefined where something else was thrown. */
export function errorsAtStop(thrown: unknown): ValidateFunction["errors"] | undefined {
  if (!(thrown instanceof Error) || !("schemaErrors" in thrown)) return undefined;
  return thrown.schemaErrors as ValidateFunction["errors"];
}

function withStops(value: unknown, key?: string): unknown {
  if (Array.isArray(value)) return value.map((each) => withStops(each));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, withStops(member, name)] as const);
  return Object.fromEntries(key !== undefined && isTriedOften.has(key) ? [...members, [stopKeyword, true]] : members);
}

/** Ajv's own compares each item with all others. */
const differentTexts: CodeKeywordDefinition = {
  keyword: "uniqueItems",
  type: "array",
  schemaType: "boolean",
  code(context) {
    const { data } = context;
    context.fail(_`new Set(${data}.map((item) => JSON.stringify(item))).size < ${data}.length`);
  },
  error: { message: "must not have the same item twice" },
};

/** Ajv's own counts the characters of every text, to tell halves of them apart, where one is all that the schema asks for. */
const notEmpty: CodeKeywordDefinition = {
  keyword: "minLength",
  type: "string",
  schemaType: "number",
  code(context) {
    context.fail(_`${context.data}.length < ${Number(context.schema)}`);
  },
  error: { message: "must not be empty" },
};
