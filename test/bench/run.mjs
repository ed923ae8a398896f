// Bundles the bench as the extension is bundled, and runs it with the garbage collector at hand.
import { spawnSync } from "node:child_process";

import { build } from "esbuild";

await build({
  entryPoints: ["test/bench/bench.ts"],
  outfile: "out/bench/bench.mjs",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // The peers are measured as they come from their packages.
  packages: "external",
  // What runs tools says where it lies as a CommonJS file does.
  define: { __dirname: '"dist"' },
  // Node asks for the ending, where the extension's bundle does not.
  alias: { "ajv/dist/2020": "ajv/dist/2020.js" },
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, ["--expose-gc", "out/bench/bench.mjs", ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
