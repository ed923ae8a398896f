import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Origin } from "../../../../../src/core/model/origin";
import type { McpHost } from "../../../../../src/node/tools/mcp/mcpHost";
import { openApiSource } from "../../../../../src/node/tools/openapi/openApiSource";
import { failureOf } from "../attempt";
import { LoopbackServers } from "../loopbackServer";

const servers = new LoopbackServers();
let folder: string;
let workspaceFolder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "reach-"));
  workspaceFolder = join(folder, "ship");
  await mkdir(workspaceFolder);
  await writeFile(join(folder, "secret.yml"), "token: hunter2");
  await writeFile(join(folder, "outside.json"), JSON.stringify(documentWith({ type: "string" })));
});
afterEach(async () => {
  servers.close();
  await rm(folder, { recursive: true });
});

const variables = { env: (name: string) => (name === "TOKEN" ? "t0ken" : undefined), input: () => undefined };

function documentWith(schema: unknown): unknown {
  const get = { operationId: "get", parameters: [{ name: "x", in: "query", schema }], responses: {} };
  return { openapi: "3.1.0", servers: [{ url: "http://127.0.0.1:9/" }], paths: { "/x": { get } } };
}

function sourceOf(document: string, origin?: Origin, consent?: McpHost["consent"]) {
  const environment = { variables: { ...variables, workspaceFolder }, log: () => undefined };
  return openApiSource("api", { document }, { ...environment, ...(origin && { origin }), ...(consent && { consent }) });
}

/** Serves these values by their paths, and says what it was asked for. */
async function web(answers: (base: string) => Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  let base = "";
  base = await servers.serve(({ url = "" }, answer) => {
    asked.push(url);
    const found = answers(base)[url.replace(/\?.*/, "")];
    if (typeof found === "string") answer.writeHead(302, { location: found }).end();
    else answer.setHeader("content-type", "application/json").end(JSON.stringify(found ?? {}));
  });
  return { base, asked };
}

const yes = (): Promise<boolean> => Promise.resolve(true);

describe("a document that came over the network", () => {
  it("may refer to its own server, and to no file or other server, however these are written", async () => {
    const other = await web(() => ({ "/part.json": { type: "string" } }));
    const secret = pathToFileURL(join(folder, "secret.yml")).href;
    const { base } = await web((own) => ({
      "/good.json": documentWith({ $ref: `${own}/part.json` }),
      "/part.json": { type: "string" },
      "/file.json": documentWith({ $ref: secret }),
      "/FILE.json": documentWith({ $ref: secret.replace("file:", "FILE:") }),
      "/default.json": documentWith({ type: "object", default: { $ref: secret } }),
      "/other.json": documentWith({ $ref: `${other.base}/part.json` }),
      "/led.json": documentWith({ $ref: `${own}/away.json` }),
      "/away.json": `${other.base}/part.json`,
    }));
    expect(await sourceOf(`${base}/good.json`, "userFile").list()).toHaveLength(1);
    for (const name of ["file", "FILE", "default", "other", "led"]) {
      const failure = await failureOf(sourceOf(`${base}/${name}.json`, "userFile").list());
      expect(failure).toMatchObject({ kind: "unavailable", reachedTool: false });
      expect(failure.message).not.toContain("hunter2");
    }
    expect(other.asked).toEqual([]);
  });

  it("may have been moved as a whole", async () => {
    const moved = await web((own) => ({
      "/api.json": documentWith({ $ref: `${own}/part.json` }),
      "/part.json": { type: "string" },
    }));
    const { base } = await web(() => ({ "/api.json": `${moved.base}/api.json` }));
    expect(await sourceOf(`${base}/api.json`, "userFile").list()).toHaveLength(1);
  });
});

describe("looking up the operations of a document", () => {
  it("fetches what a stranger's text names only after a yes, and never with anything filled in", async () => {
    const { base, asked } = await web(() => ({ "/api.json": documentWith({}) }));
    const no = (): Promise<boolean> => Promise.resolve(false);
    for (const origin of ["selection", "model", "trace", undefined] as const) {
      await failureOf(sourceOf(`${base}/api.json`, origin).list());
      await failureOf(sourceOf(`${base}/api.json`, origin, no).list());
      for (const variable of ["env:TOKEN", "input:x", "userHome", "workspaceFolder"]) {
        const failure = await failureOf(sourceOf(`${base}/api.json?q=\${${variable}}`, origin, yes).list());
        expect(failure.message).toContain("was not read");
      }
    }
    expect(asked).toEqual([]);
    expect(await sourceOf(`${base}/api.json`, "selection", yes).list()).toHaveLength(1);
  });

  it("sends what the user's own text fills in only after a yes, where there is somebody to ask", async () => {
    const { base, asked } = await web(() => ({ "/api.json": documentWith({}) }));
    const address = `${base}/api.json?q=\${env:TOKEN}`;
    const questions: string[] = [];
    const refuse: McpHost["consent"] = ({ name }) => {
      questions.push(name);
      return Promise.resolve(false);
    };
    expect((await failureOf(sourceOf(address, "userFile", refuse).list())).message).toContain("filled in");
    expect(questions).toEqual(["api"]);
    expect(asked).toEqual([]);
    await sourceOf(`${base}/api.json`, "userFile", refuse).list();
    await sourceOf(address, "userFile").list();
    expect(asked).toEqual(["/api.json", "/api.json?q=t0ken"]);
  });

  it("reads files for a stranger's text only in the folder that is open, with links followed", async () => {
    await writeFile(join(workspaceFolder, "api.json"), JSON.stringify(documentWith({ $ref: "part.json" })));
    await writeFile(join(workspaceFolder, "part.json"), '{"type":"string"}');
    await writeFile(join(workspaceFolder, "up.json"), JSON.stringify(documentWith({ $ref: "../secret.yml" })));
    await writeFile(join(workspaceFolder, "web.json"), JSON.stringify(documentWith({ $ref: "http://127.0.0.1:9/x" })));
    await symlink(join(folder, "outside.json"), join(workspaceFolder, "link.json"));
    expect(await sourceOf("api.json", "selection").list()).toHaveLength(1);
    const outside = join(folder, "outside.json");
    for (const document of [
      "../outside.json",
      outside,
      pathToFileURL(outside).href,
      "link.json",
      "up.json",
      "web.json",
    ]) {
      const failure = await failureOf(sourceOf(document, "selection", yes).list());
      expect(failure.message).toMatch(/outside the workspace|not known to be yours/);
    }
    expect(await sourceOf(outside, "userFile").list()).toHaveLength(1);
  });
});
