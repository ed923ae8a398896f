import { describe, expect, it } from "vitest";

import type { DefinedServer } from "../../../../../../src/node/tools/mcp/mcpHost";
import {
  definitionHash,
  definitionLines,
  ServerConsent,
  type ConsentAnswer,
  type Definable,
} from "../../../../../../src/node/tools/mcp/people/serverConsent";

const server = (name: string, ...args: string[]): DefinedServer => ({ name, definition: { command: "node", args } });

/** Consent that answers as told, with what it was asked and what it remembers. */
function consent(answer: (servers: readonly Definable[]) => Partial<ConsentAnswer>) {
  const questions: string[][] = [];
  const remembered: string[] = [];
  const clock = { now: 0 };
  const gate = new ServerConsent({
    isKnown: (hash) => remembered.includes(hash),
    remember: (hashes) => void remembered.push(...hashes),
    ask: (servers) => {
      questions.push(servers.map(({ name }) => name));
      return Promise.resolve({ allowed: new Set(servers), remember: false, ...answer(servers) });
    },
    now: () => clock.now,
  });
  return { gate, questions, remembered, clock };
}

describe("consent to start a server", () => {
  it("is asked once, for all that come at the same time", async () => {
    const { gate, questions } = consent(() => ({}));
    const one = server("one", "a");
    expect(
      await Promise.all([
        gate.allows(one, "atStart"),
        gate.allows(server("two", "b"), "atStart"),
        gate.allows(one, "atStart"),
      ]),
    ).toEqual([true, true, true]);
    expect(await gate.allows(one, "atStart")).toBe(true);
    expect(questions).toEqual([["one", "two"]]);
  });

  it("is asked again when the definition has changed, and not when only its order has", async () => {
    const { gate, questions, remembered } = consent(() => ({ remember: true }));
    await gate.allows({ name: "s", definition: { command: "node", args: ["a"], env: { A: "1", B: "2" } } }, "atStart");
    await gate.allows({ name: "s", definition: { env: { B: "2", A: "1" }, args: ["a"], command: "node" } }, "atStart");
    expect(questions).toHaveLength(1);
    await gate.allows(
      { name: "s", definition: { command: "node", args: ["a", "--danger"], env: { A: "1", B: "2" } } },
      "atStart",
    );
    expect(questions).toHaveLength(2);
    expect(remembered).toHaveLength(2);
  });

  it("given for some leaves the others out; a no holds for the run that asked, not for the next", async () => {
    const { gate, questions, clock } = consent((servers) => ({ allowed: new Set(servers.slice(0, 1)) }));
    const [one, two] = [server("one", "a"), server("two", "b")];
    expect(await Promise.all([gate.allows(one, "atStart"), gate.allows(two, "atStart")])).toEqual([true, false]);
    clock.now = 4000;
    expect(await gate.allows(two, "atStart")).toBe(false);
    clock.now = 8000;
    expect(await gate.allows(two, "atStart")).toBe(false);
    expect(questions).toHaveLength(1);
    clock.now = 14_000;
    await gate.allows(two, "atStart");
    await gate.allows(two, "beforeRun");
    expect(questions).toEqual([["one", "two"], ["two"]]);
  });

  it("is asked for again at once by whoever wants to run again", async () => {
    const { gate, questions } = consent(() => ({ allowed: new Set() }));
    for (let run = 0; run < 2; run++) {
      expect(await gate.allows(server("one"), "beforeRun")).toBe(false);
      expect(await gate.allows(server("one"), "atStart")).toBe(false);
    }
    expect(questions).toEqual([["one"], ["one"]]);
  });

  it("is remembered beyond its own life", async () => {
    const first = consent(() => ({ remember: true }));
    await first.gate.allows(server("one", "a"), "atStart");
    expect(first.remembered).toEqual([definitionHash(server("one", "a").definition)]);
  });
});

describe("what is shown of a definition", () => {
  it("is the program with each argument, names of variables, file and folder", () => {
    expect(
      definitionLines({
        command: "npx",
        args: ["-y", "a b", 'say "hi"', "${workspaceFolder}"],
        env: { TOKEN: "hunter2" },
        envFile: ".env",
        cwd: "tools",
      }),
    ).toEqual([
      { what: "program", text: "npx" },
      { what: "arguments", text: '-y "a b" "say \\"hi\\"" ${workspaceFolder}' },
      { what: "folder", text: "tools" },
      { what: "environment", text: "TOKEN" },
      { what: "environmentFile", text: ".env" },
      { what: "variables", text: "${workspaceFolder}" },
    ]);
  });

  it("is the address with the names of its headers, and the client that it signs in as", () => {
    const headers = { Authorization: "Bearer hunter2" };
    expect(
      definitionLines({ type: "http", url: "https://example.org/mcp", headers, oauth: { clientId: "me" } }),
    ).toEqual([
      { what: "address", text: "https://example.org/mcp" },
      { what: "headers", text: "Authorization" },
      { what: "client", text: "me" },
    ]);
  });

  it("is the address of a document, and every variable that would be filled in anywhere", () => {
    expect(
      definitionLines({ document: "https://example.org/?${env:A}", headers: { "X-Key": "${env:B} ${input:c}" } }),
    ).toEqual([
      { what: "document", text: "https://example.org/?${env:A}" },
      { what: "variables", text: "${env:A}, ${env:B}, ${input:c}" },
    ]);
  });

  it("has the values of those variables with which other code is loaded", () => {
    const env = { NODE_OPTIONS: "--require /opt/x.js", LD_PRELOAD: "/x.so", TOKEN: "hunter2", "A\nB": "" };
    expect(definitionLines({ command: "node", env })[2]).toEqual({
      what: "environment",
      text: 'NODE_OPTIONS="--require /opt/x.js", LD_PRELOAD=/x.so, TOKEN, A\\u{a}B',
    });
  });

  it("cannot be made to look like something else by characters that are not seen", () => {
    const [program, args] = definitionLines({ command: "no\u202Eedon", args: ["a\nFolder: /safe"] });
    expect(program?.text).toBe("no\\u{202e}edon");
    expect(args?.text).toBe('"a\\u{a}Folder: /safe"');
  });
});
