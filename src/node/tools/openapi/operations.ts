import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";
import type { OpenApiDocument } from "./document";
import type { ParameterStyle } from "./parameterStyles";
import { FreeNames } from "./freeNames";
import { DocumentSchemas, SelfContainedSchemas } from "./selfContainedSchema";
import { ownMember } from "../../../core/model/data/ownMember";

/** One operation of a document, as a tool sees it. */
export interface Operation {
  /** Unique in its document: the operationId, or else method and path, in letters that tool names may have. */
  readonly name: string;
  /** In capitals. */
  readonly method: string;
  /** With `{placeholders}`, as the document has it. */
  readonly path: string;
  readonly title?: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body?: Body;
  readonly inputSchema: JsonObject;
  /** The address that the path is appended to, as the document has it; it may be relative to the document. */
  readonly server: string;
  /** Which security schemes it takes: one of these sets, all of it. */
  readonly security: readonly (readonly string[])[];
}

export interface Parameter extends ParameterStyle {
  /** The argument that holds it. */
  readonly argument: string;
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  /** Its value is written as JSON. */
  readonly isJson: boolean;
}

export interface Body {
  /** The argument that holds it. */
  readonly argument: string;
  readonly mimeType: string;
  /** How the parts of a form are written, by their names. */
  readonly encoding: JsonObject;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** All operations of a document, in its order. What cannot be read of one is left out. */
export function operationsOf(document: OpenApiDocument): readonly Operation[] {
  const operations: Operation[] = [];
  const names = new FreeNames();
  const schemas = new DocumentSchemas(document);
  for (const [path, written] of Object.entries(document.object(document.root.paths) ?? {})) {
    const item = document.object(written);
    if (item === undefined) continue;
    for (const method of methods) {
      const operation = document.object(item[method]);
      if (operation === undefined) continue;
      const name = names.for(nameOf(operation, method, path));
      operations.push(operationOf({ document, schemas, item, operation, method, path, name }));
    }
  }
  return operations;
}

function nameOf({ operationId }: JsonObject, method: string, path: string): string {
  const name = typeof operationId === "string" && operationId.trim() !== "" ? operationId : `${method}${path}`;
  return name.replace(/[^A-Za-z0-9_.-]+/g, "_").replace(/^_+|_+$/g, "") || method;
}

interface Found {
  readonly document: OpenApiDocument;
  readonly schemas: DocumentSchemas;
  readonly item: JsonObject;
  readonly operation: JsonObject;
  readonly method: string;
  readonly path: string;
  readonly name: string;
}

function operationOf({ document, schemas: all, item, operation, method, path, name }: Found): Operation {
  const schemas = new SelfContainedSchemas(all);
  const inputs = new Inputs();
  const parameters = parametersOf(document, item, operation).map((parameter) =>
    readParameter(document, parameter, schemas, inputs),
  );
  const body = readBody(document, operation, schemas, inputs);
  const { summary, description, deprecated, tags } = operation;
  const said = [
    `${method.toUpperCase()} ${path}`,
    ...(deprecated === true ? ["Deprecated."] : []),
    ...[summary, description].filter((each) => typeof each === "string"),
  ];
  return {
    name,
    method: method.toUpperCase(),
    path,
    ...(typeof summary === "string" && { title: summary }),
    description: said.join("\n\n"),
    tags: list(tags).filter((tag) => typeof tag === "string"),
    parameters: parameters.filter((parameter) => parameter !== undefined),
    ...(body && { body }),
    inputSchema: inputs.schema(schemas.definitionsUsed()),
    server: serverOf(document, operation, item),
    security: securityOf(operation.security ?? document.root.security),
  };
}

/** The arguments of an operation as they are found, each under a name of its own. */
class Inputs {
  private readonly properties = new Map<string, Json>();
  private readonly required: string[] = [];
  private readonly names = new FreeNames();

  /** Returns the name of the argument: `name`, unless another has it. */
  add(name: string, prefix: string, schema: Json, isRequired: boolean): string {
    const free = this.names.for(this.names.has(name) ? `${prefix}_${name}` : name);
    this.properties.set(free, schema);
    if (isRequired) this.required.push(free);
    return free;
  }

