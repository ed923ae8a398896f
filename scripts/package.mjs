// Builds the .vsix, the npm package of the command line and their bill of materials, lists what is in the .vsix, and fails
// when it is over its size budget, made of other packages than package.json's dependencies, or of packages whose signatures
// do not hold.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createVSIX, listFiles, PackageManager } from "@vscode/vsce";
import manifest from "../package.json" with { type: "json" };
import { bundledPackages, dependencyProblems } from "./bundledPackages.mjs";
import { runCommand } from "./command.mjs";
import { makeNpmPackage } from "./npmPackage.mjs";
import { projectFolder } from "./project.mjs";
import { checkSignatures } from "./signatures.mjs";

/** The extension with all its parts, packed. */
const budgetBytes = 1_000_000;

const packagePath = `${manifest.name}-${manifest.version}.vsix`;

await createVSIX({ packagePath, dependencies: false });
const files = await listFiles({ packageManager: PackageManager.None });
for (const file of files.sort()) console.log(`${kilobytes(statSync(file).size).padStart(10)}  ${file}`);

const { size } = statSync(packagePath);
console.log(`${kilobytes(size).padStart(10)}  ${packagePath} (budget ${kilobytes(budgetBytes)})`);
if (size > budgetBytes) {
  console.error(`${packagePath} is over its budget by ${kilobytes(size - budgetBytes)}.`);
  process.exitCode = 1;
}

const lock = JSON.parse(readFileSync(join(projectFolder, "package-lock.json"), "utf8"));
const packages = bundledPackages();
for (const problem of dependencyProblems(packages, manifest, lock.packages)) {
  console.error(problem);
  process.exitCode = 1;
}

if (!checkSignatures()) process.exitCode = 1;

const sbomFile = `${manifest.name}-${manifest.version}.cdx.json`;
const cyclonedx = join(projectFolder, "node_modules", "@cyclonedx", "cyclonedx-npm", "bin", "cyclonedx-npm-cli.js");
const scope = ["--omit", "dev", "--package-lock-only", "--output-reproducible"];
await runCommand(process.execPath, [cyclonedx, ...scope, "--mc-type", "application", "--output-file", sbomFile], {
  cwd: projectFolder,
});
makeNpmPackage(join(projectFolder, "dist", "npm"), packages, sbomFile);
console.log(`dist/npm holds the npm package, ${sbomFile} the bill of materials.`);

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
