import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
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
