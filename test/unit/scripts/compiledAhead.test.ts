import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nodeModules } from "../../../scripts/bundles.mjs";
import * as fromSource from "../../../src/core/manifest/schema/ownValidators";

let folder: string;
let ahead: Pick<typeof fromSource, "ownValidator" | "errorsAtStop">;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "compiled-ahead-"));
  const outfile = join(folder, "ownValidators.mjs");
  await build({
    ...nodeModules,
    entryPoints: ["src/core/manifest/schema/ownValidators.ts"],
    splitting: false,
    outfile,
  });
  ahead = (await import(outfile)) as Pick<typeof fromSource, "ownValidator" | "errorsAtStop">;
});

afterAll(() => rmSync(folder, { recursive: true }));

const values = {
  manifest: [
    { version: 1, calls: [{ tool: "a", arguments: { b: 1 } }] },
    { version: 2, calls: [{ tol: "a" }], limits: 3, servers: { s: { command: 5 } } },
    { version: 1, calls: [{ tool: "a", timeoutMs: -1, dependsOn: "b" }] },
    [],
  ],
  draft7: [
    { type: "object" },
    { enum: [{ a: 1 }, { a: 1 }] },
    { type: "obj", items: [{ type: 5 }] },
    { items: [{}, {}] },
    { required: "a" },
  ],
  draft2020: [
    { type: "object" },
    { type: "obj" },
    { items: [{}] },
    { prefixItems: {}, $defs: { a: { minLength: -1 } } },
  ],
};

it.each(fromSource.ownSchemas)(
  "what is compiled ahead of %s finds what is found when it is compiled at run time",
  (name) => {
    const found = (validate: ReturnType<typeof fromSource.ownValidator>, value: unknown) => [
      validate(value),
      validate.errors?.map(({ instancePath, schemaPath, message, params }) => ({
        instancePath,
        schemaPath,
        message,
        params,
      })),
    ];
    for (const value of values[name]) {
      expect(found(ahead.ownValidator(name), value)).toEqual(found(fromSource.compileOwn(name).validate, value));
    }
    expect(values[name].some((value) => !fromSource.ownValidator(name)(value))).toBe(true);
  },
);

it("what is compiled ahead of manifests stops at many errors, too", () => {
  const many = { version: 1, calls: Array(5_000).fill({ tool: 1 }) };
  let thrown: unknown;
  try {
    ahead.ownValidator("manifest")(many);
  } catch (caught) {
    thrown = caught;
  }
  expect(ahead.errorsAtStop(thrown)?.length).toBeGreaterThan(3_000);
  expect(ahead.errorsAtStop(thrown)?.length).toBeLessThan(3_100);
});
