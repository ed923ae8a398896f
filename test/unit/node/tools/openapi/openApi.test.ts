import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import type { JsonObject } from "../../../../../src/core/model/data/json";
import type { OpenApiDefinition } from "../../../../../src/core/model/manifest";
import { validateArguments } from "../../../../../src/core/plan/schemas/inputSchema";
import { openApiSource } from "../../../../../src/node/tools/openapi/openApiSource";
import { attempt, failureOf, fixtures } from "../attempt";
import { LoopbackServers } from "../loopbackServer";

const servers = new LoopbackServers();
afterEach(() => servers.close());

const clinic = join(fixtures, "openapi/clinic.yaml");
const variables = { env: (name: string) => (name === "TOKEN" ? "t0ken" : undefined), input: () => undefined };

function sourceOf(
  definition: Partial<OpenApiDefinition> = {},
  log: (source: string, line: string) => void = () => undefined,
) {
  return openApiSource(
    "clinic",
    { document: clinic, ...definition },
    { origin: "userFile", variables: { ...variables, workspaceFolder: fixtures }, log },
  );
}

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function echoed(tool: string, args: JsonObject, definition: Partial<OpenApiDefinition> = {}): Promise<Echo> {
  const source = sourceOf({ baseUrl: `${await servers.echo()}/base/`, ...definition });
  return (await source.call(tool, args, attempt())).structuredContent as unknown as Echo;
}

