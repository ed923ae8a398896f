import { saidBy, ToolFailure } from "../../../core/model/failure";
import { errorCode } from "../thrown";
import { worded, type Worded } from "../../../core/model/text/wording";

/**
 * The milliseconds that a `Retry-After` header (seconds or a date) asks for, or undefined when it is absent or unreadable.
 * `now` is milliseconds since 1970.
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Math.round(Number(header) * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** The failure of a request that got no answer, with the reason in words. */
export function connectionFailure(thrown: unknown, url: string): ToolFailure {
  const cause = rootCause(thrown);
  const code = errorCode(cause) ?? errorCode(thrown);
  const reasons: Record<string, Worded> = {
    ECONNREFUSED: worded("nothing listens there: is the server running?"),
    ECONNRESET: worded("the connection was closed before the answer was complete"),
    UND_ERR_SOCKET: worded("the connection was closed before the answer was complete"),
    ENOTFOUND: worded("there is no such host: check the name and the network"),
    EAI_AGAIN: worded("the host's name could not be looked up: check the network"),
    ETIMEDOUT: worded("the connection could not be made in time"),
    UND_ERR_CONNECT_TIMEOUT: worded("the connection could not be made in time"),
    UND_ERR_HEADERS_TIMEOUT: worded("the server did not answer in time"),
    UND_ERR_BODY_TIMEOUT: worded("the server stopped in the middle of its answer"),
    EHOSTUNREACH: worded("the host cannot be reached"),
    ENETUNREACH: worded("the network cannot be reached"),
    CERT_HAS_EXPIRED: worded("its certificate has expired"),
    DEPTH_ZERO_SELF_SIGNED_CERT: worded("its certificate is self-signed and not trusted here"),
    SELF_SIGNED_CERT_IN_CHAIN: worded("its certificate is self-signed and not trusted here"),
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: worded("its certificate cannot be verified"),
    ERR_TLS_CERT_ALTNAME_INVALID: worded("its certificate is for another host"),
  };
  const known = code === undefined ? undefined : reasons[code];
  const isLasting = code !== undefined && /CERT|SIGNATURE|TLS/.test(code);
  return new ToolFailure("network", worded("{0} could not be reached: {1}.", url, known ?? saidBy(cause)), {
    cause: thrown,
    transient: !isLasting,
    reachedTool: !isLasting && (code === undefined || !neverConnected.has(code)),
    ...(code !== undefined && { details: { code } }),
  });
}

/** `fetch` wraps what happened in a TypeError, and several tried addresses in an AggregateError. */
function rootCause(thrown: unknown): unknown {
  let cause = thrown;
  for (let depth = 0; depth < 5; depth++) {
    if (cause instanceof AggregateError && cause.errors.length > 0) cause = cause.errors[0] as unknown;
    else if (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
    else break;
  }
  return cause;
}
