import { beginningOf } from "../../model/text/excerpt";
import { messageOf } from "../../model/failure";
import type { Json, JsonObject } from "../../model/data/json";
import { FilledArguments } from "./filledArguments";
import { pathMistake, PathAllowance, searchPath } from "../jmespath/jmespath";
import { hasPlaceholder, mapStrings, placeholdersIn, type Placeholder } from "./placeholders";
import { isVariable } from "./variables";
import { andMore, worded, WordedError, type Said, type Worded } from "../../model/text/wording";

/** A `${id}` or `${id.path}` in the arguments of a call: a use of another call's result. */
export interface Reference {
  readonly id: string;
  /** What it takes of the result, in JMESPath; all of it when absent. */
  readonly path?: string;
  /** Where in the arguments it stands. */
  readonly at: readonly (string | number)[];
  /** It is all of its string, and so keeps the JSON type of what it refers to. */
  readonly whole: boolean;
  /** As written. */
  readonly text: string;
}

/** A reference that could not be filled in. The message says where it stands, what it is, and what there was instead. */
export class ReferenceFailure extends WordedError {
  override readonly name = "ReferenceFailure";
  readonly kind = "reference";
  constructor(
    readonly reference: Reference,
    said: Worded,
  ) {
    super(said);
  }
}

const noReferences: readonly Reference[] = [];

/**
 * The references in the arguments of a call, in order. An id may itself hold dots and brackets: the longest one of
 * `knownIds` that fits is taken, else all before the first dot, bracket or pipe. Variables and `$${` are none.
 */
export function findReferences(args: JsonObject, knownIds?: Pick<ReadonlySet<string>, "has">): readonly Reference[] {
  if (!hasPlaceholder(args)) return noReferences;
  const found: Reference[] = [];
  const isKnown = (id: string): boolean => knownIds?.has(id) === true;
  mapStrings(args, (text, at) => {
    if (text.includes("${")) {
      for (const placeholder of placeholdersIn(text)) {
        if (isReference(placeholder)) found.push(referenceOf(placeholder, text, at, isKnown));
      }
    }
    return text;
  });
  return found;
}

/**
 * Fills in the references of arguments and ends the escapes: the last step before a tool gets them. The same object
 * comes back when there is nothing to do. `lookup` gives what references see of a call's result, undefined when there
 * is no such call. Throws a `ReferenceFailure` for what cannot be filled in, or would become too large. The allowance is
 * for the work of all paths that share it.
 */
export function resolveReferences(
  args: JsonObject,
  lookup: (id: string) => Json | undefined,
  allowance = new PathAllowance(),
): JsonObject {
  if (!hasPlaceholder(args)) return args;
  const isKnown = (id: string): boolean => lookup(id) !== undefined;
  const filled = new FilledArguments();
  return mapStrings(args, (text, at) => {
    if (!text.includes("${")) return text;
    const placeholders = placeholdersIn(text);
    const value = (placeholder: Placeholder): Json => {
      const reference = referenceOf(placeholder, text, at, isKnown);
      const found = valueOf(reference, lookup, allowance);
      if (!filled.hasRoomFor(found))
        throw failure(
          reference,
          worded("{0} uses {1}, which makes the arguments larger than any tool may get.", ...used(reference)),
        );
      return found;
    };
    const whole = placeholders.find((placeholder) => placeholder.length === text.length && isReference(placeholder));
    return whole === undefined
      ? interpolate(text, placeholders, (placeholder) => filled.asText(value(placeholder)))
      : value(whole);
  }) as JsonObject;
}

/** What is wrong with a JMESPath expression, in the words of its parser; undefined when nothing is. */
export function pathProblem(path: string): string | undefined {
  return simpleSteps(path) === undefined ? pathMistake(path) : undefined;
}

/** Where in a call's arguments something stands, for people: `arguments.files[0].name`. */
export function argumentName(at: readonly (string | number)[]): string {
  return at.reduce<string>((name, step) => {
    if (typeof step === "number") return `${name}[${step}]`;
    return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(step) ? `${name}.${step}` : `${name}[${JSON.stringify(step)}]`;
  }, "arguments");
}

function isReference({ kind, content }: Placeholder): boolean {
  return kind === "placeholder" && !isVariable(content);
}

function referenceOf(
  { content, offset, length }: Placeholder,
  text: string,
  at: readonly (string | number)[],
  isKnown: (id: string) => boolean,
): Reference {
  const { id, path } = splitReference(content, isKnown);
  const place = [...at];
  const whole = length === text.length;
  const written = text.slice(offset, offset + length);
  return path === undefined ? { id, at: place, whole, text: written } : { id, path, at: place, whole, text: written };
}

function splitReference(content: string, isKnown: (id: string) => boolean): { id: string; path?: string } {
  if (isKnown(content)) return { id: content };
  const ends: number[] = [];
  for (let end = 0; end < content.length; end++) if (endsId(content.charCodeAt(end))) ends.push(end);
  const [shortest = content.length] = ends;
  const known = ends.findLast((end) => isKnown(content.slice(0, end).trim()));
  const end = known ?? shortest;
  const id = content.slice(0, end).trim();
  const rest = content.slice(end);
  return rest === "" ? { id } : { id, path: (rest.startsWith("[") ? rest : rest.slice(1)).trim() };
}

