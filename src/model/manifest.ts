import type { JsonObject } from "./json";
import type { Safety } from "./tool";

/** How often and how patiently a call is tried: exponential back-off with full jitter between `attempts`. */
export interface RetryPolicy {
  readonly maxAttempts?: number;
  readonly backoffMs?: number;
  readonly maxBackoffMs?: number;
}

/** How calls that touch one resource are ordered; see the design's *Conflicts*. */
export type ConflictMode = "resource" | "strict" | "off";

/** A whole number of attempts at once, or `auto`: min(2 × cores, 10). */
export type Concurrency = number | "auto";

/** A limit for the tools that a pattern matches: `source/name`, `source/*` or a bare name. */
export interface Limit {
  readonly maxConcurrency?: number;
  readonly perSecond?: number;
}

export interface CachePolicy {
  /** How long a read-only result may be used again, in milliseconds; 0 for not at all. */
  readonly ttlMs: number;
}

/** A server as `.vscode/mcp.json` writes it. Strings may hold variables, which are filled in when it starts. */
export type ServerDefinition = StdioServerDefinition | HttpServerDefinition;

export interface StdioServerDefinition {
  readonly type?: "stdio";
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | number | null>>;
  readonly envFile?: string;
  readonly cwd?: string;
}

export interface HttpServerDefinition {
  readonly type: "http" | "sse";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A value asked of the user once and used as `${input:id}`, as `.vscode/mcp.json` writes it. */
export interface InputDefinition {
  readonly id: string;
  readonly type: "promptString" | "pickString";
  readonly description?: string;
  readonly default?: string;
  readonly password?: boolean;
  readonly options?: readonly string[];
}

/** One request to call a tool. Its arguments may hold references and variables. */
export interface Call {
  /** Position among the calls of its run, from 0. What a call is keyed by, everywhere. */
  readonly index: number;
  /** As given and unique, else absent. */
  readonly id?: string;
  /** `source/name` or a bare name, as written. */
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly dependsOn?: readonly string[];
  /** Higher runs first; 0 when absent. */
  readonly priority?: number;
  readonly timeoutMs?: number;
  readonly retry?: RetryPolicy;
  readonly cache?: CachePolicy;
  /** The form the call came in, so that its result can be copied back out in it. */
  readonly dialect: Dialect;
  /** The id the provider gave the call (a `tool_call_id`), which a result in that dialect must name. */
  readonly providerId?: string;
}

export type Dialect =
  | "native"
  | "openai-chat"
  | "openai-responses"
  | "anthropic"
  | "gemini"
  | "mcp"
  | "langchain"
  | "ai-sdk"
  | "aiecs"
  | "bedrock"
  | "ollama"
  | "llmcompiler"
  | "rewoo"
  | "nestful";

/** What was asked for, read and checked for form; tools and references are not yet looked up. */
export interface Manifest {
  readonly calls: readonly Call[];
  readonly servers: Readonly<Record<string, ServerDefinition>>;
  readonly inputs: readonly InputDefinition[];
  /** Tools of the manifest's own, as written. */
  readonly tools: Readonly<Record<string, JsonObject>>;
  readonly limits: Readonly<Record<string, Limit>>;
  /** Safety where annotations are missing or wrong, by tool pattern. */
  readonly safety: Readonly<Record<string, Safety>>;
  /** Names of the arguments that name a resource, by tool pattern, where the usual names do not say it. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
  readonly maxConcurrency?: Concurrency;
  readonly timeoutMs?: number;
  readonly deadlineMs?: number;
  readonly retry?: RetryPolicy;
  readonly conflicts?: ConflictMode;
  readonly cache?: CachePolicy;
}

/** Where in the text something stands, in UTF-16 code units from its start. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** Something that keeps a document from running (`error`) or that its author should know (`warning`, `hint`). */
export interface Problem {
  readonly severity: "error" | "warning" | "hint";
  readonly message: string;
  readonly range: TextRange;
}
