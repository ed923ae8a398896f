import {
  Client,
  LOG_LEVEL_META_KEY,
  type ClientOptions,
  type ElicitRequest,
  type ElicitResult,
  type JsonSchemaValidator,
} from "@modelcontextprotocol/client";

import { version } from "../../../../package.json";
import { messageOf } from "../../../core/model/failure";
import type { JsonObject } from "../../../core/model/data/json";
import { fieldsOf, type Answer, type Question } from "./people/elicitation";
import type { McpHost } from "./mcpHost";
import type { WaitingForPeople } from "../waitingForPeople";

/** What a client does on behalf of the server that it is connected to. */
export interface ClientSurroundings {
  /** The server's name here. */
  readonly name: string;
  readonly host: Pick<McpHost, "roots" | "elicit">;
  readonly people: WaitingForPeople;
  readonly log: (line: string) => void;
  readonly onToolsChanged: () => void;
}

/** Servers are asked for what they log from this level on. */
const logLevel = "info";

/** What the newer generation of the protocol wants with each request to have the server's log. */
export const loggingMeta = { [LOG_LEVEL_META_KEY]: logLevel };

/**
 * A client that is not connected yet. It offers roots and elicitation, and not sampling: servers get no answers from a
 * model here.
 */
export function createClient(surroundings: ClientSurroundings, extra: ClientOptions): Client {
  const { host, log, onToolsChanged } = surroundings;
  const client = new Client(
    { name: "parallel-tools", title: "Parallel Tools", version },
    {
      ...extra,
      capabilities: {
        elicitation: { form: { applyDefaults: true }, url: {} },
        ...(host.roots && { roots: { listChanged: true } }),
      },
      listMaxPages: 1000,
      listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: onToolsChanged } },
      // A result that breaks the tool's own output schema is still what the tool did: it is shown, not thrown away.
      jsonSchemaValidator: {
        getValidator:
          <T>(): JsonSchemaValidator<T> =>
          (data) => ({ valid: true, data: data as T, errorMessage: undefined }),
      },
    },
  );
  client.onerror = (error) => {
    log(`[protocol] ${error.message}`);
  };
  client.setNotificationHandler("notifications/message", ({ params: { level, logger, data } }) => {
    log(`[${level}] ${logger === undefined ? "" : `${logger}: `}${typeof data === "string" ? data : messageOf(data)}`);
  });
  const { roots } = host;
  if (roots !== undefined) client.setRequestHandler("roots/list", () => ({ roots: [...roots.list()] }));
  client.setRequestHandler("elicitation/create", ({ params }, { mcpReq }) =>
    answerElicitation(surroundings, params, mcpReq.signal),
  );
  return client;
}

/** What is done once the server has shaken hands; the function that it gives ends it. */
export function settleIn(client: Client, { host, log }: ClientSurroundings): () => void {
  // The newer generation has the level in each request, and asks for roots when it wants them.
  if (client.getProtocolEra() === "modern") return () => undefined;
  if (client.getServerCapabilities()?.logging !== undefined) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the older generation has no other way
    client.setLoggingLevel(logLevel).catch((thrown: unknown) => {
      log(`[protocol] Its log level could not be set: ${messageOf(thrown)}`);
    });
  }
  const watching = host.roots?.onDidChange(() => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the older generation has no other way
    client.sendRootsListChanged().catch((thrown: unknown) => {
      log(`[protocol] It could not be told of the changed folders: ${messageOf(thrown)}`);
    });
  });
  return () => {
    watching?.dispose();
  };
}

async function answerElicitation(
  { name, host, people, log }: ClientSurroundings,
  params: ElicitRequest["params"],
  signal: AbortSignal,
): Promise<ElicitResult> {
  const question: Question =
    params.mode === "url"
      ? { mode: "url", server: name, message: params.message, url: params.url }
      : {
          mode: "form",
          server: name,
          message: params.message,
          fields: fieldsOf(params.requestedSchema as unknown as JsonObject),
        };
  const { elicit } = host;
  if (elicit === undefined) {
    log(`[elicitation] declined, since nobody is here to answer: ${params.message}`);
    return { action: "decline" };
  }
  const answer: Answer = await people.during((nobodyWaits) => elicit(question, AbortSignal.any([signal, nobodyWaits])));
  log(`[elicitation] ${answer.action}: ${params.message}`);
  if (answer.action !== "accept") return { action: answer.action };
  return { action: "accept", ...(params.mode !== "url" && { content: { ...answer.content } }) };
}
