import { isJSONRPCRequest, type FetchLike } from "@modelcontextprotocol/client";

import { ToolFailure } from "../../../../core/model/failure";
import { parseExactly } from "../../../../core/model/data/exactJson";
import { JsonEndsEarly, largeJson, largeJsonBytes } from "../../data/largeJson";
import { joinedInSlices } from "../../data/slicedBytes";
import { Slices } from "../../data/slices";
import { worded } from "../../../../core/model/text/wording";

/**
 * A `fetch` to a server over streamable HTTP that takes 202 for no answer to a request: it has none and announces none, so
 * that the protocol's client would wait until a timeout. JSON that is cut off counts as an answer that was lost on its way.
 */
export function answeringFetch(fetch: FetchLike, server: string): FetchLike {
  return async (address, init) => {
    const response = await fetch(address, init);
    if (response.status !== 202 || !isRequest(init?.body)) return withWholeJson(response, server);
    await response.body?.cancel();
    throw new ToolFailure(
      "protocol",
      worded('The server "{0}" answered a request with HTTP 202, which is no answer.', server),
    );
  };
}

function isRequest(body: unknown): boolean {
  if (typeof body !== "string") return false;
  try {
    return isJSONRPCRequest(JSON.parse(body));
  } catch {
    return false;
  }
}

function withWholeJson(response: Response, server: string): Response {
  return Object.defineProperty(response, "json", {
    value: async (): Promise<unknown> => {
      const bytes = await bytesOf(response);
      try {
        return await (bytes.length > largeJsonBytes ? largeJson(bytes) : smallJson(bytes));
      } catch (thrown) {
        if (!(thrown instanceof JsonEndsEarly)) throw thrown;
        throw new ToolFailure("network", worded('The answer of the server "{0}" ends in its middle.', server), {
          transient: true,
          cause: thrown,
        });
      }
    },
  });
}

async function bytesOf({ body }: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk as Uint8Array);
  return joinedInSlices(chunks, new Slices());
}

function smallJson(bytes: Buffer): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return parseExactly(text);
  } catch (thrown) {
    throw isCutOff(text) ? new JsonEndsEarly() : thrown;
  }
}

/** Whether text is the beginning of JSON, and the rest of it is missing. */
function isCutOff(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\\") at++;
    else if (char === '"') inString = !inString;
    else if (!inString && (char === "{" || char === "[")) depth++;
    else if (!inString && (char === "}" || char === "]")) depth--;
  }
  return inString || depth > 0;
}
