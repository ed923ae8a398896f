import { messageOf, ToolFailure } from "../../../core/model/failure";
import { errorCode } from "../thrown";

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
  const reasons: Record<string, string> = {
    ECONNREFUSED: "nothing listens there: is the server running?",
    ECONNRESET: "the connection was closed before the answer was complete",
    UND_ERR_SOCKET: "the connection was closed before the answer was complete",
    ENOTFOUND: "there is no such host: check the name and the network",
    EAI_AGAIN: "the host's name could not be looked up: check the network",
    ETIMEDOUT: "the connection could not be made in time",
    UND_ERR_CONNECT_TIMEOUT: "the connection could not be made in time",
    UND_ERR_HEADERS_TIMEOUT: "the server did not answer in time",
    UND_ERR_BODY_TIMEOUT: "the server stopped in the middle of its answer",
    EHOSTUNREACH: "the host cannot be reached",
    ENETUNREACH: "the network cannot be reached",
    CERT_HAS_EXPIRED: "its certificate has expired",
    DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed and not trusted here",
    SELF_SIGNED_CERT_IN_CHAIN: "its certificate is self-signed and not trusted here",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate cannot be verified",
    ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  };
  const known = code === undefined ? undefined : reasons[code];
  const isLasting = code !== undefined && /CERT|SIGNATURE|TLS/.test(code);
  return new ToolFailure("network", `${url} could not be reached: ${known ?? messageOf(cause)}.`, {
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
