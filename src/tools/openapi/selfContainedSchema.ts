import type { Json, JsonObject } from "../../model/json";
import { isObject, type OpenApiDocument } from "./document";

/**
 * JSON Schemas out of an OpenAPI document that stand for themselves: what they refer to is collected under `$defs`, so
 * that types which contain themselves stay what they are, and the words of OpenAPI 3.0 are put as JSON Schema puts them.
 */
export class SelfContainedSchemas {
  private readonly definitions = new Map<string, { readonly name: string; readonly schema: JsonObject }>();
  private readonly isVersion30: boolean;

  constructor(private readonly document: OpenApiDocument) {
    const { openapi } = document.root;
    this.isVersion30 = typeof openapi === "string" && openapi.startsWith("3.0");
  }

  /** A schema as it may stand in another one that has {@link definitionsUsed} as its `$defs`. */
  part(schema: Json | undefined): Json {
    return typeof schema === "boolean" ? schema : this.converted(this.document.object(schema) ?? {});
  }

  /** All that the parts refer to, by name. */
  definitionsUsed(): JsonObject {
    return Object.fromEntries([...this.definitions.values()].map(({ name, schema }) => [name, schema]));
  }

  private converted(schema: JsonObject): JsonObject {
    const members = Object.entries(schema).flatMap(([key, value]): [string, Json][] => {
      if (key === "$ref" && typeof value === "string") return [["$ref", this.reference(value)]];
      if (onlyOpenApi.has(key)) return [];
      return [[key, this.member(key, value)]];
    });
    const converted: Record<string, Json> = Object.fromEntries(members);
    const required = this.requiredInRequests(schema);
    if (required !== undefined) converted.required = required;
    return this.isVersion30 ? asJsonSchema(converted) : converted;
  }

  private member(key: string, value: Json): Json {
    if (schemaMaps.has(key) && isObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.anySchema(each)]));
    }
    if (schemaLists.has(key) && Array.isArray(value)) return value.map((each: Json) => this.anySchema(each));
    return schemas.has(key) ? this.anySchema(value) : value;
  }

  private anySchema(value: Json): Json {
    return isObject(value) ? this.converted(value) : value;
  }

  private reference(written: string): string {
    const known = this.definitions.get(written);
    if (known !== undefined) return `#/$defs/${known.name}`;
    const name = this.freeName(written);
    const target = this.document.at(written);
    // Taken before it is converted: it may refer to itself.
    this.definitions.set(written, { name, schema: {} });
    this.definitions.set(written, { name, schema: isObject(target) ? this.converted(target) : {} });
    return `#/$defs/${name}`;
  }

  private freeName(written: string): string {
    const last = /[^/#]+(?=#?\/?$)/.exec(written)?.[0].replace(/[^\w.-]/g, "_") ?? "schema";
    const taken = new Set([...this.definitions.values()].map(({ name }) => name));
    let name = last;
    for (let number = 2; taken.has(name); number++) name = `${last}_${String(number)}`;
    return name;
  }

  /** What only answers have is not asked of requests, though the schema says that it is required. */
  private requiredInRequests({ required, properties }: JsonObject): Json | undefined {
    if (!Array.isArray(required) || !isObject(properties)) return undefined;
    return (required as readonly Json[]).filter((name) => {
      const property = typeof name === "string" ? this.document.object(properties[name]) : undefined;
      return property?.readOnly !== true;
    });
  }
}

const onlyOpenApi = new Set(["discriminator", "xml", "externalDocs", "example"]);
const schemaMaps = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"]);
const schemaLists = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const schemas = new Set(
  "items additionalProperties not contains propertyNames if then else unevaluatedItems unevaluatedProperties".split(
    " ",
  ),
);

/** OpenAPI 3.0 has its own words for null and for exclusive bounds (https://spec.openapis.org/oas/v3.0.4.html#schema-object). */
function asJsonSchema(schema: Readonly<Record<string, Json>>): JsonObject {
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  const converted: Record<string, Json> = { ...rest };
  exclude("minimum", "exclusiveMinimum", exclusiveMinimum, converted);
  exclude("maximum", "exclusiveMaximum", exclusiveMaximum, converted);
  return nullable === true ? withNull(converted) : converted;
}

function exclude(bound: string, exclusive: string, value: Json | undefined, schema: Record<string, Json>): void {
  if (typeof value === "number") schema[exclusive] = value;
  const limit = schema[bound];
  if (value !== true || limit === undefined) return;
  schema[exclusive] = limit;
  Reflect.deleteProperty(schema, bound);
}

function withNull(schema: Record<string, Json>): JsonObject {
  if (typeof schema.type !== "string")
    return schema.$ref === undefined ? schema : { anyOf: [schema, { type: "null" }] };
  const { enum: values } = schema;
  return {
    ...schema,
    type: [schema.type, "null"],
    ...(Array.isArray(values) && !values.includes(null) && { enum: [...(values as readonly Json[]), null] }),
  };
}
