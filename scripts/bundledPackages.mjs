import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "./project.mjs";

/** @typedef {{ dependencies: Record<string, string> }} Declared */
/** @typedef {Record<string, { dev?: boolean } | undefined>} LockedPackages */

/**
 * The packages that any of the bundles was made of, as folders relative to the project, in order.
 *
 * @param {readonly string[]} inputs Files that the bundler has read.
 * @returns {string[]}
 */
function packageFolders(inputs) {
  const folders = inputs.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/**
 * Says where the packages that are bundled and those that `dependencies` names differ: what an audit of production
 * dependencies would miss, and what it would check for nothing.
 *
 * @param {readonly string[]} folders
 * @param {Declared} manifest
 * @param {LockedPackages} locked
 * @returns {string[]}
 */
export function dependencyProblems(folders, { dependencies }, locked) {
  const missed = folders.filter((folder) => locked[folder] === undefined || locked[folder].dev === true);
  const idle = Object.keys(dependencies).filter((name) => !folders.includes(`node_modules/${name}`));
  return [
    ...missed.map((folder) => `${folder} is bundled, but package.json has it in devDependencies or not at all.`),
    ...idle.map(
      (name) => `${name} is in package.json's dependencies, but is not bundled: it belongs in devDependencies.`,
    ),
  ];
}

/**
 * The packages that the last build has bundled.
 *
 * @returns {string[]}
 */
export function bundledPackages() {
  return packageFolders(lastBuild().inputs);
}

/**
 * The files that the last build made of these entry points: they themselves, and what they load, `now` only what they load
 * at once.
 *
 * @param {readonly string[]} entryPoints As paths relative to the project.
 * @param {"now" | "ever"} when
 * @returns {string[]}
 */
export function filesOf(entryPoints, when = "ever") {
  const { imports } = lastBuild();
  const found = new Set(entryPoints);
  for (const file of found) {
    for (const { path, isLate } of imports[file] ?? []) if (when === "ever" || !isLate) found.add(path);
  }
  return [...found].sort();
}

/** @returns {{ inputs: string[], imports: Record<string, { path: string, isLate: boolean }[] | undefined> }} */
function lastBuild() {
  return JSON.parse(readFileSync(join(projectFolder, "dist", "parts.json"), "utf8"));
}
