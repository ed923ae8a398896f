import { saidBy, messageOf, ToolFailure } from "../../../core/model/failure";
import type { JsonObject } from "../../../core/model/data/json";
import type { ToolResult } from "../../../core/model/result";
import type { SourceNature, Tool } from "../../../core/model/tool";
import { callTool } from "./mcpCall";
import type { ConnectOptions, McpConnection } from "./mcpConnection";
import { callFailure, howItWasLost, isUseless, listFailure, SessionForgotten, worthAnotherTry } from "./mcpFailure";
import { RefusedByPerson, type McpHost } from "./mcpHost";
import { listTools } from "./mcpListing";
import { RecentRefusal } from "./recentRefusal";
import { RestartBackoff, type After, type Hold } from "./restartBackoff";
import { SharedConnection } from "./sharedConnection";
import type { AttemptContext, SourceNews, ToolSource } from "../source";
import { unlessAborted, untilStarted } from "../../../core/async/unlessAborted";
import { worded, type Worded } from "../../../core/model/text/wording";

/** What the connection of an MCP source needs of its surroundings. */
export interface McpSourceOptions {
  /** Told each line that a server writes on its standard error, and each message of its log. */
  readonly log: (source: string, line: string) => void;
  /** How long a server may take until it has answered `initialize`; 30 s if absent. */
  readonly startTimeoutMs?: number;
  /** Roots, a person to ask and to sign in, and their consent; without it servers are given none of these. */
  readonly mcp?: McpHost;
  /** Milliseconds that never go back, for tests. */
  readonly now?: () => number;
  /** What waits for the end of a hold, for tests. */
  readonly after?: After;
}

/** Whoever waits for the source: an attempt, or somebody who wants to know its tools. */
type Waiter = Partial<Pick<AttemptContext, "starting" | "progress">> & { readonly signal?: AbortSignal | undefined };

const defaultStartTimeoutMs = 30_000;

/**
 * The tools of an MCP server over one connection at a time, which is opened when it is first needed, and once more for all
 * that need it when it was lost.
 */
export class McpSource implements ToolSource {
  private current: SharedConnection | undefined;
  /** What the server called itself the last time. */
  private serverName: string | undefined;
  /** It is connected, and keeps things in memory. */
  private isUp = false;
  /** How the last connection that was of use went away, until there is another. */
  private wentAway: Worded | undefined;
  private readonly backoff: RestartBackoff;
  private readonly refusal: RecentRefusal;
  /** Those that were given up or are being closed: closing the source waits for them. */
  private readonly ending = new Set<SharedConnection>();
  private readonly watchers = new Set<(news: SourceNews) => void>();

  constructor(
    readonly name: string,
    private readonly options: McpSourceOptions & { readonly isRemote?: true },
    private readonly connect: (options: ConnectOptions) => Promise<McpConnection>,
  ) {
    const now = options.now ?? (() => performance.now());
    this.backoff = new RestartBackoff(now, options.after);
    this.refusal = new RecentRefusal(now);
  }

  nature(): SourceNature {
    const { serverName } = this;
    const { isRemote } = this.options;
    return { kind: "server", ...(serverName !== undefined && { serverName }), ...(isRemote && { isRemote }) };
  }

  list(signal?: AbortSignal): Promise<readonly Tool[]> {
    return this.inSession({ signal }, (shared) => unlessAborted((shared.tools ??= this.listTools(shared)), signal));
  }

  call(toolName: string, args: JsonObject, context: AttemptContext): Promise<ToolResult> {
    return this.inSession(context, async (shared) => {
      try {
        const result = await this.callOn(shared, toolName, args, context);
        shared.hasServed = true;
        return result;
      } catch (thrown) {
        throw await this.failureOf(thrown, shared, toolName, context.signal);
      }
    });
  }

  watch(listener: (news: SourceNews) => void): () => void {
    this.watchers.add(listener);
    if (this.isUp) listener({ kind: "started" });
    return () => this.watchers.delete(listener);
  }

  async close(): Promise<void> {
    this.backoff.reset();
    this.refusal.forget();
    if (this.current !== undefined) this.giveUp(this.current);
    await Promise.all([...this.ending].map((each) => each.stop()));
  }

  /**
   * Does something over the connection. A server that has forgotten its session has done nothing: it is asked once more in
   * another, which is opened once for all.
   */
  private async inSession<T>(waiter: Waiter, work: (shared: SharedConnection) => Promise<T>): Promise<T> {
    const first = await this.ready(waiter);
    try {
      return await first.use(() => work(first));
    } catch (thrown) {
      if (waiter.signal?.aborted || !(thrown instanceof SessionForgotten)) throw thrown;
    }
    this.log("[protocol] The server does not know its session any more; a new one is opened.");
    this.giveUp(first, worded("it did not know its session any more."));
    const second = await this.ready(waiter);
    return second.use(() => work(second));
  }

  /** The connection, or its becoming; waits until the server may be started again. */
  private async ready(waiter: Waiter): Promise<SharedConnection> {
    for (;;) {
      if (this.current !== undefined) return this.current;
      this.refusal.throwIfRecent();
      const { held } = this.backoff;
      if (held === undefined) return this.start();
      if (!held.isWorthWaiting) throw this.heldBack(held);
      await this.waitOut(held, waiter);
    }
  }

