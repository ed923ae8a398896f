import type { Problem, TextRange } from "../model/manifest";
import type { FoundCall, TextDialect } from "./dialects/dialect";
import { llmcompiler } from "./dialects/llmcompiler";
import { rewoo } from "./dialects/rewoo";
import { scanFragments, skipTrivia, type FragmentScan } from "./fragments";
import { parseJsonTree, type JsonNode } from "./jsonTree";
import { isManifest, readBareCalls, readManifest, type Reading } from "./readDocument";

/** Deeper JSON is refused, so that nothing that walks it can run out of stack. */
const MAX_DEPTH = 500;

const TEXT_DIALECTS: readonly TextDialect[] = [llmcompiler, rewoo];

const ACCEPTED =
  'Calls are read as { "tool": …, "arguments": { … } }, as OpenAI, Anthropic, Gemini, Bedrock, Ollama, MCP, LangChain, ' +
  "AI SDK, AIECS and NESTFUL write them, and as the plans of LLMCompiler and ReWOO.";

/** Reads a part of a text as what it most likely is: one JSON document, or text with calls somewhere in it. */
export function readText(text: string, range: TextRange): Reading {
  const part = text.slice(range.offset, range.offset + range.length);
  const start = skipTrivia(part);
  if (start >= part.length) return nothing(emptyProblem(range));
  const scan = scanFragments(part, startsJson(part, start) ? start : 0);
  if (scan.depth > MAX_DEPTH) return nothing(tooDeep(range));
  const isDocument = isOneDocument(part, start, scan) || isBrokenDocument(part, start, scan);
  return isDocument ? readDocument(text, range) : readLog(text, range, scan);
}

/** Reads a part of a text as one JSON document, whatever it looks like: the text of a manifest's file. */
export function readFile(text: string, range: TextRange): Reading {
  const part = text.slice(range.offset, range.offset + range.length);
  const start = skipTrivia(part);
  if (start >= part.length) return nothing(emptyProblem(range));
  if (scanFragments(part, start).depth > MAX_DEPTH) return nothing(tooDeep(range));
  return readDocument(text, range);
}

function readDocument(text: string, range: TextRange): Reading {
  const { root, problems } = parseJsonTree(text, withoutMark(text, range));
  if (root === undefined) return nothing(...(problems.length > 0 ? problems : [noCalls(text, range)]));
  const reading = isManifest(root) ? readManifest(text, root) : readBareCalls(text, root);
  const all = [...problems, ...reading.problems];
  if (reading.calls.length === 0 && all.length === 0) all.push(noCalls(text, range));
  return { ...reading, problems: all };
}

function readLog(text: string, range: TextRange, scan: FragmentScan): Reading {
  const roots = scan.fragments.flatMap(({ offset, length }) => {
    const tree = parseJsonTree(text, { offset: range.offset + offset, length });
    return tree.root === undefined ? [] : [tree.root];
  });
  const manifests = roots.filter(isManifest);
  const [manifest] = manifests;
  if (manifest !== undefined && manifests.length === 1) return readManifest(text, manifest);
  if (manifests.length > 1) return nothing(severalManifests(manifests));
  const readings = roots.map((root) => readBareCalls(text, root));
  const inJson = readings.flatMap(({ calls }) => calls);
  const plans = readPlans(text, range, inJson);
  const calls = [
    ...inJson.filter((call) => !plans.calls.some((plan) => contains(plan.range, call.range))),
    ...plans.calls,
  ];
  const problems = [...readings.flatMap((reading) => reading.problems), ...plans.problems];
  problems.push(...brokenProblems(text, range, scan, calls));
  if (calls.length === 0 && problems.length === 0) problems.push(noCalls(text, range));
  return {
    root: roots.length === 1 ? roots[0] : undefined,
    native: false,
    calls: calls.sort((one, other) => one.range.offset - other.range.offset),
    problems,
    broken: new Set(readings.flatMap(({ broken }) => [...broken])),
  };
}

/** A numbered list in prose may look like a plan's steps: beside calls that are JSON, only steps that can be read count. */
function readPlans(
  text: string,
  range: TextRange,
  others: readonly FoundCall[],
): { calls: readonly FoundCall[]; problems: readonly Problem[] } {
  const plans = TEXT_DIALECTS.map((dialect) => dialect.readText(text, range));
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
  return broken
    .filter((part) => calls.some((call) => contains(part, call.range)))
    .map((part) => ({
      severity: "warning" as const,
      message: "The JSON that begins here breaks off. Only the calls in it that are complete were taken.",
      range: { offset: part.offset, length: 1 },
    }));
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
  return { severity: "error", message: `There is nothing here to run. ${ACCEPTED}`, range };
}

function noCalls(text: string, range: TextRange): Problem {
  return { severity: "error", message: `No tool calls found. ${ACCEPTED}`, range: firstLine(text, range) };
}

function tooDeep(range: TextRange): Problem {
  return {
    severity: "error",
    message: `The JSON is nested more than ${MAX_DEPTH} levels deep. Take the calls out of what is around them.`,
    range,
  };
}

function severalManifests(manifests: readonly JsonNode[]): Problem {
  const offset = manifests[1]?.offset ?? 0;
  return {
    severity: "error",
    message: "There is more than one manifest here. Select the one that is to run.",
    range: { offset, length: 1 },
  };
}

function firstLine(text: string, range: TextRange): TextRange {
  const part = text.slice(range.offset, range.offset + range.length);
  const start = skipTrivia(part);
  const line = /[^\r\n]*/.exec(part.slice(start, start + 500))?.[0] ?? "";
  return { offset: range.offset + start, length: line.length };
}
