import type { JsonObject } from "./json";

/**
 * What a tool says of its own effects, as the Model Context Protocol's tool annotations do.
 * A missing hint means what the protocol says it means: may write, may destroy, is not idempotent.
 */
export interface ToolAnnotations {
  readonly title?: string;
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
}

/** One tool of one source. `inputSchema` is JSON Schema for the call's arguments, an object schema. */
export interface Tool {
  readonly source: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema?: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly annotations?: ToolAnnotations;
  /** A shell reads what it runs, with all that a shell can do; whoever approves a call of it has to see this. */
  readonly usesShell?: true;
}

/**
 * How far a call may be repeated: `readOnly` changes nothing, `idempotent` changes the same thing however often it runs,
 * `unsafe` may change something every time.
 */
export type Safety = "readOnly" | "idempotent" | "unsafe";
