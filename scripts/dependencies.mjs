import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runNpm } from "./command.mjs";
import { projectFolder } from "./project.mjs";

/** Installs the project's packages as its lock file has them, unless just those are there already. */
export async function ensureDependencies() {
  if (areInStep()) return;
  console.log("Installing the project's packages (npm ci)…");
  await runNpm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], projectFolder);
}

function areInStep() {
  const wanted = readPackages(join(projectFolder, "package-lock.json"));
  // npm writes this one last, so an install that was interrupted has none.
  const installed = readPackages(join(projectFolder, "node_modules", ".package-lock.json"));
  if (wanted === undefined || installed === undefined) return false;
  if (!existsSync(join(projectFolder, "node_modules", ".bin"))) return false;
  const isWanted = Object.entries(installed).every(([path, entry]) => wanted[path]?.version === entry?.version);
  const isComplete = Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry?.optional === true || installed[path]?.version === entry?.version,
  );
  return isWanted && isComplete;
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean } | undefined> | undefined}
 */
function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, "utf8")).packages;
  } catch {
    return undefined;
  }
}
