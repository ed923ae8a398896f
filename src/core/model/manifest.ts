import type { Json, JsonObject } from "./data/json";
import type { Origin } from "./origin";
import type { Safety, ToolAnnotations } from "./tool";
import type { Worded } from "./text/wording";

/** How often and how patiently a call is tried: exponential back-off with full jitter between `attempts`. */
export interface RetryPolicy {
  readonly maxAttempts?: number;
  readonly backoffMs?: number;
  readonly maxBackoffMs?: number;
}

/** How calls that touch one resource, or the state of one source, are ordered; see the design's *Conflicts*. */
export type ConflictMode = "resource" | "strict" | "off";

/**
 * What of its source's state a tool touches that no argument has to name: all of it, none, or the part that these arguments
 * name, from the outermost to the innermost.
 */
export type StateScope = "shared" | "none" | readonly string[];

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
  /** Folders that the server is told to work in, instead of the workspace's. */
  readonly roots?: readonly string[];
}

export interface HttpServerDefinition {
  readonly type: "http" | "sse";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly oauth?: OAuthDefinition;
  /** Folders that the server is told to work in, instead of the workspace's. */
  readonly roots?: readonly string[];
}

/** How to sign in to a server, where finding out by itself is not enough. */
export interface OAuthDefinition {
  /** A client that was registered beforehand, or the address of its metadata document. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** The authorization server that alone may be shown these; whichever the server names if absent. */
  readonly issuer?: string;
  /** Scopes to ask for, separated by spaces, where the server names none. */
  readonly scope?: string;
  /** `client_credentials` needs no person. */
  readonly grant?: "authorization_code" | "client_credentials";
}

/** What can be said of any tool of a manifest's own; what is left out is found out from what the tool does. */
export interface ToolDescription {
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema?: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly annotations?: ToolAnnotations;
}

/** A tool of the manifest's own. Its strings may hold variables and `{placeholders}` for arguments. */
export type ToolDefinition =
  HttpToolDefinition | ProcessToolDefinition | ModuleToolDefinition | { readonly openapi: string | OpenApiDefinition };

export interface HttpToolDefinition extends ToolDescription {
  readonly http: {
    /** GET when absent. */
    readonly method?: string;
    readonly url: string;
    readonly query?: JsonObject;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Json;
    /** JMESPath; all of the answer when absent. */
    readonly result?: string;
    readonly followRedirects?: boolean;
    readonly maxResponseBytes?: number;
  };
}

export interface ProcessToolDefinition extends ToolDescription {
  readonly process: {
    readonly command: string;
    readonly args?: readonly string[];
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string | number | null>>;
    /** What it reads on its standard input. */
    readonly input?: string;
    readonly shell?: boolean;
    /** Exit codes that are no failure; only 0 when absent. */
    readonly exitCodes?: readonly number[];
    /** What becomes of its output; `streams` when absent. */
    readonly output?: "streams" | "text" | "json";
    /** Of each of its outputs; 10 MB when absent. */
    readonly maxOutputBytes?: number;
  };
}

export interface ModuleToolDefinition extends ToolDescription {
  /** A path, from the workspace folder. */
  readonly module: string;
  /** The name of the exported function; `default` when absent. */
  readonly export?: string;
}

/** An OpenAPI document whose operations are tools. */
export interface OpenApiDefinition {
  /** A path, from the workspace folder, or a URL. */
  readonly document: string;
  /** The name of the source that its tools are in; by the document's file name when absent. */
  readonly name?: string;
  /** Used instead of the document's servers. */
  readonly baseUrl?: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the document's security schemes are filled in with, by their names. */
  readonly security?: Readonly<Record<string, string | { readonly username: string; readonly password: string }>>;
  /** Patterns of the operations that are tools; all when absent. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly maxResponseBytes?: number;
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
  /** Who wrote it; a stranger when absent. */
  readonly origin?: Origin;
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
  /** Who wrote all of it, but calls that say otherwise; a stranger when absent. */
  readonly origin?: Origin;
  readonly servers: Readonly<Record<string, ServerDefinition>>;
  readonly inputs: readonly InputDefinition[];
  /** Tools of the manifest's own, as written. */
  readonly tools: Readonly<Record<string, ToolDefinition>>;
  /** OpenAPI documents whose operations are tools, as written. */
  readonly openapi?: string | OpenApiDefinition | readonly (string | OpenApiDefinition)[];
  readonly limits: Readonly<Record<string, Limit>>;
  /** Safety where annotations are missing or wrong, by tool pattern. */
  readonly safety: Readonly<Record<string, Safety>>;
  /** Names of the arguments that name a resource, by tool pattern, where the usual names do not say it. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
  /** What tools touch of their source's state, by tool pattern, where it is not all of it. */
  readonly state?: Readonly<Record<string, StateScope>>;
  readonly maxConcurrency?: Concurrency;
  readonly timeoutMs?: number;
  /** The longest that progress can stretch an attempt. */
  readonly maxTimeoutMs?: number;
  readonly graceMs?: number;
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
export interface Problem extends Worded {
  readonly severity: "error" | "warning" | "hint";
  readonly range: TextRange;
}
