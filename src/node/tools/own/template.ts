import { placeholdersIn } from "../../../core/manifest/references/placeholders";
import {
  expandVariables,
  isVariable,
  VariableFailure,
  type Variables,
} from "../../../core/manifest/references/variables";
import { unescape } from "../../../core/manifest/references/placeholders";
import { saidBy, ToolFailure } from "../../../core/model/failure";
import type { Json, JsonObject } from "../../../core/model/data/json";
import { worded } from "../../../core/model/text/wording";

/** A piece of a template: what stands there as it is, a variable (`${env:NAME}`), or the argument of a name. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "variable"; readonly text: string }
  | { readonly kind: "argument"; readonly name: string };

/** What templates are filled in with: the call's arguments, and what variables stand for. */
export interface Filling {
  readonly args: JsonObject;
  readonly variables: Variables;
}

/**
 * The pieces of a template in their order, none of them empty. `{name}` is an argument, `{{name}}` a literal `{name}`,
 * `$${` a literal `${`; any other brace is text, so that JSON and code can stand in a template.
 */
export function templateParts(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const { kind, content, offset, length } of placeholdersIn(template)) {
    addPlainParts(template.slice(from, offset), parts);
    const written = template.slice(offset, offset + length);
    if (kind === "escape") addText("${", parts);
    else if (isVariable(content)) parts.push({ kind: "variable", text: written });
    else addText(written, parts);
    from = offset + length;
  }
  addPlainParts(template.slice(from), parts);
  return parts;
}

const argumentPattern = /\{\{([A-Za-z_][\w-]*)\}\}|\{([A-Za-z_][\w-]*)\}/g;

function addPlainParts(text: string, parts: TemplatePart[]): void {
  let from = 0;
  for (const match of text.matchAll(argumentPattern)) {
    const [written, literal, name] = match;
    addText(text.slice(from, match.index), parts);
    if (name !== undefined) parts.push({ kind: "argument", name });
    else addText(`{${literal ?? ""}}`, parts);
    from = match.index + written.length;
  }
  addText(text.slice(from), parts);
}

function addText(text: string, parts: TemplatePart[]): void {
  if (text !== "") parts.push({ kind: "text", text });
}

/** The argument that a template is, if it is nothing else: then it keeps the argument's JSON type. */
export function wholeArgument(template: string): string | undefined {
  const [part, ...others] = templateParts(template);
  return part?.kind === "argument" && others.length === 0 ? part.name : undefined;
}

/**
 * A template as text. `asText` says how an argument is written there; without it text stays as it is and all else becomes
 * JSON. What is filled in is never looked at again. Throws a `ToolFailure` when an argument or variable has no value.
 */
export function filledText(
  template: string,
  filling: Filling,
  asText: (value: Json, name: string) => string = plainText,
): string {
  return templateParts(template)
    .map((part) => {
      switch (part.kind) {
        case "text":
          return part.text;
        case "variable":
          return variableText(part.text, filling.variables);
        case "argument":
          return asText(neededArgument(part.name, filling.args), part.name);
      }
    })
    .join("");
}

/**
 * A template of JSON: every string in it is filled in; one that is nothing but a placeholder becomes the argument with its
 * type. Undefined when that argument was left out; members and items of which that is true are left out, too.
 */
export function filledJson(template: Json, filling: Filling): Json | undefined {
  if (typeof template === "string") {
    const whole = wholeArgument(template);
    return whole === undefined ? filledText(template, filling) : argumentOf(whole, filling.args);
  }
  if (typeof template !== "object" || template === null) return template;
  if (isList(template)) {
    return template.map((item) => filledJson(item, filling)).filter((item) => item !== undefined);
  }
  const members = Object.entries(template).map(([key, value]) => [key, filledJson(value, filling)] as const);
  return Object.fromEntries(members.filter((member): member is readonly [string, Json] => member[1] !== undefined));
}

/** An argument, or undefined when it was left out. */
export function argumentOf(name: string, args: JsonObject): Json | undefined {
  return Object.hasOwn(args, name) ? args[name] : undefined;
}

/** Text as it is, all else as JSON. */
export function plainText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function neededArgument(name: string, args: JsonObject): Json {
  const value = argumentOf(name, args);
  if (value !== undefined) return value;
  throw new ToolFailure("invalidArguments", worded('The argument "{0}" is missing, and has to be filled in.', name), {
    reachedTool: false,
  });
}

function variableText(written: string, variables: Variables): string {
  try {
    return unescape(expandVariables(written, variables));
  } catch (cause) {
    if (!(cause instanceof VariableFailure)) throw cause;
    throw new ToolFailure("unavailable", saidBy(cause), { cause, reachedTool: false });
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
