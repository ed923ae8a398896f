import type { Json, JsonObject } from "../../model/data/json";
import type { Problem, TextRange } from "../../model/manifest";
import { escapeText, mapStrings } from "../references/placeholders";
import type { FoundCall, TextDialect } from "./dialect";
import { endingText } from "./parts/resultText";
import { parseJson } from "../../model/data/parsedJson";
import { worded } from "../../model/text/wording";

const stepStart = /#(E\d+)[ \t]*=[ \t]*([A-Za-z_][\w./-]*)[ \t]*\[/g;
const references = /#(E\d+)\b/g;

/**
 * ReWOO's plans: `#E1 = Tool[input]`, with `#E1` in a later input for what that step found. An input that is JSON is the
 * arguments; other input is one argument at position "0" until the tool's schema gives it its name.
 */
export const rewoo: TextDialect = {
  dialect: "rewoo",
  readText(text, range) {
    const problems: Problem[] = [];
    const calls: FoundCall[] = [];
    const part = text.slice(range.offset, range.offset + range.length);
    const steps = [...part.matchAll(stepStart)];
    const earlier = new Set<string>();
    for (const [index, match] of steps.entries()) {
      const limit = steps[index + 1]?.index ?? part.length;
      const call = readStep(part, match, limit, range.offset, earlier, problems);
      if (call !== undefined) calls.push(call);
      earlier.add(match[1] ?? "");
    }
    return { calls, problems };
  },
  writeText(results) {
    return results
      .map(({ call, ending }) => `#${call.providerId ?? `E${call.index + 1}`} = ${endingText(ending)}`)
      .join("\n");
  },
};

function readStep(
  part: string,
  match: RegExpExecArray,
  limit: number,
  base: number,
  earlier: ReadonlySet<string>,
  problems: Problem[],
): FoundCall | undefined {
  const [written, id = "", tool = ""] = match;
  const start = match.index + written.length;
  const end = closingBracket(part, start, limit);
  const toolRange = { offset: base + match.index + written.lastIndexOf(tool), length: tool.length };
  if (end === undefined) {
    const range = { offset: base + match.index, length: written.length };
    const said = worded("The input of {0} is not closed. Add a closing bracket ].", `#${id}`);
    problems.push({ severity: "error", ...said, range });
    return undefined;
  }
  const input = part.slice(start, end);
  const range = { offset: base + start, length: Math.max(end - start, 1) };
  const value = mapStrings(argumentsOf(input), (text) => link(text, earlier, range, problems)) as JsonObject;
  return {
    dialect: "rewoo",
    tool,
    id,
    arguments: { value, problems: [], rangeOf: () => range },
    range: { offset: base + match.index, length: end + 1 - match.index },
    toolRange,
  };
}

/** Brackets in the input are balanced; where they are not, the last one of the line closes. */
function closingBracket(part: string, start: number, limit: number): number | undefined {
  let depth = 0;
  for (let at = start; at < limit; at++) {
    const character = part.charAt(at);
    if (character === "[") depth++;
    else if (character === "]" && depth-- === 0) return at;
  }
  const line = /[^\r\n]*/.exec(part.slice(start, limit))?.[0] ?? "";
  const last = line.lastIndexOf("]");
  return last < 0 ? undefined : start + last;
}

function argumentsOf(input: string): JsonObject {
  const trimmed = input.trim();
  if (trimmed === "") return {};
  if (trimmed.startsWith("{")) {
    try {
      return parseJson(trimmed) as JsonObject;
    } catch {
      return { "0": trimmed };
    }
  }
  return { "0": trimmed.replace(/^(["'])(.*)\1$/s, "$2") };
}

function link(text: string, earlier: ReadonlySet<string>, range: TextRange, problems: Problem[]): Json {
  if (/^#E\d+$/.test(text)) return `\${${text.slice(1)}}`;
  let linked = "";
  let from = 0;
  for (const reference of text.matchAll(references)) {
    const [written, id = ""] = reference;
    if (!earlier.has(id)) {
      problems.push({
        severity: "hint",
        ...worded("{0} is taken as text: no step before this one is {0}.", written),
        range,
      });
      continue;
    }
    linked += `${escapeText(text.slice(from, reference.index))}\${${id}}`;
    from = reference.index + written.length;
  }
  return linked + escapeText(text.slice(from));
}
