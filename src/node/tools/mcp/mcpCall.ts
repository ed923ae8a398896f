import {
  UrlElicitationRequiredError,
  type ElicitRequestURLParams,
  type RequestOptions,
} from "@modelcontextprotocol/client";

import { ToolFailure } from "../../../core/model/failure";
import type { JsonObject } from "../../../core/model/data/json";
import type { ToolResult } from "../../../core/model/result";
import { loggingMeta } from "./mcpClient";
import type { McpConnection } from "./mcpConnection";
import type { McpHost } from "./mcpHost";
import { callResultSchema, toolResult } from "./mcpResult";
import type { AttemptContext } from "../source";
import type { WaitingForPeople } from "../waitingForPeople";
import { worded, type Worded } from "../../../core/model/text/wording";

// The longest that a timer can be set to (24.8 days): how long a call may take is for the engine to say.
const noTimeoutMs = 2 ** 31 - 1;
/** A server may ask for several things in a browser, one after another; one that never has enough must come to an end. */
const maxUrlRounds = 3;

/** A call to a server, and who may be asked on its behalf. */
export interface ServerCall {
  readonly toolName: string;
  readonly args: JsonObject;
  readonly context: AttemptContext;
  readonly people: WaitingForPeople;
  readonly source: { readonly name: string; readonly elicit: McpHost["elicit"] | undefined };
}

/** Calls a tool; where the server wants something done in a browser first, once more after that. Throws what went wrong. */
export async function callTool(connection: McpConnection, call: ServerCall): Promise<ToolResult> {
  for (let rounds = 0; ; rounds++) {
    try {
      return toolResult(await request(connection, call), call.toolName);
    } catch (thrown) {
      if (!(thrown instanceof UrlElicitationRequiredError) || rounds >= maxUrlRounds) throw thrown;
      await askInBrowser(connection, call, thrown.elicitations);
    }
  }
}

/** The server does not go on before something has been done in a browser. Throws when it is not. */
async function askInBrowser(
  { errands }: McpConnection,
  { people, source: { name, elicit }, context: { signal } }: ServerCall,
  elicitations: readonly ElicitRequestURLParams[],
): Promise<void> {
  for (const { message, url, elicitationId } of elicitations) {
    const refused = (how: Worded) =>
      new ToolFailure(
        "denied",
        worded('"{0}" wants something done at {1} first ({2}), {3}.', name, url, message, how),
        { reachedTool: false },
      );
    if (elicit === undefined) throw refused(worded("and nobody is here to do it: run the call in VS Code"));
    const done = errands.whenDone(elicitationId);
    const answer = await people.during((nobodyWaits) =>
      elicit({ mode: "url", server: name, message, url, done }, AbortSignal.any([signal, nobodyWaits])),
    );
    if (answer.action !== "accept") throw refused(worded("which was declined"));
  }
}

function request(connection: McpConnection, { toolName: name, args, context: { signal, progress } }: ServerCall) {
  const { client } = connection;
  const isModern = client.getProtocolEra() === "modern";
  const logs = client.getServerCapabilities()?.logging !== undefined;
  const params = { name, arguments: args, ...(isModern && logs && { _meta: loggingMeta }) };
  const options: RequestOptions = {
    signal,
    timeout: noTimeoutMs,
    onprogress: ({ progress: done, total, message }) => {
      progress({ progress: done, ...(total !== undefined && { total }), ...(message !== undefined && { message }) });
    },
  };
  // In the newer generation the client copies arguments to HTTP headers, which only `callTool` does.
  return connection.authorized(async () =>
    isModern
      ? callResultSchema.parse(await client.callTool(params, options))
      : await client.request({ method: "tools/call", params }, callResultSchema, options),
  );
}
