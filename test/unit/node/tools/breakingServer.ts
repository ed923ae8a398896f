import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly arguments?: { readonly i?: number } };
}

/** A call that the server has carried out and not answered yet. */
export interface HeldCall {
  readonly i: number;
  readonly session: string;
  readonly answer: ServerResponse;
  readonly result: string;
}

/** What a server does with a call instead of answering it; `true` when it is to be held like the others. */
export type Refuse = (session: string, answer: ServerResponse, i: number) => boolean;

/**
 * An MCP server over streamable HTTP that counts what it carries out, and leaves it to its test how it answers. It can be
 * ended and started again at the same address, where it knows nothing of its earlier sessions.
 */
export class BreakingServer {
  sessions = 0;
  /** How often each call was carried out. */
  readonly executed = new Map<number, number>();
  held: HeldCall[] = [];
  /** Without it calls are answered at once. */
  holds = true;
  /** Asked about each call before it is carried out; one that it refuses is answered by it. */
  refuses: Refuse = () => false;
  private known = new Set<string>();
  private server: Server | undefined;
  private port = 0;

  async start(): Promise<string> {
    const server = createServer((incoming, answer) => {
      void text(incoming).then(
        (body) => {
          this.take(body, incoming, answer);
        },
        () => answer.destroy(),
      );
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** Dies with everything that goes on, as a process does. */
  async die(): Promise<void> {
    const { server } = this;
    this.held = [];
    this.known = new Set();
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  forgetSessions(): void {
    this.known = new Set();
  }

  knows(session: string): boolean {
    return this.known.has(session);
  }

  /** Answers what is held, but not `except`. */
  answerAll(except?: HeldCall): void {
    for (const call of this.held.splice(0)) if (call !== except) answerJson(call);
  }

  private take(body: string, { method, headers }: IncomingMessage, answer: ServerResponse): void {
    if (method === "DELETE") {
      this.known.delete(String(headers["mcp-session-id"]));
      answer.writeHead(200).end();
      return;
    }
    if (body === "") {
      answer.writeHead(405).end();
      return;
    }
    const message = JSON.parse(body) as Message;
    const session = String(headers["mcp-session-id"]);
    switch (message.method) {
      case "initialize":
        this.open(message, answer);
        return;
      case "tools/call":
        this.call(message, session, answer);
        return;
      default:
        answer.writeHead(message.id === undefined ? 202 : 400).end();
    }
  }

  private open({ id }: Message, answer: ServerResponse): void {
    const session = `session-${String(++this.sessions)}`;
    this.known.add(session);
    const serverInfo = { name: "breaking", version: "1" };
    const result = { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo };
    answer.writeHead(200, { "content-type": "application/json", "mcp-session-id": session });
    answer.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  }

  private call({ id, params }: Message, session: string, answer: ServerResponse): void {
    const i = params?.arguments?.i ?? -1;
    if (this.refuses(session, answer, i)) return;
    this.executed.set(i, (this.executed.get(i) ?? 0) + 1);
    const content = [{ type: "text", text: String(i) }];
    const call = { i, session, answer, result: JSON.stringify({ jsonrpc: "2.0", id, result: { content } }) };
    if (this.holds) this.held.push(call);
    else answerJson(call);
  }
}

function answerJson({ answer, result }: HeldCall): void {
  answer.writeHead(200, { "content-type": "application/json" }).end(result);
}
