import { isJsonObject, type Json, type JsonObject } from "../../core/model/data/json";
import { ownMember } from "../../core/model/data/ownMember";

/** A call to a tool as a snippet: its required arguments with what its schema suggests, to be stepped through with Tab. */
export function callSnippet(toolName: string, inputSchema: JsonObject | undefined): string {
  const writer = new SnippetWriter(inputSchema ?? {});
  const args = writer.object(inputSchema ?? {}, "\t");
  return `{\n\t"tool": ${escaped(JSON.stringify(toolName))},\n\t"arguments": ${args}\n}`;
}

/** Deeper than this a skeleton helps nobody; it also ends schemas that refer to themselves. */
const deepest = 6;

class SnippetWriter {
  private stops = 0;

  constructor(private readonly root: JsonObject) {}

  object(schema: JsonObject, indentation: string, depth = 0): string {
    const properties = objectOf(schema.properties) ?? {};
    const names = listOf(schema.required).filter((name): name is string => typeof name === "string");
    if (names.length === 0)
      return depth === 0 && Object.keys(properties).length > 0 ? `{$${String(++this.stops)}}` : "{}";
    const inner = `${indentation}\t`;
    const members = names.map((name) => {
      const value = this.value(objectOf(ownMember(properties, name)) ?? {}, inner, depth + 1);
      return `${inner}${escaped(JSON.stringify(name))}: ${value}`;
    });
    return `{\n${members.join(",\n")}\n${indentation}}`;
  }

  private value(given: JsonObject, indentation: string, depth: number): string {
    const schema = this.resolved(given);
    const choices = listOf(schema.enum);
    if (choices.length > 1) return this.choice(choices);
    const [first] = choices;
    const [example] = listOf(schema.examples);
    const suggested = schema.const ?? schema.default ?? first ?? example;
    if (suggested !== undefined) return this.placeholder(suggested);
    switch (typeOf(schema)) {
      case "boolean":
        return this.choice([true, false]);
      case "number":
      case "integer":
        return this.placeholder(typeof schema.minimum === "number" ? schema.minimum : 0);
      case "array":
        return `[$${String(++this.stops)}]`;
      case "object":
        return depth > deepest ? "{}" : this.object(schema, indentation, depth);
      case "null":
        return "null";
      default:
        return `"$${String(++this.stops)}"`;
    }
  }

  private placeholder(value: Json): string {
    // The quotes of a string stay when its suggestion is typed over.
    const stop = String(++this.stops);
    return typeof value === "string"
      ? `"\${${stop}:${escaped(JSON.stringify(value).slice(1, -1))}}"`
      : `\${${stop}:${escaped(JSON.stringify(value))}}`;
  }

  private choice(values: readonly Json[]): string {
    const words = values.map((value) => JSON.stringify(value).replaceAll(/[\\,|$}]/g, String.raw`\$&`));
    return `\${${String(++this.stops)}|${words.join(",")}|}`;
  }

  /** The schema that a local `$ref` leads to, or the first of several that could be meant. */
  private resolved(schema: JsonObject, left = deepest): JsonObject {
    const reference = schema.$ref;
    const several = schema.anyOf ?? schema.oneOf ?? schema.allOf;
    const next = typeof reference === "string" ? this.target(reference) : objectOf(listOf(several)[0]);
    return next === undefined || left === 0 ? schema : this.resolved({ ...next, ...withoutLinks(schema) }, left - 1);
  }

  private target(reference: string): JsonObject | undefined {
    if (!reference.startsWith("#/")) return undefined;
    let at: Json | undefined = this.root;
    for (const part of reference.slice(2).split("/")) {
      const within: JsonObject | undefined = objectOf(at);
      at = within?.[part.replaceAll("~1", "/").replaceAll("~0", "~")];
    }
    return objectOf(at);
  }
}

function withoutLinks({ $ref: _, anyOf: __, oneOf: ___, allOf: ____, ...rest }: JsonObject): JsonObject {
  return rest;
}

function typeOf(schema: JsonObject): Json | undefined {
  const { type } = schema;
  if (Array.isArray(type)) return (type as readonly Json[]).find((each) => each !== "null");
  return type ?? (schema.properties === undefined ? undefined : "object");
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\$}]/g, String.raw`\$&`);
}