describe("an OpenAPI document", () => {
  it("has a tool for every operation, with a name of its own and the safety of its method", async () => {
    const tools = await sourceOf().list();
    expect(tools.map(({ name, title, annotations }) => [name, title, annotations?.readOnlyHint])).toEqual([
      ["visits.list", "Visits", true],
      ["post_patients_patientId_visits", undefined, false],
      ["get_files_path_.format_x_keys", undefined, true],
      ["styles", undefined, true],
      ["sendForm", undefined, false],
      ["upload", undefined, false],
      ["visits.list_2", undefined, false],
    ]);
    expect(tools[0]?.description).toBe("GET /patients/{patientId}/visits\n\nVisits\n\nAll of a patient's.");
    expect(tools[5]?.description).toContain("Deprecated.");
  });

  it("gives each tool an input schema that stands for itself, also for types that contain themselves", async () => {
    const tools = await sourceOf().list();
    const [list, create] = tools;
    expect(list?.inputSchema).toMatchObject({
      required: ["patientId"],
      additionalProperties: false,
      properties: {
        patientId: { type: "integer", description: "Whose." },
        query_patientId: { type: "string" },
        tags: { type: "array" },
      },
    });
    expect(Object.keys(list?.inputSchema?.properties as object)).not.toContain("Authorization");
    const schema = create!.inputSchema!;
    const visit = (schema.properties as JsonObject).body as JsonObject;
    expect(visit).toMatchObject({
      required: ["reason"],
      properties: {
        reason: { type: ["string", "null"], enum: ["check", "operation", null] },
        weight: { exclusiveMinimum: 0 },
        nullable: { type: "string" },
        followUp: { $ref: "#/$defs/Visit" },
      },
    });
    expect(visit).not.toHaveProperty("discriminator");
    const check = (body: JsonObject) => validateArguments(schema, { patientId: 1, body })?.message;
    expect(check({ reason: null, followUp: { reason: "check", vet: { boss: { name: "x" } } } })).toBeUndefined();
    expect(check({ reason: "check", followUp: { reason: "check", weight: 0 } })).toContain("weight");
    expect(check({ reason: "check", vet: { boss: { name: 1 } } })).toContain("name");
  });

  it("is narrowed by name, method and path, and tag", async () => {
    const names = async (definition: Partial<OpenApiDefinition>) =>
      (await sourceOf(definition).list()).map(({ name }) => name);
    expect(await names({ include: ["tag:visits", "send*"] })).toEqual(["visits.list", "sendForm"]);
    expect(await names({ include: ["get *"], exclude: ["* /files*", "styles"] })).toEqual(["visits.list"]);
    expect(await names({ exclude: ["*"] })).toEqual([]);
  });

  it("writes parameters of every place and style", async () => {
    const { method, url, headers } = await echoed("visits.list", {
      patientId: 7,
      "X-Request-Id": "r",
      tags: ["a b", "c&d"],
      codes: [1, 2],
      words: ["x", "y z"],
      filter: { from: "2024", by: { vet: "ü" } },
      path: "a/b?c#d&e",
      near: { lat: 1, lon: 2 },
      where: { a: [1] },
      "X-Options": { a: 1, b: "c" },
      session: "s s",
      query_patientId: "q",
    });
    expect(method).toBe("GET");
    expect(url).toBe(
      "/base/patients/7/visits?tags=a%20b&tags=c%26d&codes=1%7C2&words=x%20y%20z&filter%5Bfrom%5D=2024" +
        "&filter%5Bby%5D%5Bvet%5D=%C3%BC&path=a/b?c%23d%26e&lat=1&lon=2&where=%7B%22a%22%3A%5B1%5D%7D&patientId=q",
    );
    expect(headers).toMatchObject({ "x-request-id": "r", "x-options": "a=1,b=c", cookie: "session=s%20s" });
    const styled = await echoed("styles", { label: ["a", "b"], matrix: { x: 1, y: "2 3" }, list: ["p/q", "r"] });
    expect(styled.url).toBe("/base/styles/.a.b/;x=1;y=2%203/p%2Fq,r");
  });

  it("writes U+FFFD for half of a surrogate pair", async () => {
    const half = "a\ud800";
    const { url } = await echoed("visits.list", { patientId: 7, tags: [half], filter: { [half]: half }, path: half });
    expect(url).toBe("/base/patients/7/visits?tags=a%EF%BF%BD&filter%5Ba%EF%BF%BD%5D=a%EF%BF%BD&path=a%EF%BF%BD");
    const styled = await echoed("styles", { label: [half], matrix: { x: half }, list: [half] });
    expect(styled.url).toBe("/base/styles/.a%EF%BF%BD/;x=a%EF%BF%BD/a%EF%BF%BD");
  });

  it("writes bodies as JSON, as forms and in parts", async () => {
    const json = await echoed("post_patients_patientId_visits", { patientId: 1, body: { reason: "check" } });
    expect([json.body, json.headers["content-type"]]).toEqual(['{"reason":"check"}', "application/merge-patch+json"]);
    const form = await echoed("sendForm", {
      body: { a: "x y", list: [1, 2], options: { deep: [3] }, plain: { k: 1 } },
    });
    expect(form.body).toBe("a=x%20y&list=1&list=2&options%5Bdeep%5D%5B0%5D=3&plain=%7B%22k%22%3A1%7D");
    const parts = await echoed("upload", { body: { file: "text of it", n: 1 } });
    expect(parts.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(parts.body).toMatch(/name="file"\r\n\r\ntext of it\r\n[^]*name="n"\r\n\r\n1\r\n/);
  });

  it("lets no argument lead to another path", async () => {
    const failure = await failureOf(echoed("post_patients_patientId_visits", { patientId: "..", body: {} }));
    expect(failure).toMatchObject({ kind: "invalidArguments", reachedTool: false });
  });

  it("fills in its security schemes where an operation wants them, and nowhere else", async () => {
    const security = {
      token: "${env:TOKEN}",
      basic: { username: "u", password: "p" },
      queryKey: "q&",
      cookieKey: "c",
    };
    const visits = await echoed("visits.list", { patientId: 1 }, { security, headers: { "X-Own": "${env:TOKEN}" } });
    expect(visits.headers).toMatchObject({ authorization: "Bearer t0ken", "x-own": "t0ken" });
    expect((await echoed("sendForm", { body: {} }, { security })).headers).not.toHaveProperty("authorization");
    const upload = await echoed("upload", { body: {} }, { security });
    expect(upload.headers.authorization).toBe(`Basic ${Buffer.from("u:p").toString("base64")}`);
    const { basic: _, ...keys } = security;
    const keyed = await echoed("upload", { body: {} }, { security: keys });
    expect([keyed.url, keyed.headers.cookie]).toEqual(["/base/forms?key=q%26", "ck=c"]);
  });

  it("is read from a URL, to which its servers are relative, and once for all calls", async () => {
    let reads = 0;
    const url = await servers.serve((incoming, answer) => {
      answer.setHeader("content-type", "application/json");
      if (incoming.url === "/docs/api.json") {
        reads++;
        const get = { operationId: "hello", responses: {} };
        answer.end(JSON.stringify({ openapi: "3.1.0", servers: [{ url: "../v1" }], paths: { "/hi": { get } } }));
      } else answer.end(JSON.stringify(incoming.url));
    });
    const source = sourceOf({ document: `${url}/docs/api.json` });
    const results = await Promise.all([1, 2].map(() => source.call("hello", {}, attempt())));
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual(["/v1/hi", "/v1/hi"]);
    expect(reads).toBe(1);
  });
});

describe("an OpenAPI document that cannot be used", () => {
  it.each([
    ["swagger: '2.0'\npaths: {}", "it is Swagger 2"],
    ["just text", "cannot be read"],
    ["a: 1", "it is no OpenAPI 3 document"],
    ["a: [", "cannot be read"],
    ["openapi: 3.0.0\npaths: {/x: {get: {parameters: [{$ref: './gone.yaml#/x'}]}}}", "gone.yaml"],
  ])("says why: %j", async (text, message) => {
    const folder = await mkdtemp(join(tmpdir(), "openapi-"));
    const file = join(folder, "api.yaml");
    await writeFile(file, text);
    const failure = await failureOf(sourceOf({ document: file }).list());
    expect(failure).toMatchObject({ kind: "unavailable", reachedTool: false });
    expect(failure.message).toContain(message);
    await rm(folder, { recursive: true });
  });

  it("may have references that lead nowhere or in circles", async () => {
    const folder = await mkdtemp(join(tmpdir(), "openapi-"));
    const file = join(folder, "api.json");
    const circle = { a: { $ref: "#/components/schemas/b" }, b: { $ref: "#/components/schemas/a/c" } };
    const schema = { $ref: "#/components/schemas/a" };
    const get = { parameters: [{ name: "x", in: "query", schema }, { $ref: "#/gone" }] };
    await writeFile(
      file,
      JSON.stringify({ openapi: "3.1.0", paths: { "/x": { get } }, components: { schemas: circle } }),
    );
    expect(await sourceOf({ document: file }).list()).toMatchObject([{ inputSchema: { properties: { x: {} } } }]);
    await rm(folder, { recursive: true });
  });

  it("is looked for again the next time", async () => {
    const folder = await mkdtemp(join(tmpdir(), "openapi-"));
    const source = sourceOf({ document: join(folder, "api.yaml") });
    expect((await failureOf(source.list())).message).toContain("cannot be read");
    await writeFile(join(folder, "api.yaml"), "openapi: 3.1.0\npaths: {/x: {get: {}}}");
    expect(await source.list()).toHaveLength(1);
    expect((await failureOf(source.call("get_x", {}, attempt()))).message).toContain('give its "baseUrl"');
    expect((await failureOf(source.call("get_y", {}, attempt()))).message).toContain('Did you mean "get_x"?');
    await rm(folder, { recursive: true });
  });

  it("that is not answered can be given up", async () => {
    const url = await servers.serve(() => undefined);
    const source = sourceOf({ document: `${url}/api.json` });
    const stop = new AbortController();
    const listing = source.list(stop.signal);
    stop.abort();
    await expect(listing).rejects.toThrow();
    await source.close();
  });

  it("says what a mistyped security scheme is", async () => {
    const lines: string[] = [];
    await sourceOf({ security: { tokne: "x" } }, (_, line) => lines.push(line)).list();
    expect(lines).toEqual([expect.stringContaining('has no security scheme "tokne"')]);
  });
});
