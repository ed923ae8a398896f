import * as assert from "node:assert";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as vscode from "vscode";
import { allowWhatIsAsked } from "./consent";
import { writeWorkspaceFile } from "./workspace";

describe("the proxy of the setting http.proxy", () => {
  const asked: string[] = [];
  let ask: () => void;
  let proxy: Server;

  const setProxy = (address: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration("http").update("proxy", address, vscode.ConfigurationTarget.Global);

  before(async () => {
    ask = allowWhatIsAsked();
    proxy = createServer(({ url = "" }, answer) => {
      asked.push(url);
      answer.writeHead(403).end();
    });
    // What VS Code sends by `fetch` goes through a tunnel, whatever its address.
    proxy.on("connect", ({ url = "" }, socket) => {
      asked.push(`CONNECT ${url}`);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    await setProxy(`http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`);
  });

  after(async () => {
    ask();
    await setProxy(undefined);
    proxy.close();
    proxy.closeAllConnections();
  });

  it("is gone through to HTTP tools and to MCP servers", async () => {
    const manifest = {
      version: 1,
      servers: { far: { type: "http", url: "http://server.test/mcp" } },
      tools: { page: { http: { url: "http://page.test/" } } },
      calls: [{ tool: "far/anything" }, { tool: "page" }],
    };
    const uri = await writeWorkspaceFile("proxy.toolcalls.json", JSON.stringify(manifest));
    await vscode.commands.executeCommand("parallelTools.run", uri);
    for (const each of ["CONNECT server.test:80", "http://page.test/"]) assert.ok(asked.includes(each), asked.join());
  });
});
