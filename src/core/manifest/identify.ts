import type { Json, JsonObject } from "../model/data/json";
import type { Problem } from "../model/manifest";
import { memberRange, type FoundCall } from "./dialects/dialect";
import { linkNestful } from "./dialects/nestful";
import { UnusedIds } from "./dialects/parts/unusedIds";
import { memberOf } from "./text/jsonTree";
import { escapeText, mapStrings, placeholdersIn } from "./references/placeholders";
import { findReferences } from "./references/references";
import { isVariable } from "./references/variables";
import { worded } from "../model/text/wording";

export interface Identified {
  /** Their ids are unique, and their arguments hold references in the native form only. */
  readonly calls: readonly FoundCall[];
  readonly problems: readonly Problem[];
}

/** Dialects whose references to each other are part of the form; their ids are ours to choose. */
const planDialects = new Set(["llmcompiler", "rewoo", "nestful"]);

/**
 * Gives calls the ids that they are known by. Our own ids must be unique; a provider's id that is not is dropped, which
 * loses nothing but the means to refer to it. A provider's arguments are taken word for word: of what looks like a
 * reference or variable in them, only references to calls that there are count.
 */
export function identifyCalls(found: readonly FoundCall[]): Identified {
  const problems: Problem[] = [];
  const counts = new Map<string, number>();
  for (const { id, dialect } of found) {
    if (id !== undefined && !planDialects.has(dialect)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const own = new Map<string, number>();
  const unique = found.map((call, index) => uniqueCall(call, index, counts, own, problems));
  const taken = new Set(
    unique.flatMap(({ id, dialect }) => (id === undefined || planDialects.has(dialect) ? [] : [id])),
  );
  const linked = linkPlans(unique, new UnusedIds(taken));
  const ids = new Set(linked.flatMap(({ id }) => id ?? []));
  const calls = linked.map((call) =>
    call.dialect === "native" || planDialects.has(call.dialect) ? call : wordForWord(call, ids, problems),
  );
  return { calls, problems: [...problems, ...calls.flatMap((call) => argumentProblems(call))] };
}

/** The schema speaks about arguments of our own calls that are no object. */
function argumentProblems({ dialect, node, arguments: { problems } }: FoundCall): readonly Problem[] {
  return dialect === "native" && memberOf(node, "arguments")?.type !== "object" ? [] : problems;
}

function uniqueCall(
  call: FoundCall,
  index: number,
  counts: ReadonlyMap<string, number>,
  own: Map<string, number>,
  problems: Problem[],
): FoundCall {
  const { id, dialect, ...rest } = call;
  if (id === undefined || planDialects.has(dialect)) return call;
  const idRange = memberRange(call, "id") ?? call.range;
  if (dialect === "native") {
    const first = own.get(id);
    if (first !== undefined) {
      const said = worded('The id "{0}" is already that of call {1}. Choose another one.', id, first + 1);
      problems.push({ severity: "error", ...said, range: idRange });
      return { ...rest, dialect };
    }
    own.set(id, index);
    if (isVariable(id)) {
      const said = worded("{0} is a variable, so no call can refer to this one. Choose another id.", `\${${id}}`);
      problems.push({ severity: "warning", ...said, range: idRange });
    }
    return call;
  }
  if (counts.get(id) === 1) return { ...call, providerId: id };
  const said = worded('The id "{0}" is that of several calls. They all run, but no call can refer to them by it.', id);
  problems.push({ severity: "hint", ...said, range: idRange });
  return { ...rest, dialect, providerId: id };
}

/** Steps of plans in text are unique in their plan; a second plan in the same text starts over. */
function linkPlans(calls: readonly FoundCall[], ids: UnusedIds): readonly FoundCall[] {
  const renamed = new Map<string, string>();
  const linked = calls.map((call) => {
    if (call.id === undefined || (call.dialect !== "llmcompiler" && call.dialect !== "rewoo")) return call;
    const args = renameReferences(call, renamed);
    const id = ids.claim(call.id);
    renamed.set(`${call.dialect} ${call.id}`, id);
    return { ...call, id, providerId: call.id, arguments: args };
  });
  return linkNestful(linked, ids);
}

function renameReferences(call: FoundCall, renamed: ReadonlyMap<string, string>): FoundCall["arguments"] {
  const value = mapStrings(call.arguments.value, (text) => {
    if (!text.includes("${")) return text;
    return replacePlaceholders(text, (content) => {
      const id = /^\w+/.exec(content)?.[0] ?? "";
      return `\${${renamed.get(`${call.dialect} ${id}`) ?? id}${content.slice(id.length)}}`;
    });
  }) as JsonObject;
  return { ...call.arguments, value };
}

function wordForWord(call: FoundCall, ids: ReadonlySet<string>, problems: Problem[]): FoundCall {
  let unknown: { readonly text: string; readonly at: readonly (string | number)[] } | undefined;
  const value = mapStrings(call.arguments.value, (text, at): Json => {
    if (!text.includes("${")) return text;
    let literal = "";
    let from = 0;
    for (const { kind, content, offset, length } of placeholdersIn(text)) {
      if (kind === "escape") continue;
      const written = text.slice(offset, offset + length);
      if (isReferenceTo(content, ids)) {
        literal += escapeText(text.slice(from, offset)) + written;
        from = offset + length;
      } else if (/^[\w.[\]:/-]+$/.test(content)) unknown ??= { text: written, at: [...at] };
    }
    return literal + escapeText(text.slice(from));
  }) as JsonObject;
  if (unknown !== undefined) {
    problems.push({
      severity: "hint",
      ...worded(
        "{0} is taken as text: no call here has that id, and variables stand in calls of our own form only.",
        unknown.text,
      ),
      range: call.arguments.rangeOf(unknown.at),
    });
  }
  return { ...call, arguments: { ...call.arguments, value } };
}

function isReferenceTo(content: string, ids: ReadonlySet<string>): boolean {
  const [reference] = findReferences({ "": `\${${content}}` }, ids);
  return reference !== undefined && ids.has(reference.id);
}

function replacePlaceholders(text: string, replace: (content: string) => string): string {
  let replaced = "";
  let from = 0;
  for (const { kind, content, offset, length } of placeholdersIn(text)) {
    if (kind === "escape") continue;
    replaced += text.slice(from, offset) + replace(content);
    from = offset + length;
  }
  return replaced + text.slice(from);
}
