import { _, Ajv, Name, type CodeKeywordDefinition, type Options } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

import { ownValidator } from "../../manifest/schema/ownValidators";
import type { Json, JsonObject } from "../../model/data/json";
import type { CheckMeter } from "./checkAllowance";
import { patternOf, stepsKeyword } from "./meteredSchema";

const options: Options = {
  strict: false,
  allErrors: true,
  verbose: true,
  logger: false,
  // Otherwise a member called `toString` that is not there is found on the prototype.
  ownProperties: true,
  // A definition that is used often would be compiled as often.
  inlineRefs: false,
  meta: false,
  validateSchema: false,
};

/** What Ajv's generated code calls the number of errors so far. */
const errorCount = new Name("errors");

/** Texts longer than this count as being of any format: a tenth of a millisecond for the slowest. */
const longestFormatted = 2_000;

/**
 * A validator for one schema, since Ajv keeps all that it has compiled. It does no work that the meter does not count, and
 * takes time in proportion to what it counts.
 */
export function schemaValidator(isOld: boolean, meter: CheckMeter): Ajv {
  const Validator: typeof Ajv = isOld ? Ajv : Ajv2020;
  const validator = new Validator({ ...options, code: { optimize: false, regExp: meteredExpressions(meter) } });
  addFormats(validator);
  boundFormats(validator);
  validator.addKeyword(stepsDefinition(meter));
  validator.removeKeyword("uniqueItems");
  validator.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    validate: (isWanted: boolean, items: readonly Json[]) => !isWanted || areUnique(items, meter),
    error: { message: "must not have the same item twice" },
  });
  return validator;
}

/** What is wrong with a schema itself, undefined when nothing is. */
export function schemaMistake(isOld: boolean, schema: JsonObject): string | undefined {
  const validate = ownValidator(isOld ? "draft7" : "draft2020");
  if (validate(schema)) return undefined;
  const mistakes = (validate.errors ?? []).map(({ instancePath, message = "" }) => `data${instancePath} ${message}`);
  return `schema is invalid: ${mistakes.join(", ")}`;
}

function stepsDefinition(meter: CheckMeter): CodeKeywordDefinition {
  return {
    keyword: stepsKeyword,
    before: "$ref",
    code({ gen, schema }) {
      const counted = gen.scopeValue("obj", { ref: meter });
      gen.code(_`${counted}.spend(${schema as number}, ${errorCount})`);
    },
  };
}

function meteredExpressions(meter: CheckMeter): NonNullable<NonNullable<Options["code"]>["regExp"]> {
  const engine = (source: string) => {
    const pattern = patternOf(source);
    return {
      test(text: string): boolean {
        meter.spend(Math.ceil((pattern.size * (text.length + 1)) / 8));
        return pattern.test(text);
      },
      // By this Ajv tells them apart.
      toString: () => source,
    };
  };
  return Object.assign(engine, { code: "" });
}

function boundFormats(validator: Ajv): void {
  for (const [name, format] of Object.entries(validator.formats)) {
    const test = testOf(name === "url" ? validator.formats.uri : format);
    if (test === undefined) continue;
    const isUrl = name === "url" ? /^(?:https?|ftp):\/\/[^/]/i : undefined;
    validator.addFormat(name, {
      type: "string",
      validate: (text) => text.length > longestFormatted || (test(text) && isUrl?.test(text) !== false),
    });
  }
}

/** Formats of numbers are left as they are. */
function testOf(format: Ajv["formats"][string]): ((text: string) => boolean) | undefined {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === "function") return format;
  if (typeof format !== "object" || format.type === "number" || format.async === true) return undefined;
  const { validate } = format;
  return validate instanceof RegExp
    ? (text) => validate.test(text)
    : typeof validate === "function"
      ? (validate as (text: string) => boolean)
      : undefined;
}

function areUnique(items: readonly Json[], meter: CheckMeter): boolean {
  const known = new Set<string>();
  for (const item of items) {
    const text = canonical(item);
    meter.spend(1 + Math.ceil(text.length / 10));
    if (known.has(text)) return false;
    known.add(text);
  }
  return true;
}

function canonical(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonical).join(",")}]`;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(",")}}`;
}
