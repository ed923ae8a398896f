import type { Problem, TextRange } from "../model/manifest";
import type { FoundCall, TextDialect } from "./dialects/dialect";
import { llmcompiler } from "./dialects/llmcompiler";
import { rewoo } from "./dialects/rewoo";
import { isOneString, scanFragments, skipTrivia, type FragmentScan } from "./text/fragments";
import { parseJsonTree, type JsonNode } from "./text/jsonTree";
import { isManifest, readBareCalls, readLoggedCalls, readManifest, readSettings, type Reading } from "./readDocument";
import { wholeCalls } from "./text/streamedCalls";
import { maxDepth, tooDeepWords } from "./text/nesting";
import { readStrings } from "./text/stringsWithCalls";
import { sentences, worded } from "../model/text/wording";

const textDialects: readonly TextDialect[] = [llmcompiler, rewoo];

const acceptedForms = worded(
  "Calls are read as {0}, as {1} and NESTFUL write them, and as the plans of LLMCompiler and ReWOO.",
  '{ "tool": …, "arguments": { … } }',
  "OpenAI, Anthropic, Gemini, Bedrock, Ollama, MCP, LangChain, AI SDK, AIECS",
);

/** Text in a string in a string may hold calls; deeper than this nobody keeps any. */
const maxStringDepth = 3;

/** Reads a part of a text as what it most likely is: one JSON document, or text with calls somewhere in it. */
export function readText(text: string, range: TextRange): Reading {
  return readTextAt(text, range, 0);
}

/**
 * Reads a text that is said to be a manifest, with or without calls: whatever it is besides is a problem, with the place
 * where it stands.
 */
export function readSettingsText(text: string): Reading {
  const range = { offset: 0, length: text.length };
  const start = skipTrivia(text);
  if (start >= text.length) return nothing(emptyProblem(range));
  if (scanFragments(text, start).depth > maxDepth) return nothing(tooDeep(range));
  const { root, problems } = parseJsonTree(text, withoutMark(text, range));
  if (root?.type !== "object") return nothing(...problems, noManifest(text, range));
  return withProblems(readSettings(text, root), problems);
}

function readTextAt(text: string, range: TextRange, stringDepth: number): Reading {
  const part = text.slice(range.offset, range.offset + range.length);
  const start = skipTrivia(part);
  if (start >= part.length) return nothing(emptyProblem(range));
  if (isOneString(part, start)) return readDocument(text, range, stringDepth);
  const scan = scanFragments(part, startsJson(part, start) ? start : 0);
  if (scan.depth > maxDepth) return nothing(tooDeep(range));
  const isDocument = isOneDocument(part, start, scan) || isBrokenDocument(part, start, scan);
  return isDocument ? readDocument(text, range, stringDepth) : readLog(text, range, scan, stringDepth);
}

function readDocument(text: string, range: TextRange, stringDepth: number): Reading {
  const { root, problems } = parseJsonTree(text, withoutMark(text, range));
  if (root === undefined) return nothing(...(problems.length > 0 ? problems : [noCalls(text, range)]));
  if (isManifest(root)) return withProblems(readManifest(text, root), problems);
  const reading = whole(text, [root], readBareCalls(text, root));
  const found = reading.calls.length > 0 ? reading : (readInStrings(text, [root], stringDepth) ?? reading);
  const isNothing = found.calls.length === 0 && problems.length === 0 && found.problems.length === 0;
  return withProblems({ ...found, root }, isNothing ? [noCalls(text, range)] : problems);
}

function whole(text: string, roots: readonly JsonNode[], reading: Reading): Reading {
  const { calls, problems } = wholeCalls(text, roots, reading.calls);
  return { ...reading, calls, problems: [...reading.problems, ...problems] };
}

function withProblems(reading: Reading, problems: readonly Problem[]): Reading {
  return { ...reading, problems: [...problems, ...reading.problems] };
}

/** Calls in the strings of values that have none themselves. */
function readInStrings(text: string, roots: readonly JsonNode[], stringDepth: number): Reading | undefined {
  if (stringDepth >= maxStringDepth) return undefined;
  const readings = roots.flatMap((root) =>
    readStrings(text, root, (string, range) => readTextAt(string, range, stringDepth + 1)),
  );
  return readings.length === 0 ? undefined : joined(readings);
}

function joined(readings: readonly Reading[]): Reading {
  return {
    root: undefined,
    native: false,
    calls: readings.flatMap(({ calls }) => calls),
    problems: readings.flatMap(({ problems }) => problems),
    broken: new Set(readings.flatMap(({ broken }) => [...broken])),
  };
}

/** Every form names its tool under one of these keys, or goes on with one, so that most of a log need not be read at all. */
const callBeginning = /"(?:tool|name|tool_name|toolName|toolCallId|calls|delta)"/;

function readLog(text: string, range: TextRange, scan: FragmentScan, stringDepth: number): Reading {
  const rootOf = (fragment: TextRange): readonly JsonNode[] => {
    const { root } = parseJsonTree(text, fragment);
    return root === undefined ? [] : [root];
  };
  const fragments = scan.fragments.map(({ offset, length }) => ({ offset: range.offset + offset, length }));
  const roots = fragments
    .filter(({ offset, length }) => callBeginning.test(text.slice(offset, offset + length)))
    .flatMap(rootOf);
  const manifests = roots.filter(isManifest);
  const [manifest] = manifests;
  if (manifest !== undefined && manifests.length === 1) {
    // What follows a manifest that begins the text was meant to be part of it, such as one brace too many.
    const isFirst =
      manifest.offset === range.offset + skipTrivia(text.slice(range.offset, range.offset + range.length));
    return isFirst ? readDocument(text, range, stringDepth) : { ...readManifest(text, manifest), isQuoted: true };
  }
  if (manifests.length > 1) return nothing(severalManifests(manifests));
  const found = whole(text, roots, joined(roots.map((root) => readLoggedCalls(text, root))));
  const plans = readPlans(text, range, found.calls);
  const calls = merge(found.calls, plans.calls);
  const inStrings = calls.length === 0 ? readInStrings(text, fragments.flatMap(rootOf), stringDepth) : undefined;
  if (inStrings !== undefined) return inStrings;
  const problems = [...found.problems, ...plans.problems, ...brokenProblems(text, range, scan, calls)];
  if (calls.length === 0 && problems.length === 0) problems.push(noCalls(text, range));
  return { ...found, root: roots.length === 1 ? roots[0] : undefined, calls, problems };
}

