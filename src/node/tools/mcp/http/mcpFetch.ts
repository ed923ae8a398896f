import type { FetchLike } from "@modelcontextprotocol/client";

import { ToolFailure } from "../../../../core/model/failure";
import type { ProxyFor } from "../../http/exchange";
import { proxiedAddress } from "../../http/proxiedAddress";
import { proxiedFetch } from "../../http/proxiedFetch";
import { connectionFailure, retryAfterMs } from "../../http/httpFailure";
import { worded } from "../../../../core/model/text/wording";

/** What one message may have, as over stdio. */
const maxMessageBytes = 100 * 1024 * 1024;
const lineFeed = 0x0a;

/**
 * The `fetch` that talks to MCP servers, and to those that authorize for them: goes through a proxy where there is one, and
 * says in our words what a connection or an overloaded server says in its own. Without a proxy it is Node's own `fetch`, not
 * `exchange`, which tools' requests go through: the protocol's client counts on the redirects that `fetch` follows, and in
 * the editor VS Code has put its proxy behind both.
 */
export function createMcpFetch(proxyFor: ProxyFor = () => undefined): FetchLike {
  return async (address, init) => {
    const url = new URL(address);
    const proxy = proxyFor(url);
    let response: Response;
    try {
      response = await (proxy === undefined ? fetch(url, init) : proxiedFetch(url, init ?? {}, proxy));
    } catch (thrown) {
      init?.signal?.throwIfAborted();
      throw connectionFailure(thrown, proxiedAddress(url, proxy));
    }
    if (response.status !== 429 && response.status !== 503) return bounded(response);
    await response.body?.cancel();
    const delayMs = retryAfterMs(response.headers.get("retry-after"), Date.now());
    throw new ToolFailure("rateLimited", worded("{0} asks to slow down (HTTP {1}).", url.href, response.status), {
      transient: true,
      ...(delayMs !== undefined && { retryAfterMs: delayMs }),
      details: { status: response.status },
    });
  };
}

/** An event stream may go on for ever, but none of its lines; anything else must end. */
function bounded(response: Response): Response {
  if (response.body === null) return response;
  const isStream = /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
  let bytes = 0;
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const lastLine = isStream ? chunk.lastIndexOf(lineFeed) : -1;
        bytes = lastLine < 0 ? bytes + chunk.length : chunk.length - lastLine - 1;
        if (bytes > maxMessageBytes) {
          controller.error(
            new ToolFailure(
              "protocol",
              worded("It sent a message of more than {0} MB.", maxMessageBytes / 1024 / 1024),
            ),
          );
        } else controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
