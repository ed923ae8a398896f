"use strict";

const { build, context } = require("esbuild");
const { rmSync } = require("node:fs");

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");

/** @type {import("esbuild").BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
};

/** @type {import("esbuild").BuildOptions} */
const node = {
  ...shared,
  platform: "node",
  format: "cjs",
  target: "node20",
  // jsonc-parser's main is a UMD file whose requires cannot be followed; its module is plain.
  mainFields: ["module", "main"],
  // Its own has a copy of Ajv that nothing uses.
  alias: { "@modelcontextprotocol/client/_shims": "./src/tools/mcpShims.ts" },
};

const bundles = [
  {
    ...node,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    // VS Code logs an error for every extension that so much as looks whether there is a navigator, as zod does.
    define: { navigator: "undefined" },
  },
  { ...node, entryPoints: ["src/tools/module/moduleRunner.ts"], outfile: "dist/moduleRunner.js" },
  { ...node, entryPoints: ["src/cli.ts"], outfile: "dist/cli.js", banner: { js: "#!/usr/bin/env node" } },
  {
    ...shared,
    entryPoints: ["media/timeline/timeline.ts"],
    outfile: "dist/timeline.js",
    format: "iife",
    target: "es2022",
    tsconfig: "media/timeline/tsconfig.json",
    loader: { ".ttf": "file" },
  },
];

async function main() {
  rmSync("dist", { recursive: true, force: true });
  if (!watch) return Promise.all(bundles.map((bundle) => build(bundle)));
  const contexts = await Promise.all(bundles.map((bundle) => context({ ...bundle, logLevel: "info" })));
  return Promise.all(contexts.map((each) => each.watch()));
}

main().catch(() => process.exit(1));
