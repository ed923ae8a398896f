import { compiledAhead } from "./compiledAhead.mjs";
import { projectFolder } from "./project.mjs";

/**
 * zod holds on to its messages in some fifty languages, and none but the English ones is ever asked for.
 *
 * @type {import("esbuild").Plugin}
 */
const englishAlone = {
  name: "english-alone",
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

/**
 * What proxies' agents write for their own developers is left out, and with it a `supports-color` of others.
 *
 * @type {import("esbuild").Plugin}
 */
const withoutDebug = {
  name: "without-debug",
  setup(build) {
    build.onResolve({ filter: /^debug$/ }, ({ path }) => ({ path, namespace: "nothing" }));
    build.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({
      contents: "module.exports = () => () => undefined;",
    }));
  },
};

/** @type {import("esbuild").BuildOptions} */
export const anyBundle = {
  absWorkingDir: projectFolder,
  bundle: true,
  legalComments: "none",
  logLevel: "warning",
  plugins: [englishAlone, withoutDebug],
};

/**
 * Modules of Node, which share what they have in common and load what they import when they come to it.
 *
 * @type {import("esbuild").BuildOptions}
 */
export const nodeModules = {
  ...anyBundle,
  plugins: [englishAlone, withoutDebug, compiledAhead],
  platform: "node",
  format: "esm",
  splitting: true,
  target: "node20",
  // jsonc-parser's main is a UMD file whose requires cannot be followed; its module is plain.
  mainFields: ["module", "main"],
  // Its own has a copy of Ajv that nothing uses.
  alias: { "@modelcontextprotocol/client/_shims": "./src/node/tools/mcp/mcpShims.ts" },
  // What libraries read, the protocol's client above all, keeps its keys too: see there.
  inject: ["./src/core/model/data/exactJson.ts"],
  define: { "JSON.parse": "parseExactly" },
  // For packages that are written as CommonJS.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
};
