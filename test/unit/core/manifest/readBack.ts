import type { JsonObject } from "../../../../src/core/model/data/json";
import { parseManifest } from "../../../../src/core/manifest/parse";

export interface Wanted {
  readonly tool: string;
  readonly arguments: JsonObject;
}

/** The calls of a text as tool and arguments, for comparing. */
export function readBack(text: string): Wanted[] {
  return parseManifest(text).manifest.calls.map((call) => ({ tool: call.tool, arguments: call.arguments }));
}

/** Severities and messages of the problems of a text, with the text that each of them underlines. */
export function problemsOf(text: string, options?: Parameters<typeof parseManifest>[1]): string[] {
  return parseManifest(text, options).problems.map(
    ({ severity, message, range }) =>
      `${severity}: ${message} «${text.slice(range.offset, range.offset + range.length)}»`,
  );
}
