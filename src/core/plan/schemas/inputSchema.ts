import type { ErrorObject } from "ajv";

import type { Json, JsonObject } from "../../model/data/json";
import { CheckAllowance } from "./checkAllowance";
import { compileSchema } from "./compiledSchema";
import { inWords } from "./schemaErrorWords";
import { sentences, worded, type Worded } from "../../model/text/wording";

type Path = readonly (string | number)[];

/** A place in the arguments whose value only the run tells. */
export interface UnknownValue {
  readonly path: Path;
  /** It will be text, whatever it says: something is put into a longer string. */
  readonly isText: boolean;
}

/** One way in which arguments break a schema, as a sentence that begins with the place: `arguments.count must be a number, but is the text "five".` */
export interface ArgumentProblem extends Worded {
  /** Where to look: the value, or the object that lacks one. */
  readonly path: Path;
}

/** What of a schema cannot be checked against: all of it, some patterns, or undefined when all can be. */
export function schemaProblem(
  schema: JsonObject,
  allowance = new CheckAllowance(),
): { readonly unusable: string } | { readonly unchecked: ReadonlyMap<string, string> } | undefined {
  const compiled = compileSchema(schema, allowance);
  if ("unusable" in compiled) return compiled;
  return compiled.unchecked.size === 0 ? undefined : { unchecked: compiled.unchecked };
}

/** So many ways in which one call's arguments break a schema are looked at; of more, a part would mislead. */
const mostErrors = 500;
/** So many are told. */
const mostTold = 20;

/**
 * All that is certainly wrong with arguments before the run. What depends on unknown values is given the benefit of the
 * doubt, and so is what takes more than the allowance to tell. A schema that does not compile finds nothing wrong.
 */
export function checkArguments(
  schema: JsonObject,
  args: JsonObject,
  findUnknowns: () => readonly UnknownValue[],
  allowance = new CheckAllowance(),
): ArgumentProblem[] {
  const compiled = compileSchema(schema, allowance);
  if ("unusable" in compiled) return [];
  const all = compiled.check(args, allowance);
  if (all.length === 0) return [];
  const unknowns = findUnknowns();
  if (all.length > mostErrors && unknowns.length > 0) return [];
  const errors = all.slice(0, mostErrors).map((error) => ({ error, path: pathOf(error.instancePath, args) }));
  const certain = unknowns.length === 0 ? errors : errors.filter((found) => isCertain(found, errors, unknowns));
  return describeAll(certain, args);
}

/** What is wrong with the arguments of an attempt, all of it in one message; undefined when they fit. */
export function validateArguments(
  schema: JsonObject,
  args: JsonObject,
  allowance = new CheckAllowance(),
): Worded | undefined {
  const problems = checkArguments(schema, args, () => [], allowance);
  const [first, ...others] = problems;
  return first && sentences(first, ...others);
}

interface Found {
  readonly error: ErrorObject;
  readonly path: Path;
}

const choices = new Set(["anyOf", "oneOf", "not", "if", "contains"]);
/** Keywords that look at more of a value than its own shape: one unknown part may change their mind. */
const looksInside = new Set([...choices, "enum", "const", "uniqueItems", "unevaluatedProperties", "unevaluatedItems"]);

function isCertain({ error, path }: Found, all: readonly Found[], unknowns: readonly UnknownValue[]): boolean {
  const here = unknowns.find((unknown) => isWithin(path, unknown.path));
  if (here !== undefined && !(here.isText && error.keyword === "type")) return false;
  if (looksInside.has(error.keyword) && unknowns.some((unknown) => isWithin(unknown.path, path))) return false;
  return !all.some(
    (choice) =>
      choices.has(choice.error.keyword) &&
      choice.error !== error &&
      isWithin(path, choice.path) &&
      unknowns.some((unknown) => isWithin(unknown.path, choice.path)) &&
      mayBelongTo(error, choice.error),
  );
}

/** Whether an error was found while a choice was tried. An error behind a `$ref` does not tell, so it may. */
function mayBelongTo(error: ErrorObject, choice: ErrorObject): boolean {
  const branch = choice.keyword === "if" ? choice.schemaPath.replace(/if$/, "") : `${choice.schemaPath}/`;
  return error.schemaPath.startsWith(branch) || /^#\/(\$defs|definitions)\//.test(error.schemaPath);
}

function describeAll(found: readonly Found[], args: JsonObject): ArgumentProblem[] {
  const problems = new Map<string, ArgumentProblem>();
  for (const { error, path } of withoutBranches(found)) {
    const { place = path, said } = inWords(error, path);
    if (problems.size === mostTold) {
      problems.set("", { path: [], ...worded("arguments have more problems than these.") });
      break;
    }
    problems.set(said.message, { path: hasPath(args, place) ? place : path, ...said });
  }
  return [...problems.values()];
}

/**
 * A value that fits none of several forms breaks each of them. What is worth telling is the form that it comes nearest
 * to, if one accepts its type; otherwise that there are several.
 */
function withoutBranches(found: readonly Found[]): Found[] {
  let kept = [...found];
  for (const choice of found) {
    const { keyword, schemaPath } = choice.error;
    if (keyword !== "anyOf" && keyword !== "oneOf" && keyword !== "if") continue;
    const isOfBranch = ({ error }: Found): boolean =>
      error !== choice.error && error.schemaPath.startsWith(`${schemaPath}/`);
    if (keyword === "if") {
      kept = kept.filter((other) => other !== choice);
      continue;
    }
    const nearest = nearestBranch(choice, found.filter(isOfBranch));
    kept = kept.filter((other) =>
      isOfBranch(other) ? nearest.includes(other) : other !== choice || nearest.length === 0,
    );
  }
  return kept;
}

function nearestBranch(choice: Found, errors: readonly Found[]): readonly Found[] {
  const branches = new Map<string, Found[]>();
  for (const found of errors) {
    const branch = found.error.schemaPath.slice(choice.error.schemaPath.length).split("/", 2).join("/");
    branches.set(branch, [...(branches.get(branch) ?? []), found]);
  }
  const fitting = [...branches.values()].filter((branch) => !branch.some((found) => isOfWholeValue(found, choice)));
  return fitting.sort((a, b) => a.length - b.length)[0] ?? [];
}

/** The value is of a kind that this form does not have at all, or is marked as being of another form. */
function isOfWholeValue({ error, path }: Found, choice: Found): boolean {
  if (path.length === choice.path.length) return ["type", "enum", "const"].includes(error.keyword);
  return error.keyword === "const";
}

function isWithin(path: Path, container: Path): boolean {
  return container.length <= path.length && container.every((step, index) => path[index] === step);
}

function pathOf(pointer: string, args: JsonObject): Path {
  const path: (string | number)[] = [];
  let value: Json | undefined = args;
  for (const escaped of pointer.split("/").slice(1)) {
    const name = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
    const step: string | number = Array.isArray(value) ? Number(name) : name;
    path.push(step);
    value = stepInto(value, step);
  }
  return path;
}

function hasPath(args: JsonObject, path: Path): boolean {
  let value: Json | undefined = args;
  for (const step of path) value = stepInto(value, step);
  return value !== undefined;
}

function stepInto(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string, Json>>)[step];
}
