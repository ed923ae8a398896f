import { createHash } from "node:crypto";

import { findVariables } from "../../../../core/manifest/references/variables";
import type { Json } from "../../../../core/model/data/json";
import { visible, visibleName } from "../../../../core/model/text/visible";
import type { ConsentMoment, DefinedDocument, DefinedServer } from "../mcpHost";

/** What of a definition is one thing to somebody who decides on it. */
export interface DefinitionLine {
  readonly what:
    | "program"
    | "arguments"
    | "environment"
    | "environmentFile"
    | "folder"
    | "address"
    | "document"
    | "headers"
    | "client"
    | "variables";
  readonly text: string;
}

/** What a person may be asked about before it is started, connected to or fetched. */
export type Definable = DefinedServer | DefinedDocument;

/**
 * What exactly a definition would start, connect to or fetch, and what would be filled in. Values of variables and headers may
 * be secret, so that only their names are shown, but for those that decide what code a program loads.
 */
export function definitionLines(definition: Definable["definition"]): readonly DefinitionLine[] {
  const variables = [...new Set(findVariables(definition as unknown as Json).map(({ text }) => text))];
  return [
    ...partsOf(definition),
    ...(variables.length > 0 ? [{ what: "variables" as const, text: variables.map(visible).join(", ") }] : []),
  ];
}

function partsOf(definition: Definable["definition"]): readonly DefinitionLine[] {
  if ("document" in definition) return [{ what: "document", text: visible(definition.document) }];
  if ("command" in definition) {
    const { command, args = [], env = {}, envFile, cwd = "${workspaceFolder}" } = definition;
    return [
      { what: "program", text: visible(command) },
      ...(args.length > 0 ? [{ what: "arguments" as const, text: args.map(quoted).join(" ") }] : []),
      { what: "folder", text: visible(cwd) },
      ...(Object.keys(env).length > 0 ? [{ what: "environment" as const, text: assignments(env) }] : []),
      ...(envFile === undefined ? [] : [{ what: "environmentFile" as const, text: visible(envFile) }]),
    ];
  }
  const { url, headers = {}, oauth } = definition;
  return [
    { what: "address", text: visible(url) },
    ...(Object.keys(headers).length > 0 ? [{ what: "headers" as const, text: names(headers) }] : []),
    ...(oauth?.clientId === undefined ? [] : [{ what: "client" as const, text: visible(oauth.clientId) }]),
  ];
}

/** Variables with which another program can be made to run than the one that is shown. */
const codeLoading =
  /^(NODE_OPTIONS|NODE_PATH|LD_.*|DYLD_.*|PATH|PATHEXT|COMSPEC|SHELL|PYTHON.*|PERL5.*|RUBY.*|_?JAVA_.*|JDK_.*|BASH_ENV|ENV|GIT_.*|NPM_CONFIG_.*|UV_.*|PIP_.*)$/i;

function assignments(env: Readonly<Record<string, unknown>>): string {
  const shown = Object.entries(env).map(([name, value]) =>
    codeLoading.test(name) ? `${visibleName(name)}=${quoted(String(value))}` : visibleName(name),
  );
  return shown.join(", ");
}

function names(record: Readonly<Record<string, unknown>>): string {
  return Object.keys(record).map(visibleName).join(", ");
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./\\${}-]+$/.test(argument) ? argument : `"${visible(argument).replaceAll('"', '\\"')}"`;
}

/** The same for two definitions exactly if they say the same, in whatever order; their variables stay as written. */
export function definitionHash(definition: Definable["definition"]): string {
  return createHash("sha256")
    .update(JSON.stringify(inOrder(definition)))
    .digest("hex");
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([key, each]) => [key, inOrder(each)]);
}

/** What a person answered: which of the servers may be started, and whether that holds for later, too. */
export interface ConsentAnswer {
  readonly allowed: ReadonlySet<Definable>;
  readonly remember: boolean;
}

export interface ConsentOptions {
  /** Whether a definition was allowed before, by its hash. */
  isKnown(hash: string): boolean;
  remember(hashes: readonly string[]): void;
  ask(sources: readonly Definable[]): Promise<ConsentAnswer>;
  /** Milliseconds that never go back. */
  now(): number;
}

/** A no holds for what a run asks right after it, not for the next run. */
const denialHoldsMs = 5000;

/**
 * Asks a person once for each new definition of a server, for all that come at the same time in one question. What was
 * allowed once holds as long as this lives; what is remembered, longer. A changed definition is a new one.
 */
export class ServerConsent {
  private readonly allowed = new Set<string>();
  private readonly deniedUntil = new Map<string, number>();
  private readonly asked = new Map<string, Promise<boolean>>();
  private batch:
    { readonly servers: Map<string, Definable>; readonly answered: Promise<ReadonlySet<string>> } | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: ConsentOptions) {}

  /** Whether the server may be started; asks when that is not known. */
  allows(server: Definable, moment: ConsentMoment): Promise<boolean> {
    const hash = definitionHash(server.definition);
    if (this.allowed.has(hash) || this.options.isKnown(hash)) return Promise.resolve(true);
    const now = this.options.now();
    if (moment === "atStart" && (this.deniedUntil.get(hash) ?? now) > now) {
      this.deniedUntil.set(hash, now + denialHoldsMs);
      return Promise.resolve(false);
    }
    const known = this.asked.get(hash);
    if (known !== undefined) return known;
    const answer = this.ask(hash, server).finally(() => this.asked.delete(hash));
    this.asked.set(hash, answer);
    return answer;
  }

  /** Asks anew about every server that is not running, as if none had ever been allowed. */
  forget(): void {
    this.allowed.clear();
  }

  private async ask(hash: string, server: Definable): Promise<boolean> {
    this.batch ??= this.openBatch();
    this.batch.servers.set(hash, server);
    return (await this.batch.answered).has(hash);
  }

  /** Questions come one after another; what is asked for while one is open waits for the next. */
  private openBatch(): NonNullable<typeof this.batch> {
    const servers = new Map<string, Definable>();
    const answered = this.last
      .then(() => new Promise((resolve) => setImmediate(resolve)))
      .then(() => {
        this.batch = undefined;
        return this.answer(servers);
      });
    this.last = answered.catch(() => undefined);
    return { servers, answered };
  }

  private async answer(servers: ReadonlyMap<string, Definable>): Promise<ReadonlySet<string>> {
    const { allowed, remember } = await this.options.ask([...servers.values()]);
    const hashes = [...servers].filter(([, server]) => allowed.has(server)).map(([hash]) => hash);
    const now = this.options.now();
    for (const hash of servers.keys()) this.deniedUntil.set(hash, now + denialHoldsMs);
    for (const hash of hashes) {
      this.deniedUntil.delete(hash);
      this.allowed.add(hash);
    }
    if (remember && hashes.length > 0) this.options.remember(hashes);
    return new Set(hashes);
  }
}
