import { unescape } from "../../../core/manifest/references/placeholders";
import { expandVariables, findVariables } from "../../../core/manifest/references/variables";
import { saidBy, ToolFailure } from "../../../core/model/failure";
import type { Json, JsonObject } from "../../../core/model/data/json";
import type { OpenApiDefinition } from "../../../core/model/manifest";
import { didYouMean } from "../../../core/model/text/nearest";
import { isUsers, type Origin } from "../../../core/model/origin";
import type { ToolResult } from "../../../core/model/result";
import type { SourceNature, Tool } from "../../../core/model/tool";
import { defaultBodyBytes, sendHttp } from "../http/httpClient";
import { httpResult } from "../http/httpResult";
import { effectiveMethod, methodAnnotations } from "../http/methodSafety";
import type { ManifestToolEnvironment } from "../own/manifestTool";
import type { AttemptContext, ToolSource } from "../source";
import { RefusedByPerson, type McpHost } from "../mcp/mcpHost";
import { stopped } from "../thrown";
import { readOpenApi, type OpenApiDocument } from "./document";
import { operationMatcher } from "./operationPattern";
import { operationRequest } from "./operationRequest";
import { operationsOf, type Operation } from "./operations";
import { credentialsFor, unknownSchemes } from "./security";
import { sentences, worded, type Worded } from "../../../core/model/text/wording";

/** The operations of an OpenAPI document, which is read when they are first asked for. */
export function openApiSource(
  name: string,
  definition: OpenApiDefinition,
  environment: OpenApiEnvironment,
): ToolSource {
  return new OpenApiSource(name, definition, environment);
}

export interface OpenApiEnvironment extends ManifestToolEnvironment {
  /** Who wrote the definition; a stranger when absent. */
  readonly origin?: Origin;
  /** Whether a person lets the document be fetched; without it, the user's own are. */
  readonly consent?: McpHost["consent"];
}

interface Loaded {
  readonly document: OpenApiDocument;
  readonly definition: OpenApiDefinition;
  readonly operations: ReadonlyMap<string, Operation>;
}

class OpenApiSource implements ToolSource {
  private loading: Promise<Loaded> | undefined;
  private abort = new AbortController();

  constructor(
    readonly name: string,
    private readonly written: OpenApiDefinition,
    private readonly environment: OpenApiEnvironment,
  ) {}

  nature(): SourceNature {
    return { kind: "openapi" };
  }

  async list(signal?: AbortSignal): Promise<readonly Tool[]> {
    const { definition, operations, document } = await this.loaded(signal);
    const { headers = {}, baseUrl = "" } = definition;
    return [...operations.values()].map((operation) => {
      const { name, title, description, inputSchema, method, path, server } = operation;
      const effective = effectiveMethod(method, [headers, baseUrl, path, server]);
      return {
        source: this.name,
        name,
        ...(title !== undefined && { title }),
        description,
        inputSchema,
        annotations: methodAnnotations(effective),
        http: { method: effective, url: this.urlOf(operation, document) },
        reachesOut: true as const,
      };
    });
  }

  async call(toolName: string, args: JsonObject, { signal }: AttemptContext): Promise<ToolResult> {
    try {
      return await this.send(toolName, args, signal);
    } catch (thrown) {
      throw signal.aborted ? stopped(toolName, thrown) : thrown;
    }
  }

  close(): Promise<void> {
    this.abort.abort();
    this.abort = new AbortController();
    this.loading = undefined;
    return Promise.resolve();
  }

  /**
   * The address of an operation, with placeholders for its arguments. Variables in it are left as they were written; where
   * nobody says at which address the server is, the source's name stands for it.
   */
  private urlOf(operation: Operation, { location }: OpenApiDocument): string {
    const { server, parameters, path } = operation;
    const named = path.replace(/\{([^{}]+)\}/g, (placeholder, name: string) => {
      const parameter = parameters.find((each) => each.in === "path" && each.name === name);
      return parameter === undefined ? placeholder : `{${parameter.argument}}`;
    });
    const base = this.written.baseUrl ?? absolute(server, location) ?? `http://${encodeURIComponent(this.name)}`;
    return base.replace(/\/$/, "") + named;
  }

