import { once } from "node:events";
import { join } from "node:path";
import { build } from "esbuild";
import { nodeModules } from "./bundles.mjs";
import { outFolder, projectFolder } from "./project.mjs";
import { endProcess, startProcess } from "./processes.mjs";

/**
 * @typedef {object} BundleOptions
 * @property {boolean} [packagesApart] Packages are those that are installed, not part of the bundle: for programs that
 *   measure them, or that find files beside them.
 */

/**
 * Bundles programs of `test/FOLDER/` as the product is bundled; what they start beside the product is what was built of it.
 *
 * @param {string} folder
 * @param {readonly string[]} programs Their names; each becomes `NAME.mjs`.
 * @param {BundleOptions} [options]
 * @returns {Promise<string>} The folder that they are in, absolute.
 */
export async function bundlePrograms(folder, programs, { packagesApart = false } = {}) {
  const outdir = join(outFolder, folder);
  await build({
    ...nodeModules,
    entryPoints: programs.map((program) => join(projectFolder, "test", folder, `${program}.ts`)),
    outdir,
    outExtension: { ".js": ".mjs" },
    define: { ...nodeModules.define, "import.meta.dirname": JSON.stringify(join(projectFolder, "dist")) },
    ...(packagesApart && { packages: "external" }),
  });
  return outdir;
}

/**
 * Bundles programs, runs the first of them with these words, and gives its exit code.
 *
 * @param {string} folder
 * @param {readonly string[]} programs
 * @param {readonly string[]} words
 * @param {BundleOptions & { flags?: readonly string[] }} [options] With flags of Node itself.
 * @returns {Promise<number>}
 */
export async function runProgram(folder, programs, words, { flags = [], ...options } = {}) {
  const outdir = await bundlePrograms(folder, programs, options);
  const file = join(outdir, `${String(programs[0])}.mjs`);
  const program = startProcess(process.execPath, [...flags, file, ...words], { cwd: projectFolder });
  const [exitCode] = await once(program, "exit");
  await endProcess(program);
  return exitCode ?? 1;
}
