import { parse, type ParseError } from "jsonc-parser";

import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";
import { JsonWatcher } from "./jsonWatcher";
import { parseExactly } from "../../../core/model/data/exactJson";

/** Arguments as they were written, once they are whole, or what is wrong with them. */
export type ReadArguments =
  { readonly kind: "whole"; readonly arguments: JsonObject } | { readonly kind: "broken"; readonly problem: string };

/**
 * Reads the arguments of one call while they are being written. However they are cut into pieces, it comes to the same:
 * what follows a whole object is ignored.
 */
export class ArgumentsReader {
  private watcher = new JsonWatcher([], () => undefined);
  private written = "";

  /** Everything that was written and counts. */
  get text(): string {
    return this.written;
  }

  /**
   * Whether the arguments are whole although the call has not ended. An empty object is not taken to be: some servers
   * begin every call with one and send the real arguments after it.
   */
  get isWhole(): boolean {
    return this.watcher.isComplete && !this.isEmptyObject;
  }

  /** Whether an empty object was written, and nothing else. */
  get isEmptyObject(): boolean {
    return this.watcher.isComplete && /^\s*\{\s*\}\s*$/.test(this.written);
  }

  write(piece: string): void {
    // An object can only be whole at a brace, so nothing of what follows one reaches the parser.
    for (const part of piece.split(/(?<=\})/)) this.writePart(part);
  }

  /** What the arguments are, now that nothing more will come; nothing at all counts as no arguments. */
  end(): ReadArguments {
    const text = this.written.trim();
    if (text === "" || text === "null") return { kind: "whole", arguments: {} };
    const value = parseStrictly(text);
    if (value !== undefined) return objectOf(value);
    const errors: ParseError[] = [];
    // Models leave commas behind the last item, and comments.
    const lenient = parse(text, errors, { allowTrailingComma: true }) as Json;
    if (errors.length === 0) return objectOf(lenient);
    const { problem } = this.watcher;
    const wrong = problem === undefined ? "they stop before they are complete" : problem.replace(/\.$/, "");
    return { kind: "broken", problem: `The arguments are not JSON: ${wrong}.` };
  }

  private writePart(part: string): void {
    if (this.isWhole) return;
    if (this.watcher.isComplete) {
      if (!part.trimStart().startsWith("{")) return;
      this.watcher = new JsonWatcher([], () => undefined);
      this.written = "";
    }
    this.written += part;
    this.watcher.write(part);
  }
}

/** What arguments are that came as a JSON value, or as text that holds one. */
export function objectOf(value: Json): ReadArguments {
  const unpacked = typeof value === "string" ? parseStrictly(value) : value;
  return isJsonObject(unpacked)
    ? { kind: "whole", arguments: unpacked }
    : { kind: "broken", problem: "The arguments must be a JSON object." };
}

function parseStrictly(text: string): Json | undefined {
  try {
    return parseExactly(text) as Json;
  } catch {
    return undefined;
  }
}