  schema(definitions: JsonObject): JsonObject {
    return {
      type: "object",
      properties: Object.fromEntries(this.properties),
      ...(this.required.length > 0 && { required: this.required }),
      additionalProperties: false,
      ...(Object.keys(definitions).length > 0 && { $defs: definitions }),
    };
  }
}

/** Those of the path hold for all its operations, unless an operation has its own with the same name and place. */
function parametersOf(document: OpenApiDocument, item: JsonObject, operation: JsonObject): JsonObject[] {
  const found = new Map<string, JsonObject>();
  for (const written of [...list(item.parameters), ...list(operation.parameters)]) {
    const parameter = document.object(written);
    if (parameter !== undefined) found.set(`${text(parameter.in)} ${text(parameter.name)}`, parameter);
  }
  return [...found.values()];
}

/** The specification lets these headers be described elsewhere, and ignored here. */
const otherHeaders = new Set(["accept", "content-type", "authorization"]);

function readParameter(
  document: OpenApiDocument,
  parameter: JsonObject,
  schemas: SelfContainedSchemas,
  inputs: Inputs,
): Parameter | undefined {
  const { name, in: place } = parameter;
  if (typeof name !== "string") return undefined;
  if (place !== "path" && place !== "query" && place !== "header" && place !== "cookie") return undefined;
  if (place === "header" && otherHeaders.has(name.toLowerCase())) return undefined;
  const [media] = Object.values(document.object(parameter.content) ?? {});
  const style = typeof parameter.style === "string" ? parameter.style : defaultStyle[place];
  const schema = schemas.part(parameter.schema ?? document.object(media)?.schema);
  return {
    argument: inputs.add(name, place, described(schema, parameter), place === "path" || parameter.required === true),
    name,
    in: place,
    style,
    explode: typeof parameter.explode === "boolean" ? parameter.explode : style === "form" || style === "deepObject",
    allowReserved: parameter.allowReserved === true,
    isJson: media !== undefined,
  };
}

const defaultStyle = { path: "simple", query: "form", header: "simple", cookie: "form" } as const;

function readBody(
  document: OpenApiDocument,
  operation: JsonObject,
  schemas: SelfContainedSchemas,
  inputs: Inputs,
): Body | undefined {
  const requestBody = document.object(operation.requestBody);
  const content = document.object(requestBody?.content);
  if (requestBody === undefined || content === undefined) return undefined;
  const mimeType = preferredType(Object.keys(content));
  if (mimeType === undefined) return undefined;
  const media = document.object(content[mimeType]);
  const schema = isForm(mimeType) || isJsonType(mimeType) ? schemas.part(media?.schema) : { type: "string" };
  return {
    argument: inputs.add("body", "request", described(schema, requestBody), requestBody.required === true),
    mimeType,
    encoding: document.object(media?.encoding) ?? {},
  };
}

function described(schema: Json, { description }: JsonObject): Json {
  return isJsonObject(schema) && schema.description === undefined && typeof description === "string"
    ? { ...schema, description }
    : schema;
}

/** Of several kinds of body the one that says most of itself. */
function preferredType(types: readonly string[]): string | undefined {
  const preferences = [isJsonType, (type: string) => type === "*/*", isForm, (type: string) => /^text\//i.test(type)];
  for (const isPreferred of preferences) {
    const found = types.find(isPreferred);
    if (found !== undefined) return found;
  }
  return types[0];
}

export function isJsonType(mimeType: string): boolean {
  return /^(application\/json|[^;]*\+json|\*\/\*)\s*(;|$)/i.test(mimeType);
}

function isForm(mimeType: string): boolean {
  return /^(application\/x-www-form-urlencoded|multipart\/)/i.test(mimeType);
}

function serverOf(document: OpenApiDocument, operation: JsonObject, item: JsonObject): string {
  const [first] = list(operation.servers ?? item.servers ?? document.root.servers);
  const server = document.object(first);
  if (typeof server?.url !== "string") return "/";
  const variables = document.object(server.variables) ?? {};
  return server.url.replace(/\{([^{}]+)\}/g, (written, name: string) => {
    const value = document.object(ownMember(variables, name))?.default;
    return value === undefined ? written : text(value);
  });
}

function securityOf(security: Json | undefined): readonly (readonly string[])[] {
  return list(security).flatMap((each) => (isJsonObject(each) ? [Object.keys(each)] : []));
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
