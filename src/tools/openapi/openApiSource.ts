import { unescape } from "../../manifest/placeholders";
import { expandVariables } from "../../manifest/variables";
import { messageOf, ToolFailure } from "../../model/failure";
import type { Json, JsonObject } from "../../model/json";
import type { OpenApiDefinition } from "../../model/manifest";
import { didYouMean } from "../../model/nearest";
import type { ToolResult } from "../../model/result";
import type { Tool } from "../../model/tool";
import { defaultBodyBytes, sendHttp } from "../http/httpClient";
import { httpResult } from "../http/httpResult";
import { methodAnnotations } from "../http/methodSafety";
import type { ManifestToolEnvironment } from "../manifest/manifestTool";
import type { AttemptContext, ToolSource } from "../source";
import { stopped } from "../stopped";
import { readOpenApi, type OpenApiDocument } from "./document";
import { matchesOperation } from "./operationPattern";
import { operationRequest } from "./operationRequest";
import { operationsOf, type Operation } from "./operations";
import { credentialsFor, unknownSchemes } from "./security";

/** The operations of an OpenAPI document, which is read when they are first asked for. */
export function openApiSource(
  name: string,
  definition: OpenApiDefinition,
  environment: ManifestToolEnvironment,
): ToolSource {
  return new OpenApiSource(name, definition, environment);
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
    private readonly environment: ManifestToolEnvironment,
  ) {}

  async list(signal?: AbortSignal): Promise<readonly Tool[]> {
    const { operations } = await this.loaded(signal);
    return [...operations.values()].map(({ name, title, description, inputSchema, method }) => ({
      source: this.name,
      name,
      ...(title !== undefined && { title }),
      description,
      inputSchema,
      annotations: methodAnnotations(method),
    }));
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

  private async send(toolName: string, args: JsonObject, signal: AbortSignal): Promise<ToolResult> {
    const { document, definition, operations } = await this.loaded(signal);
    const operation = operations.get(toolName);
    if (operation === undefined) {
      const near = didYouMean(toolName, operations.keys());
      throw new ToolFailure("protocol", `"${this.name}" has no operation "${toolName}".${near}`);
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
    const definition = this.filledIn();
    const { workspaceFolder, proxyFor, log } = this.environment;
    const document = await readOpenApi(definition.document, {
      folder: workspaceFolder ?? process.cwd(),
      signal,
      proxyFor,
    });
    for (const scheme of unknownSchemes(document, definition.security ?? {})) {
      log(this.name, `"${definition.document}" has no security scheme "${scheme}".`);
    }
    const operations = operationsOf(document).filter((operation) => isWanted(operation, definition));
    return { document, definition, operations: new Map(operations.map((each) => [each.name, each])) };
  }

  private filledIn(): OpenApiDefinition {
    try {
      const written = this.written as unknown as Json;
      return unescape(expandVariables(written, this.environment.variables)) as unknown as OpenApiDefinition;
    } catch (cause) {
      throw new ToolFailure("unavailable", messageOf(cause), { cause, reachedTool: false });
    }
  }
}

function isWanted(operation: Operation, { include, exclude = [] }: OpenApiDefinition): boolean {
  const isIncluded = include === undefined || include.some((pattern) => matchesOperation(pattern, operation));
  return isIncluded && !exclude.some((pattern) => matchesOperation(pattern, operation));
}

function baseOf({ baseUrl }: OpenApiDefinition, { server }: Operation, { location }: OpenApiDocument): string {
  if (baseUrl !== undefined) return baseUrl;
  if (/^https?:\/\//i.test(server)) return server;
  if (/^https?:\/\//i.test(location) && URL.canParse(server, location)) return new URL(server, location).href;
  throw new ToolFailure(
    "unavailable",
    `The OpenAPI document "${location}" does not say at which address its server is: give its "baseUrl".`,
    { reachedTool: false },
  );
}
