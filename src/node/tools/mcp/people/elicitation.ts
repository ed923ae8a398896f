import * as z from "zod";

import type { Json, JsonObject } from "../../../../core/model/data/json";

/** What a server asks a person for while it serves a call. */
export type Question = FormQuestion | UrlQuestion;

export interface FormQuestion {
  readonly mode: "form";
  /** The server that asks. */
  readonly server: string;
  readonly message: string;
  readonly fields: readonly Field[];
}

/** Something to be done in a browser, such as a payment or giving a key, which does not pass through here. */
export interface UrlQuestion {
  readonly mode: "url";
  readonly server: string;
  readonly message: string;
  readonly url: string;
  /**
   * Given when the call goes on only after it has been done: resolves when the server says that it has, which not every
   * server does, so that the person can say it too.
   */
  readonly done?: Promise<void>;
}

/** `decline` is a no; `cancel` is no answer: the question was dismissed. */
export type Answer =
  | { readonly action: "accept"; readonly content?: Readonly<Record<string, FieldValue>> }
  | { readonly action: "decline" | "cancel" };

/** Asks a person. Aborted when nobody waits for the answer any more; then whatever it gives is ignored. */
export type Elicit = (question: Question, signal: AbortSignal) => Promise<Answer>;

export type FieldValue = string | number | boolean | string[];

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One value of a form. */
export type Field = FieldHead &
  (
    | {
        readonly kind: "text";
        readonly format?: TextFormat;
        readonly minLength?: number;
        readonly maxLength?: number;
        readonly default?: string;
      }
    | {
        readonly kind: "number";
        readonly isInteger: boolean;
        readonly minimum?: number;
        readonly maximum?: number;
        readonly default?: number;
      }
    | { readonly kind: "boolean"; readonly default?: boolean }
    | { readonly kind: "choice"; readonly choices: readonly Choice[]; readonly default?: string }
    | {
        readonly kind: "choices";
        readonly choices: readonly Choice[];
        readonly minItems?: number;
        readonly maxItems?: number;
        readonly default?: readonly string[];
      }
  );

interface FieldHead {
  readonly name: string;
  /** What to call it: its title, or its name. */
  readonly label: string;
  readonly description?: string;
  readonly isRequired: boolean;
}

export type TextFormat = "email" | "uri" | "date" | "date-time";

const head = { title: z.string().exactOptional(), description: z.string().exactOptional() };
const titled = z.array(z.object({ const: z.string(), title: z.string() }));
const property = z.union([
  z.object({
    ...head,
    type: z.literal("string"),
    enum: z.array(z.string()),
    enumNames: z.array(z.string()).exactOptional(),
    default: z.string().exactOptional(),
  }),
  z.object({ ...head, type: z.literal("string"), oneOf: titled, default: z.string().exactOptional() }),
  z.object({
    ...head,
    type: z.literal("string"),
    format: z.enum(["email", "uri", "date", "date-time"]).exactOptional(),
    minLength: z.number().exactOptional(),
    maxLength: z.number().exactOptional(),
    default: z.string().exactOptional(),
  }),
  z.object({
    ...head,
    type: z.enum(["number", "integer"]),
    minimum: z.number().exactOptional(),
    maximum: z.number().exactOptional(),
    default: z.number().exactOptional(),
  }),
  z.object({ ...head, type: z.literal("boolean"), default: z.boolean().exactOptional() }),
  z.object({
    ...head,
    type: z.literal("array"),
    items: z.union([z.object({ enum: z.array(z.string()) }), z.object({ anyOf: titled })]),
    minItems: z.number().exactOptional(),
    maxItems: z.number().exactOptional(),
    default: z.array(z.string()).exactOptional(),
  }),
]);

/**
 * The fields of a form, in the order of its properties. Throws an `Error` that names the property when one has a form that
 * the protocol does not allow here.
 */
export function fieldsOf(requestedSchema: JsonObject): readonly Field[] {
  const properties = (requestedSchema.properties ?? {}) as Record<string, Json>;
  const required = new Set(Array.isArray(requestedSchema.required) ? requestedSchema.required : []);
  return Object.entries(properties).map(([name, schema]) => {
    const parsed = property.safeParse(schema);
    if (!parsed.success) throw new Error(`"${name}" is neither text, number, yes or no, nor a choice.`);
    const { title, description } = parsed.data;
    return {
      name,
      label: title ?? name,
      isRequired: required.has(name),
      ...(description !== undefined && { description }),
      ...kindOf(parsed.data),
    };
  });
}

type Property = z.output<typeof property>;
type KindOf<Each> = Each extends unknown ? Omit<Each, keyof FieldHead> : never;

