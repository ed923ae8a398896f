import { rmSync, writeFileSync } from "node:fs";
import { build, context } from "esbuild";
import { anyBundle, nodeModules } from "./scripts/bundles.mjs";

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");

/** @type {import("esbuild").BuildOptions} */
const shared = { minify: production, sourcemap: production ? false : "linked", metafile: true, outdir: "dist" };

/** @type {import("esbuild").BuildOptions[]} */
const bundles = [
  {
    ...nodeModules,
    ...shared,
    entryPoints: {
      extension: "src/extension.ts",
      cli: "src/cli/main.ts",
      checkWorker: "src/node/runs/checking/checkWorker.ts",
      moduleRunner: "src/node/tools/module/moduleRunner.ts",
    },
    external: ["vscode"],
    // VS Code logs an error for every extension that so much as looks whether there is a navigator, as zod does.
    define: { ...nodeModules.define, navigator: "undefined" },
  },
  {
    ...anyBundle,
    ...shared,
    entryPoints: ["media/timeline/timeline.ts"],
    format: "iife",
    target: "es2022",
    tsconfig: "media/timeline/tsconfig.json",
    loader: { ".ttf": "file" },
  },
];

/**
 * What was read for the bundles, and which of their files load which: at once, or when they come to it.
 *
 * @param {readonly import("esbuild").BuildResult[]} results
 */
function partsOf(results) {
  const metafiles = results.flatMap(({ metafile }) => metafile ?? []);
  const inputs = new Set(metafiles.flatMap((metafile) => Object.keys(metafile.inputs)));
  const outputs = metafiles.flatMap((metafile) => Object.entries(metafile.outputs));
  const imports = outputs.map(([file, output]) => [
    file,
    output.imports
      .filter(({ external }) => !external)
      .map(({ path, kind }) => ({ path, isLate: kind === "dynamic-import" })),
  ]);
  return { inputs: [...inputs].sort(), imports: Object.fromEntries(imports) };
}

/**
 * What the bundler wrote for an import that it dropped later, with the code that it stood in.
 *
 * @param {Record<string, readonly { path: string }[]>} imports
 */
function idleFiles(imports) {
  const loaded = new Set(Object.values(imports).flatMap((parts) => parts.map(({ path }) => path)));
  const isChunk = (/** @type {string} */ file) => /-[A-Z0-9]{8}\.js$/.test(file);
  return Object.keys(imports).filter((file) => isChunk(file) && !loaded.has(file));
}

async function main() {
  rmSync("dist", { recursive: true, force: true });
  if (!watch) {
    const results = await Promise.all(bundles.map((bundle) => build(bundle)));
    const parts = partsOf(results);
    writeFileSync("dist/parts.json", JSON.stringify(parts));
    for (const file of idleFiles(parts.imports)) rmSync(file);
    return;
  }
  const contexts = await Promise.all(bundles.map((bundle) => context({ ...bundle, logLevel: "info" })));
  await Promise.all(contexts.map((each) => each.watch()));
}

main().catch(() => process.exit(1));
