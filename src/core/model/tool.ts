import type { JsonObject } from "./data/json";
import type { Origin } from "./origin";

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
  /** Who wrote the definition of the tool, or of the server that has it. Absent for the tools that are built in. */
  readonly origin?: Origin;
  /** It sends an HTTP request, whose method says what it may change. */
  readonly http?: HttpToolFacts;
  /** Its calls leave this machine, or may. */
  readonly reachesOut?: true;
  /** A shell reads what it runs, with all that a shell can do; whoever approves a call of it has to see this. */
  readonly usesShell?: true;
}

/** What a source is by nature: whether it keeps state between its calls, and whose files its arguments name. */
export interface SourceNature {
  /** Only a `server` and the tools of a `languageModel` keep state; the others start anew with each call, or are HTTP. */
  readonly kind: "builtIn" | "manifest" | "openapi" | "server" | "languageModel";
  /** What a server calls itself: `serverInfo.name`. */
  readonly serverName?: string;
  /** It is reached over the network, so that its paths are no local files. */
  readonly isRemote?: true;
}

/** A source as planning sees it: what it is, and all of its tools, also those that no call names. */
export interface SourceFacts extends SourceNature {
  readonly tools: readonly Tool[];
}

/** How the method and the address of a tool's requests are found out. */
export interface HttpToolFacts {
  /** The method where no argument gives another. */
  readonly method: string;
  /** The argument that gives the method, if one does. */
  readonly methodArgument?: string;
  /** The address, with `{placeholders}` for arguments, where no argument is all of it. */
  readonly url?: string;
}

/**
 * How far a call may be repeated: `readOnly` changes nothing, `idempotent` changes the same thing however often it runs,
 * `unsafe` may change something every time.
 */
export type Safety = "readOnly" | "idempotent" | "unsafe";
