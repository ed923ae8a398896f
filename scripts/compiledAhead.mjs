import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { outFolder, projectFolder } from "./project.mjs";

/** Its types tell of a module where Node sees CommonJS.
 *
 * @type {{ default: (ajv: import("ajv").Ajv, validate: import("ajv").ValidateFunction) => string }}
 */
const { default: standaloneCode } = createRequire(import.meta.url)("ajv/dist/standalone");

const source = join(projectFolder, "src", "core", "manifest", "schema", "ownValidators.ts");

/**
 * Puts validators that are compiled now in the place of the module that would compile them when they are first needed.
 *
 * @type {import("esbuild").Plugin}
 */
export const compiledAhead = {
  name: "compiled-ahead",
  setup(bundle) {
    /** @type {Promise<typeof import("../src/core/manifest/schema/ownValidators.ts")> | undefined} */
    let loading;
    const load = () => (loading ??= loadSource());
    bundle.onLoad({ filter: /[\\/]schema[\\/]ownValidators\.ts$/ }, async () => {
      const { errorsAtStop, ownSchemas } = await load();
      const imports = ownSchemas.map((name) => `import ${name} from "compiled-ahead:${name}";`);
      const contents = `${imports.join("\n")}
const validators = { ${ownSchemas.join(", ")} };
export function ownValidator(name) { return validators[name]; }
${errorsAtStop.toString()}
export { errorsAtStop };`;
      return { contents, resolveDir: projectFolder };
    });
    bundle.onResolve({ filter: /^compiled-ahead:/ }, ({ path }) => ({
      path: path.slice("compiled-ahead:".length),
      namespace: "compiled-ahead",
    }));
    bundle.onLoad({ filter: /.*/, namespace: "compiled-ahead" }, async ({ path }) => {
      const { compileOwn, ownSchemas } = await load();
      const name = ownSchemas.find((each) => each === path);
      if (name === undefined) return { errors: [{ text: `There is no schema ${path}.` }] };
      const { ajv, validate } = compileOwn(name, { source: true, esm: true });
      return { contents: standaloneCode(ajv, validate), resolveDir: projectFolder };
    });
  },
};

/** @returns {Promise<typeof import("../src/core/manifest/schema/ownValidators.ts")>} */
async function loadSource() {
  const outfile = join(outFolder, "ownValidators.mjs");
  await build({ entryPoints: [source], outfile, bundle: true, platform: "node", format: "esm", packages: "external" });
  return import(pathToFileURL(outfile).href);
}
