import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf } from "./bundledPackages.mjs";
import { projectFolder } from "./project.mjs";

/** What the command line starts. */
const entryPoints = ["dist/cli.js", "dist/moduleRunner.js"];

/**
 * Makes the folder that is published to npm: the command line's bundles with a package.json of their own, which needs
 * nothing installed, and the licences of what they are made of.
 *
 * @param {string} folder
 * @param {readonly string[]} packages Folders of the bundled packages, relative to the project.
 * @param {string} sbomFile
 */
export function makeNpmPackage(folder, packages, sbomFile) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "dist"), { recursive: true });
  for (const file of filesOf(entryPoints)) cpSync(join(projectFolder, file), join(folder, file));
  for (const file of ["README.md", "LICENSE"]) copyFileSync(join(projectFolder, file), join(folder, file));
  copyFileSync(sbomFile, join(folder, "sbom.cdx.json"));
  writeFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), licenceList(packages));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(npmManifest(), null, 2)}\n`);
}

function npmManifest() {
  const { name, version, license, repository, type, engines, bin } = readJson(join(projectFolder, "package.json"));
  const description = readJson(join(projectFolder, "package.nls.json")).description;
  const files = ["dist", "THIRD-PARTY-LICENSES.txt", "sbom.cdx.json"];
  return { name, version, description, license, repository, type, engines: { node: engines.node }, bin, files };
}

/** @param {readonly string[]} packages */
function licenceList(packages) {
  return packages.map(licenceOf).join(`\n${"-".repeat(80)}\n\n`);
}

/** @param {string} folder */
function licenceOf(folder) {
  const path = join(projectFolder, folder);
  const { name, version, license } = readJson(join(path, "package.json"));
  const files = readdirSync(path).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(join(path, file), "utf8").trim());
  return [`${name} ${version} (${license})`, ...texts].join("\n\n") + "\n";
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
