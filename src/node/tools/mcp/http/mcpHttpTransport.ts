import type { JSONRPCMessage, Transport, TransportSendOptions } from "@modelcontextprotocol/client";

/** The error code of an answer that we make up when the one from the server can no longer come. */
export const answerLostCode = -32_001;

/**
 * A transport over HTTP of which a lost answer is noticed. Over HTTP every request has a stream of its own for its answer;
 * when that one ends without it, and cannot be resumed, the protocol's client would wait for ever.
 */
export class AnswerWatchingTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport["onmessage"]>;
  readonly setProtocolVersion?: NonNullable<Transport["setProtocolVersion"]>;

  private readonly awaited = new Set<string | number>();

  constructor(
    private readonly inner: Transport,
    /** Whether an error of the transport means that no answer that is awaited will come. */
    private readonly isLoss: (error: Error) => boolean = () => false,
  ) {
    if (inner.setProtocolVersion !== undefined) {
      this.setProtocolVersion = (version) => inner.setProtocolVersion?.(version);
    }
    inner.onclose = () => this.onclose?.();
    inner.onerror = (error) => {
      this.onerror?.(error);
      if (this.isLoss(error)) void this.close();
    };
    inner.onmessage = (message, extra) => {
      if (!("method" in message) && message.id !== undefined) this.awaited.delete(message.id);
      this.onmessage?.(message, extra);
    };
  }

  get hasPerRequestStream(): boolean {
    return this.inner.hasPerRequestStream ?? false;
  }

  get sessionId(): string | undefined {
    return this.inner.sessionId;
  }

  start(): Promise<void> {
    return this.inner.start();
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  send(message: JSONRPCMessage, options: TransportSendOptions = {}): Promise<void> {
    const cancelled = cancelledRequest(message);
    if (cancelled !== undefined) this.awaited.delete(cancelled);
    if (!("method" in message) || !("id" in message)) return this.inner.send(message, options);
    const { id } = message;
    this.awaited.add(id);
    return this.inner.send(message, {
      ...options,
      onRequestStreamEnd: () => {
        options.onRequestStreamEnd?.();
        if (!this.awaited.delete(id)) return;
        const error = { code: answerLostCode, message: "The connection ended before the answer had come." };
        this.onmessage?.({ jsonrpc: "2.0", id, error });
      },
    });
  }
}

function cancelledRequest(message: JSONRPCMessage): string | number | undefined {
  if (!("method" in message) || message.method !== "notifications/cancelled") return undefined;
  return (message.params as { requestId?: string | number } | undefined)?.requestId;
}
