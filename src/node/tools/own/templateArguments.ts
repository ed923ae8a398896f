import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";
import { templateParts, wholeArgument } from "./template";

/**
 * Where an argument is used, which decides what it may be: `text` is part of a longer text, `list` may also be several
 * values, `any` keeps whatever it is.
 */
type Use = "text" | "list" | "any";

/** The arguments that the templates of a tool use, and from them the schema of a tool that states none. */
export class TemplateArguments {
  private readonly uses = new Map<string, Use>();

  /** A template whose arguments are written into it as text. */
  text(template: string): this {
    for (const part of templateParts(template)) if (part.kind === "argument") this.add(part.name, "text");
    return this;
  }

  /** A template that becomes several values when it is nothing but an argument that is a list. */
  list(template: string): this {
    const whole = wholeArgument(template);
    if (whole === undefined) return this.text(template);
    this.add(whole, "list");
    return this;
  }

  /** A template of JSON, in which an argument that is all of a string keeps its type. */
  json(template: Json): this {
    if (typeof template === "string") {
      const whole = wholeArgument(template);
      if (whole === undefined) return this.text(template);
      this.add(whole, "any");
    } else if (typeof template === "object" && template !== null) {
      for (const item of Object.values(template as JsonObject)) this.json(item);
    }
    return this;
  }

  names(): readonly string[] {
    return [...this.uses.keys()];
  }

  /** The schema in which each argument must be given and there are no others. */
  schema(): JsonObject {
    const properties = Object.fromEntries([...this.uses].map(([name, use]) => [name, schemaOf[use]]));
    return { type: "object", properties, required: this.names(), additionalProperties: false };
  }

  /** Of several uses the narrowest holds. */
  private add(name: string, use: Use): void {
    const known = this.uses.get(name);
    if (known === undefined || width[use] < width[known]) this.uses.set(name, use);
  }
}

const width: Readonly<Record<Use, number>> = { text: 0, list: 1, any: 2 };

const scalar = ["string", "number", "boolean"];

const schemaOf: Readonly<Record<Use, JsonObject>> = {
  text: { type: scalar },
  list: { type: [...scalar, "array"], items: { type: scalar } },
  any: {},
};

/** The arguments with the defaults of the schema for those that were left out. */
export function withDefaults(args: JsonObject, schema: JsonObject): JsonObject {
  const { properties } = schema;
  if (!isJsonObject(properties)) return args;
  const missing = Object.entries(properties).flatMap(([name, property]): [string, Json][] =>
    isJsonObject(property) && property.default !== undefined && !Object.hasOwn(args, name)
      ? [[name, property.default]]
      : [],
  );
  return missing.length === 0 ? args : { ...args, ...Object.fromEntries(missing) };
}

/** Those names for which a schema that names its properties, and takes no others from elsewhere, has none. */
export function unknownArguments(names: readonly string[], schema: JsonObject): readonly string[] {
  const { properties = {} } = schema;
  const isOpen = ["$ref", "allOf", "anyOf", "oneOf", "patternProperties"].some((key) => key in schema);
  if (isOpen || !isJsonObject(properties)) return [];
  return names.filter((name) => !Object.hasOwn(properties, name));
}
