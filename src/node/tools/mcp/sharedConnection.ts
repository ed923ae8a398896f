import type { Tool } from "../../../core/model/tool";
import type { McpConnection } from "./mcpConnection";
import { WaitingForPeople } from "../waitingForPeople";

/**
 * A connection to a server, or its becoming, shared by all that need it. What goes on over it when it is given up for
 * another is left to end: that one call found it useless says nothing of the calls beside it.
 */
export class SharedConnection {
  readonly people = new WaitingForPeople();
  readonly connection: Promise<McpConnection>;
  /** The server's tools, once somebody has asked for them. */
  tools: Promise<readonly Tool[]> | undefined;
  /** It was connected at some time. */
  isReady = false;
  /** A call was answered over it. */
  hasServed = false;
  /** How many were using it when the server was lost. */
  usersAtLoss = 0;
  private readonly abort = new AbortController();
  private users = 0;
  private givenUp = false;
  private isClosing = false;
  private setClosed: () => void = () => undefined;
  private readonly closed: Promise<void>;

  constructor(
    open: (shared: SharedConnection, signal: AbortSignal) => Promise<McpConnection>,
    private readonly onCloseFailed: (thrown: unknown) => void,
  ) {
    this.closed = new Promise((resolve) => {
      this.setClosed = resolve;
    });
    this.connection = open(this, this.abort.signal);
    this.connection.then(
      () => {
        this.isReady = true;
      },
      // Whoever uses it hears of it.
      () => undefined,
    );
  }

  /** Nobody wants the connection any more. */
  get isStopped(): boolean {
    return this.abort.signal.aborted;
  }

  /** It is left to end, and used for nothing new. */
  get isGivenUp(): boolean {
    return this.givenUp;
  }

  /** Keeps the connection open for as long as `work` takes. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.users++;
    try {
      return await work();
    } finally {
      this.users--;
      if (this.givenUp && this.users === 0) void this.close();
    }
  }

  /** Takes down who loses something now that the server is gone. */
  lost(): void {
    this.usersAtLoss = this.users;
  }

  /** Lets what goes on end, and closes. Resolves when that is done. */
  giveUp(): Promise<void> {
    this.givenUp = true;
    if (this.users === 0) void this.close();
    return this.closed;
  }

  /** Closes at once: what goes on fails. Resolves when that is done. */
  stop(): Promise<void> {
    this.givenUp = true;
    this.abort.abort();
    void this.close();
    return this.closed;
  }

  private async close(): Promise<void> {
    if (this.isClosing) return;
    this.isClosing = true;
    const connection = await this.connection.catch(() => undefined);
    await connection?.close().catch(this.onCloseFailed);
    this.setClosed();
  }
}
