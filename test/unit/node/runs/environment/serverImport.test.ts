import { describe, expect, it } from "vitest";

import { importServers } from "../../../../../src/node/runs/environment/serverImport";
import { readMcpJson } from "../../../../../src/node/tools/mcp/configuration/mcpJson";

describe("imported servers", () => {
  it("come into a file that was not there", () => {
    const { text, names } = importServers("", [{ name: "a", definition: { command: "node", args: ["a.js"] } }]);
    expect(names).toEqual(["a"]);
    expect(readMcpJson(text)).toMatchObject({ servers: { a: { command: "node", args: ["a.js"] } }, problems: [] });
  });

  it("leave what was there as it is, comments included, and take no name that is taken", () => {
    const before = `{
  // Ours.
  "servers": { "a": { "command": "ours" } }
}
`;
    const { text, names } = importServers(before, [
      { name: "a", definition: { command: "one" } },
      { name: "a", definition: { command: "two" } },
    ]);
    expect(names).toEqual(["a-2", "a-3"]);
    expect(text).toContain("// Ours.");
    expect(readMcpJson(text).servers).toEqual({
      a: { command: "ours" },
      "a-2": { command: "one" },
      "a-3": { command: "two" },
    });
  });

  it("bring no secrets: these are asked for when they are needed", () => {
    const { text, secrets } = importServers('{ "inputs": [{ "id": "old", "type": "promptString" }] }', [
      { name: "git", definition: { command: "git-server", env: { GITHUB_TOKEN: "ghp_secret", MODE: "fast" } } },
      {
        name: "far",
        definition: {
          type: "http",
          url: "https://example.org",
          headers: { Authorization: "Bearer s3cret", "X-Api-Key": "${env:KEY}" },
        },
      },
    ]);
    expect(secrets).toBe(2);
    expect(text).not.toMatch(/ghp_secret|s3cret/);
    const { servers, inputs } = readMcpJson(text);
    expect(servers).toMatchObject({
      git: { env: { GITHUB_TOKEN: "${input:git-github_token}", MODE: "fast" } },
      far: { headers: { Authorization: "${input:far-authorization}", "X-Api-Key": "${env:KEY}" } },
    });
    expect(inputs.map(({ id, password }) => [id, password])).toEqual([
      ["old", undefined],
      ["git-github_token", true],
      ["far-authorization", true],
    ]);
  });
});
