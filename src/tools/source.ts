import type { AttemptContext } from "../model/attempt";
import type { JsonObject } from "../model/json";
import type { ToolResult } from "../model/result";
import type { Tool } from "../model/tool";

export type { AttemptContext };

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
  /** Ends processes and connections; may be called more than once. Listing or calling again starts it again. */
  close(): Promise<void>;
}
