import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";

/**
 * An input schema as model providers take it: an object schema at its root, without a choice there, with `items` for
 * every list and without what names the schema itself. What it allows never becomes less.
 */
export function acceptableSchema(schema: JsonObject | undefined): JsonObject {
  const { $schema: _draft, $id: _id, $comment: _comment, type: _type, ...rest } = schema ?? {};
  const { required: _required, ...withoutChoices } = mergeChoices(rest);
  const properties = isJsonObject(withoutChoices.properties) ? withoutChoices.properties : {};
  const required = namesIn(rest.required).filter((name) => name in properties);
  return {
    type: "object",
    ...withoutItself(withoutChoices),
    properties: mapValues(properties, acceptableValue),
    ...(required.length > 0 && { required }),
  };
}

const choices = ["anyOf", "oneOf", "allOf"] as const;
const notAtRoot = [...choices, "not", "enum", "const", "if", "then", "else"];

/** A root that is a choice of forms becomes one form that has the properties of all of them. */
function mergeChoices(root: JsonObject): JsonObject {
  const branches = choices.flatMap((choice) => listIn(root[choice]).filter(isJsonObject));
  if (branches.length === 0) return withoutKeys(root, notAtRoot);
  const properties = new Map(isJsonObject(root.properties) ? Object.entries(root.properties) : []);
  for (const { properties: own } of branches) {
    for (const [name, value] of isJsonObject(own) ? Object.entries(own) : [])
      if (!properties.has(name)) properties.set(name, value);
  }
  return {
    ...withoutKeys(root, [...notAtRoot, "additionalProperties", "unevaluatedProperties"]),
    properties: Object.fromEntries(properties),
  };
}

function withoutItself(schema: JsonObject): JsonObject {
  const definitions = ["$defs", "definitions"].flatMap((key) => {
    const value = schema[key];
    return isJsonObject(value) ? [[key, mapValues(value, acceptableValue)] as const] : [];
  });
  return { ...schema, ...Object.fromEntries(definitions) };
}

function acceptableValue(schema: Json): Json {
  // `true` and `false` are schemas too, which few providers know.
  if (!isJsonObject(schema)) return {};
  const nested: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "$schema" || key === "$id" || key === "$comment") continue;
    if (key === "properties" || key === "$defs" || key === "definitions" || key === "patternProperties") {
      nested[key] = isJsonObject(value) ? mapValues(value, acceptableValue) : value;
    } else if (key === "items" || key === "not") {
      nested[key] = Array.isArray(value) ? value.map(acceptableValue) : acceptableValue(value);
    } else if (choices.some((choice) => choice === key) || key === "prefixItems") {
      nested[key] = listIn(value).map(acceptableValue);
    } else nested[key] = value;
  }
  const isList = schema.type === "array" || listIn(schema.type).includes("array");
  return isList && nested.items === undefined ? { ...nested, items: {} } : nested;
}

function withoutKeys(schema: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));
}

function mapValues(values: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function namesIn(value: Json | undefined): string[] {
  return listIn(value).filter((each) => typeof each === "string");
}

function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
