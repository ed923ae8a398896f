import type { AttemptContext } from "../../core/model/attempt";
import type { JsonObject } from "../../core/model/data/json";
import type { ToolResult } from "../../core/model/result";
import type { SourceNature, Tool } from "../../core/model/tool";
import type { Said } from "../../core/model/text/wording";

export type { AttemptContext };

export interface SourcePart {
  readonly name: string;
  readonly tools: readonly string[];
}

/** What a source says without being asked. */
export type SourceNews =
  /** Its tools may be others than those that it listed. */
  | { readonly kind: "toolsChanged" }
  /**
   * It is up and keeps things in memory; `after` is how it went away before, if it was up before: they are gone. Where that
   * is said of a part of it alone, `part` is what people call it, and the tools that it has.
   */
  | { readonly kind: "started"; readonly after?: Said; readonly part?: SourcePart }
  /** It went away by itself. */
  | { readonly kind: "lost"; readonly reason: Said };

/** Where tools come from. Listing or calling starts whatever has to be started; closing ends it. */
export interface ToolSource {
  /** Unique in its catalogue; the part of `source/name` before the slash. */
  readonly name: string;
  /** Listing it starts nothing and asks nobody, so that it may be listed where nothing may be started. */
  readonly isPassive?: true;
  /**
   * What it is; what a server calls itself is known once it has been listed. Its tools are those that it lists, as they
   * describe themselves, where they are listed otherwise. A `server` if absent.
   */
  nature?(): SourceNature & { readonly tools?: readonly Tool[] };
  /** Throws a `ToolFailure` of kind `unavailable` when the source cannot be started. */
  list(signal?: AbortSignal): Promise<readonly Tool[]>;
  /** Throws a `ToolFailure` for every way in which the call can fail. */
  call(toolName: string, args: JsonObject, context: AttemptContext): Promise<ToolResult>;
  /** Calls the listener with what the source says unasked; returns what ends that. Absent where it never says anything. */
  watch?(listener: (news: SourceNews) => void): () => void;
  /** Ends processes and connections; may be called more than once. Listing or calling again starts it again. */
  close(): Promise<void>;
}
