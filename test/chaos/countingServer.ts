import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the server does with a call, once it has carried it out. */
export interface Behaviour {
  readonly kind: "answers" | "losesOnce" | "cutsOnce" | "fails";
  readonly delayMs: number;
  readonly bytes: number;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly name?: string; readonly arguments?: { readonly i?: number } };
}

/**
 * A server that counts what it carries out: over HTTP at `/calls/NUMBER`, and as an MCP server at `/mcp` with the tools
 * `read` and `write`. It loses answers as it is told.
 */
export class CountingServer {
  /** How often each call was carried out. */
  readonly executed = new Map<number, number>();
  /** How many calls were carried out, one that was carried out twice as two. */
  executedInAll = 0;
  behaviours: readonly Behaviour[] = [];
  address = "";
  private server: Server | undefined;
  private sessions = new Set<string>();

  async start(): Promise<void> {
    this.server = createServer((incoming, answer) => {
      text(incoming).then(
        (body) => {
          if (incoming.url === "/mcp") this.takeMessage(body, incoming, answer);
          else this.carryOut(Number(incoming.url?.split("/").at(-1)), answer, (said) => said);
        },
        () => answer.destroy(),
      );
    });
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
    this.address = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Begins a new round: nothing was carried out yet. */
  reset(behaviours: readonly Behaviour[]): void {
    this.behaviours = behaviours;
    this.executed.clear();
    this.sessions.clear();
  }

  forgetSessions(): void {
    this.sessions.clear();
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private carryOut(i: number, answer: ServerResponse, form: (said: string) => string): void {
    const times = (this.executed.get(i) ?? 0) + 1;
    this.executed.set(i, times);
    this.executedInAll++;
    const { kind, delayMs, bytes } = this.behaviours[i] ?? { kind: "answers", delayMs: 0, bytes: 10 };
    const said = form(`call ${String(i)} ${"x".repeat(bytes)}`);
    setTimeout(() => {
      if (answer.destroyed) return;
      if (kind === "losesOnce" && times === 1) answer.destroy();
      else if (kind === "cutsOnce" && times === 1) {
        answer.writeHead(200, { "content-type": "application/json", "content-length": said.length });
        answer.write(said.slice(0, Math.floor(said.length / 2)), () => answer.destroy());
      } else answer.writeHead(kind === "fails" ? 500 : 200, { "content-type": "application/json" }).end(said);
    }, delayMs);
  }

  private takeMessage(body: string, { headers, method }: IncomingMessage, answer: ServerResponse): void {
    if (method !== "POST") {
      answer.writeHead(405).end();
      return;
    }
    const { id, method: asked, params } = JSON.parse(body) as Message;
    const reply = (result: unknown, more = {}): void => {
      answer.writeHead(200, { "content-type": "application/json", ...more });
      answer.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    };
    const tool = (name: string, readOnlyHint: boolean) => {
      const inputSchema = { type: "object", properties: { i: { type: "integer" }, after: {} } };
      return { name, inputSchema, annotations: { readOnlyHint } };
    };
    switch (asked) {
      case "initialize": {
        const session = `session-${String(Math.random())}`;
        this.sessions.add(session);
        const serverInfo = { name: "counting", version: "1" };
        const result = { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo };
        reply(result, { "mcp-session-id": session });
        return;
      }
      case "tools/list":
        reply({ tools: [tool("read", true), tool("write", false)] });
        return;
      case "tools/call":
        if (!this.sessions.has(String(headers["mcp-session-id"]))) answer.writeHead(404).end();
        else {
          this.carryOut(params?.arguments?.i ?? -1, answer, (said) =>
            JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: said }] } }),
          );
        }
        return;
      default:
        answer.writeHead(id === undefined ? 202 : 400).end();
    }
  }
}
