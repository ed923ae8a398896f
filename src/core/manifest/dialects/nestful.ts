import type { Json, JsonObject } from "../../model/data/json";
import type { Problem } from "../../model/manifest";
import { resultValue } from "../../model/result";
import { memberOf, stringMember } from "../text/jsonTree";
import { escapeText, mapStrings } from "../references/placeholders";
import type { FoundCall, JsonDialect } from "./dialect";
import { canBeArguments } from "./parts/foundArguments";
import { readCall } from "./parts/readCall";
import { errorMessage } from "./parts/resultText";
import type { UnusedIds } from "./parts/unusedIds";
import { worded } from "../../model/text/wording";

/** The entry that closes a plan: it says what the answer is, and calls nothing. */
const answerVariable = "var_result";

/** NESTFUL: `{ "name", "label": "$var1", "arguments": { "a": "$var0.field$" } }`. */
export const nestful: JsonDialect = {
  dialect: "nestful",
  read(node, context) {
    const label = stringMember(node, "label");
    const args = memberOf(node, "arguments");
    if (label === undefined || !canBeArguments(args)) return undefined;
    const tool = memberOf(node, "name");
    return readCall({ dialect: "nestful", node, tool, arguments: args, id: idOf(label) }, context);
  },
  write(results) {
    return results.map(({ call, ending }) => ({
      name: call.tool,
      ...(call.providerId !== undefined && { label: `$${call.providerId}` }),
      ...(ending?.outcome === "succeeded" ? { result: resultValue(ending.result) } : { error: errorMessage(ending) }),
    }));
  },
};

/** Whether an object is the entry of a NESTFUL plan that only names its answer. */
export function isNestfulAnswer(call: FoundCall): boolean {
  return call.tool === answerVariable && (call.dialect === "nestful" || call.dialect === "mcp");
}

/**
 * The calls of one list, with NESTFUL's references in the native form. A label that is used again means the newest call
 * that has it.
 */
export function linkNestful(calls: readonly FoundCall[], ids: UnusedIds): readonly FoundCall[] {
  const idOfLabel = new Map<string, string>();
  return calls.map((call) => {
    if (call.dialect !== "nestful") return call;
    const linked = { ...call, arguments: linkArguments(call, idOfLabel) };
    if (call.id === undefined) return linked;
    const id = ids.claim(call.id);
    idOfLabel.set(call.id, id);
    return { ...linked, id, providerId: call.id };
  });
}

const references = /\$(\w+)((?:\.\w+|\[-?\d+\])*)\$/g;

function linkArguments(call: FoundCall, idOfLabel: ReadonlyMap<string, string>): FoundCall["arguments"] {
  const problems: Problem[] = [...call.arguments.problems];
  const value = mapStrings(call.arguments.value, (text, at): Json => {
    if (!text.includes("$")) return text;
    let linked = "";
    let from = 0;
    for (const reference of text.matchAll(references)) {
      const [written, label = "", path = ""] = reference;
      const id = idOfLabel.get(label);
      const isWhole = written.length === text.length;
      if (id === undefined && !isWhole) {
        problems.push({
          severity: "hint",
          ...worded("{0} is taken as text: no call before this one has the label {1}.", written, `$${label}`),
          range: call.arguments.rangeOf(at),
        });
        continue;
      }
      linked += `${escapeText(text.slice(from, reference.index))}\${${id ?? label}${path}}`;
      from = reference.index + written.length;
    }
    return linked + escapeText(text.slice(from));
  }) as JsonObject;
  return { ...call.arguments, value, problems };
}

function idOf(label: string): string {
  return label.replace(/^\$|\$$/g, "");
}
