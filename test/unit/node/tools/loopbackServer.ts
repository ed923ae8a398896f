import { createServer, request, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Servers of one test file, all on this machine; each ends with {@link close}. */
export class LoopbackServers {
  private readonly servers: Server[] = [];

  /** Resolves to the address, without a slash at its end. */
  async serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  /** A server that answers with what it was asked, as JSON. */
  echo(): Promise<string> {
    return this.serve((incoming, answer) => {
      void bodyOf(incoming).then((body) => {
        const { method, url, headers } = incoming;
        answer.setHeader("content-type", "application/json");
        answer.end(JSON.stringify({ method, url, headers, body }));
      });
    });
  }

  /** A proxy for which every `http:` address is `target`, and which refuses tunnels; `asked` is what it was asked for. */
  async proxyTo(target: string): Promise<{ readonly address: string; readonly asked: readonly string[] }> {
    const asked: string[] = [];
    const address = await this.serve((incoming, answer) => {
      asked.push(`${incoming.method ?? ""} ${incoming.url ?? ""}`);
      const { pathname, search } = new URL(incoming.url ?? "/", target);
      const headers = { ...incoming.headers };
      for (const hop of ["host", "connection", "proxy-connection"]) Reflect.deleteProperty(headers, hop);
      const options = { method: incoming.method, headers, agent: false as const };
      const outgoing = request(`${target}${pathname}${search}`, options, (response) => {
        answer.writeHead(response.statusCode ?? 0, response.headers);
        response.pipe(answer);
      });
      answer.on("close", () => outgoing.destroy());
      outgoing.on("error", () => answer.destroy());
      incoming.pipe(outgoing);
    });
    this.servers.at(-1)?.on("connect", (incoming, socket) => {
      asked.push(`CONNECT ${incoming.url ?? ""}`);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    return { address, asked };
  }

  close(): void {
    for (const server of this.servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