/** A dot, a bracket or a pipe. */
function endsId(character: number): boolean {
  return character === 0x2e || character === 0x5b || character === 0x7c;
}

function interpolate(
  text: string,
  placeholders: readonly Placeholder[],
  fill: (placeholder: Placeholder) => string,
): string {
  let filled = "";
  let from = 0;
  for (const placeholder of placeholders) {
    if (placeholder.kind === "placeholder" && !isReference(placeholder)) continue;
    filled += text.slice(from, placeholder.offset);
    filled += placeholder.kind === "escape" ? "${" : fill(placeholder);
    from = placeholder.offset + placeholder.length;
  }
  return from === 0 ? text : filled + text.slice(from);
}

function valueOf(reference: Reference, lookup: (id: string) => Json | undefined, allowance: PathAllowance): Json {
  const result = lookup(reference.id);
  if (result === undefined)
    throw failure(
      reference,
      worded('{0} uses {1}, but there is no result of a call with the id "{2}".', ...used(reference), reference.id),
    );
  const { path } = reference;
  if (path === undefined) return result;
  const steps = simpleSteps(path);
  return steps === undefined ? searched(reference, path, result, allowance) : walked(reference, steps, result);
}

function failure(reference: Reference, said: Worded): ReferenceFailure {
  return new ReferenceFailure(reference, said);
}

/** What every sentence about a reference begins with. */
function used(reference: Reference): readonly [string, string] {
  return [argumentName(reference.at), reference.text];
}

const simpleStep = /\.?([A-Za-z_]\w*)|\[(-?\d+)\]|\.?"((?:[^"\\]|\\.)*)"/y;

/**
 * The keys and indexes of a path that is nothing but these, else undefined. Such paths are walked here: JMESPath does not
 * tell a missing key from one that holds null.
 */
function simpleSteps(path: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  simpleStep.lastIndex = 0;
  while (simpleStep.lastIndex < path.length) {
    const at = simpleStep.lastIndex;
    const step = simpleStep.exec(path);
    if (step === null) return undefined;
    const [text, name, index, quoted] = step;
    const startsWithDot = text.startsWith(".");
    if (index === undefined && startsWithDot !== at > 0) return undefined;
    if (name !== undefined) steps.push(name);
    else if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) {
      const key = unquoted(quoted);
      if (key === undefined) return undefined;
      steps.push(key);
    }
  }
  return steps.length === 0 ? undefined : steps;
}

function unquoted(quoted: string): string | undefined {
  try {
    return String(JSON.parse(`"${quoted}"`));
  } catch {
    return undefined;
  }
}

function walked(reference: Reference, steps: readonly (string | number)[], result: Json): Json {
  let value = result;
  for (const [index, step] of steps.entries()) {
    const next = stepInto(value, step);
    if (next === undefined) {
      const where =
        index === 0
          ? worded('the result of "{0}"', reference.id)
          : worded("{0} of that result", printed(steps.slice(0, index)));
      const about = [...used(reference), where, step, described(value)] as const;
      throw failure(
        reference,
        typeof step === "number"
          ? worded("{0} uses {1}, but {2} has no element {3}: it is {4}.", ...about)
          : worded('{0} uses {1}, but {2} has no "{3}": it is {4}.', ...about),
      );
    }
    value = next;
  }
  return value;
}

function stepInto(value: Json, step: string | number): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isList(value)) return typeof step === "number" ? value.at(step) : undefined;
  return typeof step === "string" && Object.hasOwn(value, step) ? value[step] : undefined;
}

function searched(reference: Reference, path: string, result: Json, allowance: PathAllowance): Json {
  let value: Json;
  try {
    value = searchPath(result, path, allowance);
  } catch (thrown) {
    const why = messageOf(thrown).replace(/\.$/, "");
    throw failure(
      reference,
      worded('{0} uses {1}, but "{2}" cannot be looked up as JMESPath: {3}.', ...used(reference), path, why),
    );
  }
  if (value !== null) return value;
  throw failure(
    reference,
    worded(
      '{0} uses {1}, but "{2}" finds nothing in the result of "{3}": it is {4}.',
      ...used(reference),
      path,
      reference.id,
      described(result),
    ),
  );
}

function printed(steps: readonly (string | number)[]): string {
  return argumentName(steps).replace(/^arguments\.?/, "");
}

const shownKeys = 12;
const shownCharacters = 60;

function described(value: Json): Said {
  if (value === null) return "null";
  if (typeof value === "string") return worded("the text {0}", JSON.stringify(beginningOf(value, shownCharacters)));
  if (typeof value === "number") return worded("the number {0}", String(value));
  if (typeof value === "boolean") return worded("the boolean {0}", String(value));
  if (isList(value)) return value.length === 0 ? worded("an empty list") : worded("a list of {0}", value.length);
  const keys = Object.keys(value);
  if (keys.length === 0) return worded("an object without keys");
  return worded("an object with the keys {0}", andMore(keys, shownKeys));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
