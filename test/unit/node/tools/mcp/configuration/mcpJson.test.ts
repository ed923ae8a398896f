import { describe, expect, it } from "vitest";

import { readMcpJson } from "../../../../../../src/node/tools/mcp/configuration/mcpJson";
import { otherConfigurations } from "../../../../../../src/node/tools/mcp/configuration/otherConfigurations";

describe("an mcp.json", () => {
  it("is read with comments, and a server that cannot be used does not cost the others", () => {
    const { servers, inputs, problems } = readMcpJson(`{
      // Mine.
      "servers": {
        "a": { "command": "node", "args": ["a.js"], "dev": {}, "roots": ["/data"] },
        "b": { "url": "https://example.org/mcp", "oauth": { "clientId": "me", "newer": 1 } },
        "c": { "command": "" },
        "d": {},
      },
      "inputs": [{ "id": "token", "type": "promptString", "password": true }],
    }`);
    expect(servers).toEqual({
      a: { command: "node", args: ["a.js"], roots: ["/data"] },
      b: { type: "http", url: "https://example.org/mcp", oauth: { clientId: "me" } },
    });
    expect(inputs).toHaveLength(1);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('The server "c" cannot be used at "command"'),
      'The server "d" has neither a command nor a url.',
    ]);
  });

  it("may have names that built-in members have, too, for servers, variables and headers", () => {
    const { servers } = readMcpJson(`{ "servers": {
      "__proto__": { "command": "a", "env": { "__proto__": "1", "toString": "2" } },
      "constructor": { "url": "https://example.org", "headers": { "__proto__": "3" } },
    } }`);
    expect(Object.keys(servers)).toEqual(["__proto__", "constructor"]);
    const [local, remote] = Object.values(servers) as { env?: object; headers?: object }[];
    expect(Object.entries(local?.env ?? {})).toEqual([
      ["__proto__", "1"],
      ["toString", "2"],
    ]);
    expect(Object.entries(remote?.headers ?? {})).toEqual([["__proto__", "3"]]);
  });

  it("may have the form of Claude Desktop and Cursor", () => {
    const { servers } = readMcpJson(`{
      "globalShortcut": "",
      "mcpServers": {
        "memory": { "command": "npx", "args": ["-y", "server"], "env": { "KEY": "k" }, "disabled": true },
        "far": { "type": "streamable-http", "url": "https://example.org/mcp", "headers": { "A": "b" } }
      }
    }`);
    expect(servers).toEqual({
      memory: { command: "npx", args: ["-y", "server"], env: { KEY: "k" } },
      far: { type: "http", url: "https://example.org/mcp", headers: { A: "b" } },
    });
  });

  it("that is no object of servers has none", () => {
    for (const text of ["", "[]", "7", '{"servers": []}', '{"mcpServers": "x"}']) {
      expect(readMcpJson(text).servers).toEqual({});
    }
  });
});

describe("other programs' files", () => {
  const paths = (platform: NodeJS.Platform, env = {}, folder?: string) =>
    otherConfigurations({ platform, home: "/home/ada", env }, folder).map(({ program, path }) => `${program} ${path}`);

  it("lie where each platform has them", () => {
    const cursor = "Cursor /home/ada/.cursor/mcp.json";
    expect(paths("linux")).toEqual(["Claude Desktop /home/ada/.config/Claude/claude_desktop_config.json", cursor]);
    expect(paths("linux", { XDG_CONFIG_HOME: "/etc/ada" })[0]).toBe(
      "Claude Desktop /etc/ada/Claude/claude_desktop_config.json",
    );
    expect(paths("darwin")[0]).toBe(
      "Claude Desktop /home/ada/Library/Application Support/Claude/claude_desktop_config.json",
    );
    expect(paths("win32", { APPDATA: "/roaming" })[0]).toBe(
      "Claude Desktop /roaming/Claude/claude_desktop_config.json",
    );
    expect(paths("linux", {}, "/ship").at(-1)).toBe("Cursor /ship/.cursor/mcp.json");
  });
});
