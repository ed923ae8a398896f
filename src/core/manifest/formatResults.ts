import type { Json } from "../model/data/json";
import type { Call, Dialect } from "../model/manifest";
import type { Ending } from "../model/run";
import type { CallResult, TextDialect } from "./dialects/dialect";
import { llmcompiler } from "./dialects/llmcompiler";
import { rewoo } from "./dialects/rewoo";
import { jsonDialects } from "./findCalls";

const textDialects: readonly TextDialect[] = [llmcompiler, rewoo];

type Block = { readonly json: readonly Json[] } | { readonly text: string };

/**
 * The results of calls, `endings` being in the order of `calls`, written in the dialect that each call came in, or all in
 * `dialect`: JSON to hand back to whoever made the calls, or text for plans in text. A call that has not ended says so.
 */
export function formatResults(
  calls: readonly Call[],
  endings: readonly (Ending | undefined)[],
  dialect?: Dialect,
): string {
  const groups = new Map<Dialect, CallResult[]>();
  for (const [index, call] of calls.entries()) {
    const form = dialect ?? call.dialect;
    const group = groups.get(form) ?? [];
    group.push({ call, ending: endings[index] });
    groups.set(form, group);
  }
  const blocks = [...groups].map(([form, results]) => writeBlock(form, results));
  if (blocks.every((block) => "json" in block))
    return print(blocks.flatMap((block) => ("json" in block ? block.json : [])));
  return blocks.map((block) => ("json" in block ? print(block.json) : block.text)).join("\n\n");
}

function writeBlock(dialect: Dialect, results: readonly CallResult[]): Block {
  const asText = textDialects.find((form) => form.dialect === dialect);
  if (asText !== undefined) return { text: asText.writeText(results) };
  const asJson = jsonDialects.find((form) => form.dialect === dialect);
  return { json: asJson?.write(results) ?? [] };
}

function print(values: readonly Json[]): string {
  return JSON.stringify(values, undefined, 2);
}