  private async send(toolName: string, args: JsonObject, signal: AbortSignal): Promise<ToolResult> {
    const { document, definition, operations } = await this.loaded(signal);
    const operation = operations.get(toolName);
    if (operation === undefined) {
      const near = didYouMean(toolName, operations.keys());
      throw new ToolFailure("protocol", sentences(worded('"{0}" has no operation "{1}".', this.name, toolName), near));
    }
    const request = await operationRequest(
      operation,
      baseOf(definition, operation, document),
      args,
      definition.headers ?? {},
      credentialsFor(operation.security, document, definition.security ?? {}),
    );
    const answer = await sendHttp(request, {
      signal,
      followRedirects: true,
      maxResponseBytes: definition.maxResponseBytes ?? defaultBodyBytes,
      proxyFor: this.environment.proxyFor,
    });
    return httpResult(answer);
  }

  /** What several wait for goes on when one of them gives up. */
  private async loaded(signal: AbortSignal | undefined): Promise<Loaded> {
    const loading = (this.loading ??= this.load());
    if (signal === undefined) return loading;
    signal.throwIfAborted();
    let giveUp: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      giveUp = () => {
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", giveUp, { once: true });
    });
    try {
      return await Promise.race([loading, aborted]);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  private load(): Promise<Loaded> {
    const loading = this.read(this.abort.signal);
    loading.catch(() => {
      // The file may be there, or the server answer, the next time.
      if (this.loading === loading) this.loading = undefined;
    });
    return loading;
  }

  private async read(signal: AbortSignal): Promise<Loaded> {
    this.refuseFillingIn();
    const definition = this.filledIn();
    await this.requireConsent(definition.document);
    const { variables, proxyFor, log, origin } = this.environment;
    const document = await readOpenApi(definition.document, {
      folder: variables.workspaceFolder ?? process.cwd(),
      signal,
      proxyFor,
      isUsers: isUsers(origin),
    });
    for (const scheme of unknownSchemes(document, definition.security ?? {})) {
      log(this.name, `"${definition.document}" has no security scheme "${scheme}".`);
    }
    const operations = operationsOf(document).filter(wantedBy(definition));
    return { document, definition, operations: new Map(operations.map((each) => [each.name, each])) };
  }

  /**
   * Reading a document is part of looking tools up, which nobody has asked to send anything: an address is shown first where
   * it is a stranger's, or has something filled in, and a stranger's never has.
   */
  private async requireConsent(address: string): Promise<void> {
    const { origin, consent } = this.environment;
    const isForeign = !isUsers(origin);
    const fillsIn = this.fillsInValues();
    if (!/^https?:/i.test(address) || (!isForeign && !fillsIn)) return;
    const asked = { name: this.name, definition: this.written, ...(origin && { origin }) };
    if ((await consent?.(asked, "atStart")) ?? !isForeign) return;
    throw this.refused(
      fillsIn
        ? worded("its address has variables filled in, which are not sent only to look tools up")
        : worded("that was not allowed"),
    );
  }

  /** Variables could take a value along, and even a folder's name says who somebody is. */
  private refuseFillingIn(): void {
    const { document } = this.written;
    const isPath = !/^https?:/i.test(document) && !this.fillsInValues();
    if (isUsers(this.environment.origin) || isPath || findVariables(document).length === 0) return;
    throw this.refused(worded("in text that is not yours, where it is may have no variables filled in"));
  }

  private fillsInValues(): boolean {
    return findVariables(this.written.document).some(({ name }) => name === "env" || name === "input");
  }

  private refused(why: Worded): RefusedByPerson {
    return new RefusedByPerson(worded('The OpenAPI document "{0}" was not read: {1}.', this.written.document, why));
  }

  private filledIn(): OpenApiDefinition {
    try {
      const written = this.written as unknown as Json;
      return unescape(expandVariables(written, this.environment.variables)) as unknown as OpenApiDefinition;
    } catch (cause) {
      throw new ToolFailure("unavailable", saidBy(cause), { cause, reachedTool: false });
    }
  }
}

function wantedBy({ include, exclude = [] }: OpenApiDefinition): (operation: Operation) => boolean {
  const isIncluded = include === undefined ? () => true : operationMatcher(include);
  const isExcluded = operationMatcher(exclude);
  return (operation) => isIncluded(operation) && !isExcluded(operation);
}

function baseOf({ baseUrl }: OpenApiDefinition, { server }: Operation, { location }: OpenApiDocument): string {
  const base = baseUrl ?? absolute(server, location);
  if (base !== undefined) return base;
  throw new ToolFailure(
    "unavailable",
    worded('The OpenAPI document "{0}" does not say at which address its server is: give its "baseUrl".', location),
    { reachedTool: false },
  );
}

/** The address of a document's server, where it or the document's own address says one. */
function absolute(server: string, location: string): string | undefined {
  if (/^https?:\/\//i.test(server)) return server;
  return /^https?:\/\//i.test(location) && URL.canParse(server, location) ? new URL(server, location).href : undefined;
}
