import { basename } from "node:path";
import { pathToFileURL } from "node:url";

import type { OpenApiDefinition, ServerDefinition } from "../../../core/model/manifest";
import type { Origin } from "../../../core/model/origin";
import { ToolFailure } from "../../../core/model/failure";
import type { Elicit } from "./people/elicitation";
import { type Worded } from "../../../core/model/text/wording";

/** A folder that servers are told to work in; `uri` is a `file:` URI. */
export interface Root {
  readonly uri: string;
  readonly name?: string;
}

/** The folders of the workspace, as servers see them. */
export interface Roots {
  list(): readonly Root[];
  /** Tells when they have changed, until it is disposed of. */
  onDidChange(listener: () => void): { dispose(): unknown };
}

/** Roots that do not change. */
export function fixedRoots(folders: readonly string[]): Roots {
  return {
    list: () => folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: basename(folder) })),
    onDidChange: () => ({ dispose: () => undefined }),
  };
}

/** Has a person sign in to a server, in a browser. */
export interface SignIn {
  /** Where the authorization server sends the browser when it is done. */
  redirectUrl(): Promise<string>;
  /**
   * Asks whether to sign in, opens `url` and waits for the browser to come back with `state`; gives the query that it
   * came with. Throws a {@link RefusedByPerson} when the answer is no, or none comes.
   */
  signIn(request: SignInRequest): Promise<URLSearchParams>;
}

export interface SignInRequest {
  readonly server: string;
  readonly url: URL;
  readonly state: string;
  readonly signal: AbortSignal;
}

/**
 * Where tokens are kept, by the address of the server that they are for and are never sent away from: no place that others
 * can read.
 */
export interface CredentialStore {
  get(url: string): PromiseLike<string | undefined>;
  store(url: string, value: string): PromiseLike<void>;
}

/** A server by its name, and its definition before variables are filled in. */
export interface DefinedServer {
  readonly name: string;
  readonly definition: ServerDefinition;
  /** Who wrote the definition. */
  readonly origin?: Origin;
}

/** An OpenAPI document by the name of its source, before variables are filled in. */
export interface DefinedDocument {
  readonly name: string;
  readonly definition: OpenApiDefinition;
  readonly origin?: Origin;
}

/** Somebody wants a run, who may have changed their mind; or a server is about to be started in one that was answered for. */
export type ConsentMoment = "beforeRun" | "atStart";

/** What MCP servers may be given of the place where they are used. Without a part, servers do without it. */
export interface McpHost {
  readonly roots?: Roots;
  readonly elicit?: Elicit;
  readonly signIn?: SignIn;
  readonly credentials?: CredentialStore;
  /** Told each token, which must not be shown or stored elsewhere. */
  readonly secret?: (value: string) => void;
  /**
   * Whether a person lets the server be started, or the document be fetched. What is asked about at the same time is shown
   * together.
   */
  readonly consent?: (source: DefinedServer | DefinedDocument, moment: ConsentMoment) => Promise<boolean>;
}

/** A person said no, or did not answer: the source is unavailable until somebody asks again. */
export class RefusedByPerson extends ToolFailure {
  constructor(said: Worded, cause?: unknown) {
    super("unavailable", said, { reachedTool: false, cause });
  }
}
