import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";
import { ToolFailure } from "../../../core/model/failure";
import { FreeNames } from "./freeNames";
import type { OpenApiDocument } from "./document";
import { ownMember } from "../../../core/model/data/ownMember";
import { worded } from "../../../core/model/text/wording";

/** A schema that others refer to, and what it refers to itself. */
interface Definition {
  readonly name: string;
  readonly schema: JsonObject;
  readonly uses: ReadonlySet<string>;
}

/** Of all operations together. Beyond it a document would be megabytes of lists of the same types. */
const mostDefinitionsUsed = 500_000;

/**
 * JSON Schemas out of an OpenAPI document that stand for themselves: what they refer to is collected under `$defs`, so
 * that types which contain themselves stay what they are, and the words of OpenAPI 3.0 are put as JSON Schema puts them.
 */
export class SelfContainedSchemas {
  private readonly uses = new Set<string>();

  constructor(private readonly schemas: DocumentSchemas) {}

  /** A schema as it may stand in another one that has {@link definitionsUsed} as its `$defs`. */
  part(schema: Json | undefined): Json {
    return this.schemas.part(schema, this.uses);
  }

  /** All that the parts refer to, by name. */
  definitionsUsed(): JsonObject {
    return this.schemas.definitionsOf(this.uses);
  }
}

/** The schemas of one document, each converted once however many operations use it. */
export class DocumentSchemas {
  private readonly definitions = new Map<string, Definition>();
  private readonly parts = new WeakMap<JsonObject, Omit<Definition, "name">>();
  private readonly names = new FreeNames();
  private readonly nameByReference = new Map<string, string>();
  private readonly isVersion30: boolean;
  private definitionsUsed = 0;

  constructor(private readonly document: OpenApiDocument) {
    const { openapi } = document.root;
    this.isVersion30 = typeof openapi === "string" && openapi.startsWith("3.0");
  }

  /** A schema as it may stand in another one; what it refers to is added to `uses`. */
  part(schema: Json | undefined, uses: Set<string>): Json {
    if (typeof schema === "boolean") return schema;
    const written = this.document.object(schema) ?? {};
    const known = this.parts.get(written) ?? this.newPart(written);
    for (const use of known.uses) uses.add(use);
    return known.schema;
  }

  private newPart(written: JsonObject): Omit<Definition, "name"> {
    const uses = new Set<string>();
    const part = { schema: this.converted(written, uses), uses };
    this.parts.set(written, part);
    return part;
  }

  /** All that is referred to, directly or not, by name. */
  definitionsOf(uses: ReadonlySet<string>): JsonObject {
    const found = new Map<string, Definition>();
    const next = [...uses];
    for (let written = next.pop(); written !== undefined; written = next.pop()) {
      if (found.has(written)) continue;
      const definition = this.definition(written);
      found.set(written, definition);
      next.push(...definition.uses);
    }
    this.definitionsUsed += found.size;
    if (this.definitionsUsed > mostDefinitionsUsed) {
      throw new ToolFailure("unavailable", worded("Its operations refer to too many types altogether."), {
        reachedTool: false,
      });
    }
    return Object.fromEntries([...found.values()].map(({ name, schema }) => [name, schema]));
  }

  private definition(written: string): Definition {
    const known = this.definitions.get(written);
    if (known !== undefined) return known;
    const uses = new Set<string>();
    const target = this.document.at(written);
    const schema = isJsonObject(target) ? this.converted(target, uses) : {};
    const definition = { name: this.nameOf(written), schema, uses };
    this.definitions.set(written, definition);
    return definition;
  }

  private nameOf(written: string): string {
    const known = this.nameByReference.get(written);
    if (known !== undefined) return known;
    const last = /[^/#]+(?=#?\/?$)/.exec(written.slice(-200))?.[0].replace(/[^\w.-]/g, "_") ?? "schema";
    const name = this.names.for(last);
    this.nameByReference.set(written, name);
    return name;
  }

  private converted(schema: JsonObject, uses: Set<string>): JsonObject {
    const members = Object.entries(schema).flatMap(([key, value]): [string, Json][] => {
      if (key === "$ref" && typeof value === "string") return [["$ref", this.reference(value, uses)]];
      if (onlyOpenApi.has(key)) return [];
      return [[key, this.member(key, value, uses)]];
    });
    const converted: Record<string, Json> = Object.fromEntries(members);
    const required = this.requiredInRequests(schema);
    if (required !== undefined) converted.required = required;
    return this.isVersion30 ? asJsonSchema(converted) : converted;
  }

  private member(key: string, value: Json, uses: Set<string>): Json {
    if (schemaMaps.has(key) && isJsonObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.anySchema(each, uses)]));
    }
    if (schemaLists.has(key) && Array.isArray(value)) return value.map((each: Json) => this.anySchema(each, uses));
    return schemas.has(key) ? this.anySchema(value, uses) : value;
  }

  private anySchema(value: Json, uses: Set<string>): Json {
    return isJsonObject(value) ? this.converted(value, uses) : value;
  }

  private reference(written: string, uses: Set<string>): string {
    uses.add(written);
    return `#/$defs/${this.nameOf(written)}`;
  }

  /** What only answers have is not asked of requests, though the schema says that it is required. */
  private requiredInRequests({ required, properties }: JsonObject): Json | undefined {
    if (!Array.isArray(required) || !isJsonObject(properties)) return undefined;
    return (required as readonly Json[]).filter((name) => {
      const property = typeof name === "string" ? this.document.object(ownMember(properties, name)) : undefined;
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