/** Calls in the order of the text; what looks like a call in the arguments of a plan's step is none. */
function merge(found: readonly FoundCall[], steps: readonly FoundCall[]): readonly FoundCall[] {
  if (steps.length === 0) return found;
  const all = [...steps, ...found].sort((one, other) => one.range.offset - other.range.offset);
  let end = -1;
  return all.filter(({ range, node }) => {
    if (node !== undefined && range.offset < end) return false;
    if (node === undefined) end = range.offset + range.length;
    return true;
  });
}

/** A numbered list in prose may look like a plan's steps: beside calls that are JSON, only steps that can be read count. */
function readPlans(
  text: string,
  range: TextRange,
  others: readonly FoundCall[],
): { calls: readonly FoundCall[]; problems: readonly Problem[] } {
  const plans = textDialects.map((dialect) => dialect.readText(text, range));
  const calls = plans.flatMap((plan) => plan.calls);
  const problems = plans.flatMap((plan) => plan.problems);
  return { calls, problems: others.length > 0 ? problems.filter(({ severity }) => severity !== "error") : problems };
}

/** JSON that breaks off is worth a word where it seems to have held calls, or where nothing else was found. */
function brokenProblems(
  text: string,
  range: TextRange,
  scan: FragmentScan,
  calls: readonly FoundCall[],
): readonly Problem[] {
  const broken = scan.broken
    .map(({ offset, length }) => ({ offset: range.offset + offset, length }))
    .filter(({ offset }) => looksLikeJson(text, offset));
  const [first] = broken;
  if (calls.length === 0 && first !== undefined) {
    const end = Math.min(first.offset + first.length + 1, range.offset + range.length);
    return parseJsonTree(text, { offset: first.offset, length: end - first.offset }).problems.slice(0, 1);
  }
  let next = 0;
  return broken.flatMap((part): Problem[] => {
    while (next < calls.length && (calls[next]?.range.offset ?? 0) < part.offset) next++;
    const call = calls[next];
    if (call === undefined || !contains(part, call.range)) return [];
    const said = worded("The JSON that begins here breaks off. Only the calls in it that are complete were taken.");
    return [{ severity: "warning", ...said, range: { offset: part.offset, length: 1 } }];
  });
}

function isOneDocument(part: string, start: number, { fragments }: FragmentScan): boolean {
  const [first] = fragments;
  return first?.offset === start && skipTrivia(part, start + first.length) >= part.length;
}

/** A document that is broken, rather than text in which a bracket comes first: `[12:30:01] {…}`. */
function isBrokenDocument(part: string, start: number, { broken }: FragmentScan): boolean {
  return broken[0]?.offset === start && looksLikeJson(part, start);
}

function looksLikeJson(text: string, offset: number): boolean {
  const next = text.charAt(skipTrivia(text, offset + 1));
  return text.charAt(offset) === "{" ? ['"', "{", "}", "'", ""].includes(next) : ["{", "]", ""].includes(next);
}

function startsJson(part: string, start: number): boolean {
  return part.charAt(start) === "{" || part.charAt(start) === "[";
}

function withoutMark(text: string, range: TextRange): TextRange {
  const hasMark = text.charCodeAt(range.offset) === 0xfeff;
  return hasMark ? { offset: range.offset + 1, length: range.length - 1 } : range;
}

function contains(outer: TextRange, inner: TextRange): boolean {
  return outer.offset <= inner.offset && inner.offset + inner.length <= outer.offset + outer.length;
}

function nothing(...problems: Problem[]): Reading {
  return { root: undefined, native: false, calls: [], problems, broken: new Set() };
}

function emptyProblem(range: TextRange): Problem {
  return { severity: "error", ...sentences(worded("There is nothing here to run."), acceptedForms), range };
}

function noCalls(text: string, range: TextRange): Problem {
  return {
    severity: "error",
    ...sentences(worded("No tool calls found."), acceptedForms),
    range: firstLine(text, range),
  };
}

function noManifest(text: string, range: TextRange): Problem {
  const form = '{ "version": 1, "servers": { … }, "safety": { … } }';
  const said = worded("This is no manifest, which is an object such as {0}.", form);
  return { severity: "error", ...said, range: firstLine(text, range) };
}

function tooDeep(range: TextRange): Problem {
  return {
    severity: "error",
    ...tooDeepWords,
    range,
  };
}

function severalManifests(manifests: readonly JsonNode[]): Problem {
  const offset = manifests[1]?.offset ?? 0;
  return {
    severity: "error",
    ...worded("There is more than one manifest here. Select the one that is to run."),
    range: { offset, length: 1 },
  };
}

function firstLine(text: string, range: TextRange): TextRange {
  const part = text.slice(range.offset, range.offset + range.length);
  const start = skipTrivia(part);
  const line = /[^\r\n]*/.exec(part.slice(start, start + 500))?.[0] ?? "";
  return { offset: range.offset + start, length: line.length };
}
