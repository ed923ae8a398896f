import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { readOpenApi } from "../../../../../src/node/tools/openapi/document";
import { operationsOf, type Operation } from "../../../../../src/node/tools/openapi/operations";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "openapi-"));
});

afterEach(() => rm(folder, { recursive: true }));

async function operations(name: string, text: string): Promise<readonly Operation[]> {
  await writeFile(join(folder, name), text);
  return operationsOf(await readOpenApi(name, { folder, signal: new AbortController().signal, isUsers: true }));
}

function withParts(parts: object, paths: object): string {
  return JSON.stringify({ openapi: "3.1.0", info: { title: "x", version: "1" }, paths, ...parts });
}

describe("a document of bounded size", () => {
  it("is refused when its aliases would be written out without end", async () => {
    const levels = Array.from({ length: 28 }, (_, n) => `x${n + 1}: &a${n + 1} {properties: {a: *a${n}, b: *a${n}}}`);
    const head = ["openapi: 3.1.0", "x0: &a0 {type: string}", ...levels];
    const path = "paths: {/x: {get: {parameters: [{name: q, in: query, schema: *a28}]}}}";
    await expect(operations("a.yaml", [...head, path].join("\n"))).rejects.toThrow(
      "with its aliases written out it has",
    );
    const circle = "openapi: 3.1.0\nx: &a {y: *a}\npaths: {}";
    await expect(operations("b.yaml", circle)).rejects.toThrow("it contains itself");
    const deep = `openapi: 3.1.0\nx: ${"[".repeat(3000)}${"]".repeat(3000)}\npaths: {}`;
    await expect(operations("c.yaml", deep)).rejects.toThrow("cannot be read");
  });

  it("follows references that fan out only so far", async () => {
    const chain = Array.from({ length: 60 }, (_, n): [string, object] => [`a${n}`, { $ref: `#/a${n + 1}/x/y/z` }]);
    const text = withParts(
      { ...Object.fromEntries(chain) },
      { "/x": { get: { requestBody: { $ref: "#/a0/x/y/z" } } } },
    );
    expect(await operations("d.json", text)).toHaveLength(1);
  });

  it("shares types between operations, and gives thousands of the same name a number each", async () => {
    const types = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [
        `T${n}`,
        { properties: { next: { $ref: `#/components/schemas/T${(n + 1) % 200}` } } },
      ]),
    );
    const operation = {
      operationId: "same",
      parameters: [{ name: "q", in: "query", schema: { $ref: "#/components/schemas/T0" } }],
    };
    const paths = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`/p${n}`, { get: operation }]));
    const found = await operations("e.json", withParts({ components: { schemas: types } }, paths));
    expect(found.at(-1)?.name).toBe("same_1000");
    const [first, second] = found.map(({ inputSchema }) => inputSchema.$defs as Record<string, unknown>);
    expect(Object.keys(first ?? {})).toHaveLength(200);
    expect(second?.T7).toBe(first?.T7);
  });

  it("is refused when its operations refer to too much altogether", async () => {
    const types = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, n) => [
        `T${n}`,
        { properties: { next: { $ref: `#/components/schemas/T${n + 1}` } } },
      ]),
    );
    const operation = { parameters: [{ name: "q", in: "query", schema: { $ref: "#/components/schemas/T0" } }] };
    const paths = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`/p${n}`, { get: operation }]));
    await expect(operations("f.json", withParts({ components: { schemas: types } }, paths))).rejects.toThrow(
      "too many types",
    );
  });

  it("has parameters with the names of built-in members", async () => {
    const parameters = ["__proto__", "constructor", "toString"].map((name) => ({
      name,
      in: "query",
      schema: { type: "string" },
    }));
    const [operation] = await operations("g.json", withParts({}, { "/x": { get: { parameters } } }));
    expect(Object.keys(operation?.inputSchema.properties as object)).toEqual(["__proto__", "constructor", "toString"]);
  });
});