function kindOf(schema: Property): KindOf<Field> {
  switch (schema.type) {
    case "boolean":
      return { kind: "boolean", ...defaultOf(schema.default) };
    case "number":
    case "integer": {
      const { minimum, maximum } = schema;
      return {
        kind: "number",
        isInteger: schema.type === "integer",
        ...(minimum !== undefined && { minimum }),
        ...(maximum !== undefined && { maximum }),
        ...defaultOf(schema.default),
      };
    }
    case "array": {
      const { items, minItems, maxItems } = schema;
      return {
        kind: "choices",
        choices: "enum" in items ? plainChoices(items.enum) : titledChoices(items.anyOf),
        ...(minItems !== undefined && { minItems }),
        ...(maxItems !== undefined && { maxItems }),
        ...defaultOf(schema.default),
      };
    }
    case "string": {
      if ("enum" in schema) {
        return { kind: "choice", choices: plainChoices(schema.enum, schema.enumNames), ...defaultOf(schema.default) };
      }
      if ("oneOf" in schema)
        return { kind: "choice", choices: titledChoices(schema.oneOf), ...defaultOf(schema.default) };
      const { format, minLength, maxLength } = schema;
      return {
        kind: "text",
        ...(format !== undefined && { format }),
        ...(minLength !== undefined && { minLength }),
        ...(maxLength !== undefined && { maxLength }),
        ...defaultOf(schema.default),
      };
    }
  }
}

function defaultOf<Value>(value: Value | undefined): { default?: Value } {
  return value === undefined ? {} : { default: value };
}

function plainChoices(values: readonly string[], names: readonly string[] = []): Choice[] {
  return values.map((value, index) => ({ value, label: names[index] ?? value }));
}

function titledChoices(choices: readonly { const: string; title: string }[]): Choice[] {
  return choices.map((choice) => ({ value: choice.const, label: choice.title }));
}

/** What is wrong with a text as the value of a field, in a sentence to the person who wrote it; `undefined` if nothing is. */
export function problemOfText(field: Extract<Field, { kind: "text" | "number" }>, text: string): string | undefined {
  if (text === "") {
    const isAllowed = !field.isRequired || (field.kind === "text" && field.minLength === 0);
    return isAllowed ? undefined : `${field.label} is needed.`;
  }
  if (field.kind === "text") return problemOfLength(field, text) ?? problemOfFormat(field.format, text);
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) return "Write a number, such as 12 or 0.5.";
  if (field.isInteger && !Number.isInteger(number)) return "Write a whole number.";
  if (field.minimum !== undefined && number < field.minimum) return `It must be at least ${String(field.minimum)}.`;
  if (field.maximum !== undefined && number > field.maximum) return `It must be at most ${String(field.maximum)}.`;
  return undefined;
}

function problemOfLength(field: { minLength?: number; maxLength?: number }, text: string): string | undefined {
  const length = Array.from(text).length;
  const { minLength, maxLength } = field;
  if (minLength !== undefined && length < minLength) return `It needs at least ${String(minLength)} characters.`;
  if (maxLength !== undefined && length > maxLength) return `It may have at most ${String(maxLength)} characters.`;
  return undefined;
}

function problemOfFormat(format: TextFormat | undefined, text: string): string | undefined {
  switch (format) {
    case undefined:
      return undefined;
    case "email":
      return z.email().safeParse(text).success ? undefined : "Write an e-mail address, such as name@example.org.";
    case "uri":
      return URL.canParse(text) ? undefined : "Write a full address, such as https://example.org/page.";
    case "date":
      return z.iso.date().safeParse(text).success ? undefined : "Write a date as 2026-01-31.";
    case "date-time":
      return z.iso.datetime({ offset: true }).safeParse(text).success
        ? undefined
        : "Write a date and time as 2026-01-31T12:00:00Z.";
  }
}

/** The value of a text that has no {@link problemOfText problem}; `undefined` for a field that is left out. */
export function valueOfText(field: Extract<Field, { kind: "text" | "number" }>, text: string): FieldValue | undefined {
  if (field.kind === "number") return text === "" ? undefined : Number(text);
  return text === "" && !field.isRequired ? undefined : text;
}

/** What is wrong with how many choices are ticked; `undefined` if nothing is. */
export function problemOfChoices(field: Extract<Field, { kind: "choices" }>, count: number): string | undefined {
  const least = field.minItems ?? (field.isRequired ? 1 : 0);
  if (count < least) return `Choose at least ${String(least)}.`;
  if (field.maxItems !== undefined && count > field.maxItems) return `Choose at most ${String(field.maxItems)}.`;
  return undefined;
}
