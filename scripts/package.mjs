// Builds the .vsix, lists what is in it, and fails when it is over its size budget.
import { statSync } from "node:fs";
import { createVSIX, listFiles, PackageManager } from "@vscode/vsce";
import manifest from "../package.json" with { type: "json" };

/** The extension with all its parts, packed. */
const budgetBytes = 1_500_000;

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

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
