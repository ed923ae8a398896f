import type { AttemptContext } from "../model/attempt";
import type { JsonObject } from "../model/json";
import type { ToolResult } from "../model/result";
import type { Tool } from "../model/tool";

export type { AttemptContext };

/** What a source says without being asked. */
export type SourceNews =
  /** Its tools may be others than those that it listed. */
  | { readonly kind: "toolsChanged" }
  /** It went away by itself. */
  | { readonly kind: "lost"; readonly reason: string };

/** Where tools come from. Listing or calling starts whatever has to be started; closing ends it. */
export interface ToolSource {
  /** Unique in its catalogue; the part of `source/name` before the slash. */
  readonly name: string;
  /** Listing it starts nothing and asks nobody, so that it may be listed where nothing may be started. */
  readonly isPassive?: true;
  /** Throws a `ToolFailure` of kind `unavailable` when the source cannot be started. */
  list(signal?: AbortSignal): Promise<readonly Tool[]>;
  /** Throws a `ToolFailure` for every way in which the call can fail. */
  call(toolName: string, args: JsonObject, context: AttemptContext): Promise<ToolResult>;
  /** Calls the listener with what the source says unasked; returns what ends that. Absent where it never says anything. */
  watch?(listener: (news: SourceNews) => void): () => void;
  /** Ends processes and connections; may be called more than once. Listing or calling again starts it again. */
  close(): Promise<void>;
}