  private async waitOut({ waitMs, failures, reason }: Hold, { signal, starting, progress }: Waiter): Promise<void> {
    const hasStarted = starting?.();
    const { message } = worded(
      'The server "{0}" failed {1} times in a row and is started again in {2} s. The last time: {3}',
      this.name,
      failures,
      seconds(waitMs),
      reason,
    );
    progress?.({ message, restartsTimeout: false });
    try {
      if (await unlessAborted(this.backoff.whenOver(), signal)) return;
    } finally {
      hasStarted?.();
    }
    throw new ToolFailure(
      "unavailable",
      worded('The server "{0}" was stopped before it was started again.', this.name),
      {
        reachedTool: false,
      },
    );
  }

  private heldBack({ waitMs, failures, reason }: Hold): ToolFailure {
    const said = worded(
      'The server "{0}" failed {1} times in a row and is not started again before {2} s have passed. The last time: {3}',
      this.name,
      failures,
      seconds(waitMs),
      reason,
    );
    return new ToolFailure("unavailable", said, { reachedTool: false });
  }

  private start(): SharedConnection {
    this.backoff.started();
    const started = new SharedConnection(
      (shared, signal) => this.open(shared, signal),
      (thrown) => {
        this.log(`[closing] ${messageOf(thrown)}`);
      },
    );
    this.current = started;
    started.connection.then(
      (connection) => {
        this.isReady(connection);
      },
      (thrown: unknown) => {
        this.startFailed(started, thrown);
      },
    );
    return started;
  }

  private isReady(connection: McpConnection): void {
    const { wentAway } = this;
    this.backoff.ready();
    this.wentAway = undefined;
    this.isUp = connection.keepsState();
    if (this.isUp) this.tellWatchers({ kind: "started", ...(wentAway !== undefined && { after: wentAway }) });
  }

  private startFailed(started: SharedConnection, thrown: unknown): void {
    if (thrown instanceof RefusedByPerson) this.refusal.remember(thrown);
    else if (!started.isStopped) this.backoff.failed(saidBy(thrown), false);
    this.giveUp(started);
  }

  private async open(shared: SharedConnection, signal: AbortSignal): Promise<McpConnection> {
    try {
      return await this.connect({
        name: this.name,
        host: this.options.mcp ?? {},
        people: shared.people,
        signal,
        startTimeoutMs: this.startTimeoutMs,
        log: (line) => {
          this.log(line);
        },
        onToolsChanged: () => {
          shared.tools = undefined;
          this.tellWatchers({ kind: "toolsChanged" });
        },
        onLost: () => {
          this.lost(shared);
        },
      });
    } catch (thrown) {
      throw this.backoff.isKnownToWork ? worthAnotherTry(thrown) : thrown;
    }
  }

  private lost(shared: SharedConnection): void {
    if (shared.isGivenUp) return;
    shared.lost();
    void shared.connection.then((connection) => {
      const reason = howItWasLost(connection.facts());
      this.backoff.failed(reason, shared.hasServed);
      this.giveUp(shared, reason);
      this.tellWatchers({ kind: "lost", reason });
    });
  }

  /** The next call opens another connection; what goes on over this one is left to end. */
  private giveUp(shared: SharedConnection, reason = worded("it was stopped.")): void {
    if (this.current === shared) {
      this.current = undefined;
      this.isUp = false;
      if (shared.isReady) this.wentAway ??= reason;
    }
    this.ending.add(shared);
    void shared.giveUp().then(() => this.ending.delete(shared));
  }

  private async callOn(
    { people, connection: opening }: SharedConnection,
    toolName: string,
    args: JsonObject,
    context: AttemptContext,
  ): Promise<ToolResult> {
    const leave = people.join(context);
    try {
      const connection = await untilStarted(opening, context);
      const source = { name: this.name, elicit: this.options.mcp?.elicit };
      return await callTool(connection, { toolName, args, context, people, source });
    } finally {
      leave();
    }
  }

  /** What went wrong, as a failure; gives a connection up that is of no more use. */
  private async failureOf(
    thrown: unknown,
    shared: SharedConnection,
    toolName: string,
    signal: AbortSignal,
  ): Promise<ToolFailure> {
    // A connection that is not there yet is not waited for.
    if (thrown instanceof ToolFailure && thrown.kind === "cancelled") return thrown;
    if (signal.aborted) {
      return new ToolFailure("cancelled", worded("{0} was stopped; its server was told.", toolName), { cause: thrown });
    }
    const connection = await shared.connection.catch(() => undefined);
    if (connection === undefined) return thrown as ToolFailure;
    const failure = callFailure(thrown, { ...connection.facts(), callsAtLoss: shared.usersAtLoss });
    if (isUseless(failure)) this.giveUp(shared, worded("it could not be used any more."));
    return failure;
  }

  private async listTools(shared: SharedConnection): Promise<readonly Tool[]> {
    const connection = await shared.connection;
    const { client } = connection;
    this.serverName = client.getServerVersion()?.name;
    try {
      if (client.getServerCapabilities()?.tools === undefined) return [];
      const tools = await connection.authorized(() =>
        listTools(client, { timeout: this.startTimeoutMs }, (line) => {
          this.log(line);
        }),
      );
      return tools.map((tool) => ({ ...tool, source: this.name }));
    } catch (thrown) {
      shared.tools = undefined;
      throw listFailure(thrown, connection.facts(), this.startTimeoutMs);
    }
  }

  private get startTimeoutMs(): number {
    return this.options.startTimeoutMs ?? defaultStartTimeoutMs;
  }

  private tellWatchers(news: SourceNews): void {
    for (const watcher of this.watchers) watcher(news);
  }

  private log(line: string): void {
    this.options.log(this.name, line);
  }
}

function seconds(waitMs: number): string {
  return String(Math.ceil(waitMs / 1000));
}
