import {
  InsufficientScopeError,
  ProtocolError,
  ProtocolErrorCode,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import * as z from "zod";

import { saidBy, ToolFailure } from "../../../core/model/failure";
import type { Json, JsonObject } from "../../../core/model/data/json";
import { connectionFailure } from "../http/httpFailure";
import { RefusedByPerson } from "./mcpHost";
import { answerLostCode } from "./http/mcpHttpTransport";
import type { ServerEnd } from "./stdio/mcpStdioTransport";
import { sentences, worded, type Said, type Worded } from "../../../core/model/text/wording";

const invalidParams: number = ProtocolErrorCode.InvalidParams;

/** What is known of a server when a request to it has failed. */
export interface ServerFacts {
  readonly name: string;
  /** How it ended, if it is a process and has. */
  readonly end?: ServerEnd | undefined;
  /** Where it is, if it is not a process. */
  readonly url?: string | undefined;
  /** Its definition has an Authorization header of its own. */
  readonly hasOwnAuthorization?: boolean;
  /** How many calls went on when it was lost, if it was. */
  readonly callsAtLoss?: number;
}

/**
 * A server over HTTP does not know the session: then it has done nothing, and a new session may do it. 404 is what the
 * specification has; some servers answer 400 and say so.
 */
export class SessionForgotten extends ToolFailure {
  constructor(said: Worded, cause: SdkHttpError) {
    super("unavailable", said, {
      cause,
      transient: true,
      reachedTool: false,
      details: { status: cause.status },
    });
  }
}

/**
 * Why a call failed. A server that was lost while the call ran is `unavailable` and `transient`, and says so in its
 * details (`inFlight`): the call may have happened. One that could not be started is
 * `unavailable` without having reached the tool.
 */
export function callFailure(thrown: unknown, server: ServerFacts): ToolFailure {
  if (thrown instanceof ToolFailure) return thrown;
  if (ProtocolError.isInstance(thrown)) {
    if (server.url !== undefined && isAnswerLost(thrown)) return lostFailure(server, thrown);
    return answeredFailure(thrown, server.name);
  }
  if (UnauthorizedError.isInstance(thrown)) return unauthorized(server, 401, thrown);
  if (InsufficientScopeError.isInstance(thrown)) return unauthorized(server, 403, thrown);
  if (SdkHttpError.isInstance(thrown)) return httpFailure(thrown, server);
  if (SdkError.isInstance(thrown)) {
    if (isLoss(thrown.code)) return lostFailure(server, thrown);
    return new ToolFailure(
      "protocol",
      worded('The server "{0}" answered against its protocol: {1}', server.name, thrown.message),
      {
        cause: thrown,
      },
    );
  }
  if (isNoMessage(thrown)) return new ToolFailure("protocol", noMessage(server), { cause: thrown });
  if (server.url !== undefined) return connectionFailure(thrown, server.url);
  return lostFailure(server, thrown);
}

/** Why a server could not be started, with what it last said. */
export function startFailure(
  thrown: unknown,
  server: ServerFacts,
  tail: readonly string[],
  startTimeoutMs: number,
): ToolFailure {
  const because = (reason: Said) =>
    new ToolFailure(
      "unavailable",
      sentences(worded('The server "{0}" could not be started: {1}', server.name, reason), lastWords(tail)),
      {
        cause: thrown,
        reachedTool: false,
        ...(tail.length > 0 && { details: { stderr: tail } }),
      },
    );
  if (thrown instanceof RefusedByPerson) return thrown;
  if (thrown instanceof ToolFailure) return because(thrown);
  if (server.end !== undefined) return because(worded("it {0} before it was ready.", howItEnded(server.end)));
  if (SdkHttpError.isInstance(thrown)) return because(httpFailure(thrown, server));
  if (UnauthorizedError.isInstance(thrown)) return because(unauthorized(server, 401, thrown));
  if (InsufficientScopeError.isInstance(thrown)) return because(unauthorized(server, 403, thrown));
  if (isTimeout(thrown)) {
    return because(
      worded(
        "it did not answer within {0} s. Check that it is an MCP server and what it waits for.",
        startTimeoutMs / 1000,
      ),
    );
  }
  if (ProtocolError.isInstance(thrown)) return because(worded("it refused: {0}", thrown.message));
  if (isNoMessage(thrown)) return because(noMessage(server));
  if (server.url !== undefined && !SdkError.isInstance(thrown)) {
    return because(connectionFailure(thrown, server.url));
  }
  return because(saidBy(thrown));
}

/** Whether what came as an answer was no JSON, or JSON but nothing that the protocol has. */
function isNoMessage(thrown: unknown): boolean {
  return thrown instanceof SyntaxError || thrown instanceof z.core.$ZodError;
}

function noMessage({ name }: ServerFacts): Worded {
  return worded('The server "{0}" answered with something that is no message of its protocol.', name);
}

/** The loss of a server while a call ran, as a failure. */
function lostFailure(server: ServerFacts, cause: unknown): ToolFailure {
  const { end, name, callsAtLoss = 1 } = server;
  const how = end === undefined ? worded("closed the connection") : howItEnded(end);
  const said = sentences(
    worded('The server "{0}" {1} while the call ran, so the call may have happened or not.', name, how),
    lastWords(end?.lastLines ?? []),
  );
  const details: JsonObject = {
    inFlight: true,
    ...(end !== undefined && { exitCode: end.exitCode, signal: end.signal, stderr: end.lastLines }),
  };
  return new ToolFailure("unavailable", said, { cause, transient: true, sharedLoss: callsAtLoss > 1, details });
}

/** Why the tools of a server that had started could not be listed. */
export function listFailure(thrown: unknown, server: ServerFacts, timeoutMs: number): ToolFailure {
  if (thrown instanceof RefusedByPerson) return thrown;
  const failure = isTimeout(thrown) ? undefined : callFailure(thrown, server);
  if (failure instanceof SessionForgotten) return failure;
  const reason =
    failure ??
    worded(
      'it started, but did not answer "tools/list" within {0} s. See in its log what it waits for.',
      timeoutMs / 1000,
    );
  return new ToolFailure("unavailable", worded('The tools of "{0}" could not be listed: {1}', server.name, reason), {
    cause: thrown,
    reachedTool: false,
  });
}

/** Whether a request to a server was not answered in time. */
export function isTimeout(thrown: unknown): boolean {
  return SdkError.isInstance(thrown) && thrown.code === SdkErrorCode.RequestTimeout;
}

/** Whether only the answer of one call was lost on its way: the connection is as good as before. */
function isAnswerLost(thrown: unknown): boolean {
  return ProtocolError.isInstance(thrown) && thrown.code === answerLostCode;
}

/** How a server went away that was connected, in a sentence. */
export function howItWasLost({ end }: ServerFacts): Worded {
  if (end === undefined) return worded("it closed the connection.");
  return sentences(worded("it {0}.", howItEnded(end)), lastWords(end.lastLines));
}

function answeredFailure(error: ProtocolError, name: string): ToolFailure {
  const isInvalid = error.code === invalidParams;
  const details: JsonObject = {
    code: error.code,
    ...(error.data !== undefined && { data: error.data as Json }),
  };
  return isInvalid
    ? new ToolFailure("invalidArguments", worded('The server "{0}" refused the arguments: {1}', name, error.message), {
        cause: error,
        details,
      })
    : new ToolFailure(
        "protocol",
        worded('The server "{0}" answered with error {1}: {2}', name, error.code, error.message),
        {
          cause: error,
          details,
        },
      );
}

function unauthorized(server: ServerFacts, status: number, cause: unknown): ToolFailure {
  const what = server.hasOwnAuthorization
    ? worded("refuses the Authorization header of its definition")
    : worded("asks for authorization");
  const advice = server.hasOwnAuthorization
    ? worded("check that it is right and has not expired")
    : worded(
        'give an Authorization header in its definition, or "oauth" with the grant "client_credentials", or run this in VS Code and sign in there',
      );
  const said = worded('The server "{0}" {1} (HTTP {2}): {3}.', server.name, what, status, advice);
  return new ToolFailure("unavailable", said, {
    cause,
    reachedTool: false,
    details: { status },
  });
}

function isSessionForgotten({ status, message }: SdkHttpError): boolean {
  return status === 404 || (status === 400 && /session/i.test(message));
}

function httpFailure(error: SdkHttpError, server: ServerFacts): ToolFailure {
  const { status } = error;
  const details = { status };
  if (status === 401 || status === 403) {
    return unauthorized(server, status, error);
  }
  if (isSessionForgotten(error)) {
    const said = worded(
      'The server "{0}" does not know this session or has no MCP endpoint at {1} (HTTP {2}).',
      server.name,
      server.url ?? worded("its URL"),
      status,
    );
    return new SessionForgotten(said, error);
  }
  return new ToolFailure(
    "protocol",
    worded('The server "{0}" answered with HTTP {1}: {2}', server.name, status, error.message),
    {
      cause: error,
      transient: status >= 500,
      details,
    },
  );
}

function isLoss(code: SdkErrorCode): boolean {
  return [SdkErrorCode.ConnectionClosed, SdkErrorCode.NotConnected, SdkErrorCode.SendFailed].includes(code);
}

function howItEnded({ exitCode, signal, because }: ServerEnd): Worded {
  if (because !== undefined) return worded("ended, because {0},", because);
  return signal === null ? worded("ended with exit code {0}", String(exitCode)) : worded("was ended by {0}", signal);
}

function lastWords(lines: readonly string[]): Worded | undefined {
  return lines.length === 0 ? undefined : worded("It last said: {0}", lines.slice(-5).join("\n"));
}

/** Whether a connection is of no use to other calls either, after one has failed. */
export function isUseless(failure: ToolFailure): boolean {
  return failure.kind === "unavailable" && !(failure instanceof RefusedByPerson) && !isAnswerLost(failure.cause);
}

/** A server that has worked before does so again, more often than not, once what ails it is over. */
export function worthAnotherTry(thrown: unknown): unknown {
  if (!(thrown instanceof ToolFailure) || thrown instanceof RefusedByPerson) return thrown;
  const { kind, cause, details } = thrown;
  const also = details !== undefined && { details };
  return new ToolFailure(kind, thrown, { cause, transient: true, reachedTool: false, ...also });
}
