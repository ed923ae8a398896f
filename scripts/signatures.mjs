import { spawnSync } from "node:child_process";
import { projectFolder } from "./project.mjs";
import { npmCommand } from "./command.mjs";

/** Where a registry, or the list of keys that it signs with, cannot be reached, npm fails with one of these. */
const unreachable = new Set([
  ...["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH"],
  ...["ERR_SOCKET_TIMEOUT", "FETCH_ERROR", "E404", "E400", "ENEEDAUTH"],
]);

/**
 * `packages` are those whose signatures are wrong, or missing where the registry signs what it has.
 *
 * @typedef {{ kind: "held" } | { kind: "unavailable", why: string } | { kind: "failed", packages: string[], why: string }} SignatureOutcome
 */

/**
 * Reads what `npm audit signatures --json` has printed. A registry that signs nothing, or cannot be asked, is no failure;
 * everything that is not understood is.
 *
 * @param {string} output
 * @returns {SignatureOutcome}
 */
export function signatureOutcome(output) {
  const said = parsed(output);
  const error = said?.error;
  if (error !== undefined) {
    const { code = "", summary = "" } = error;
    const signsNothing = summary.includes("were installed from a supported registry");
    if (signsNothing) return { kind: "unavailable", why: "the registry signs nothing" };
    if (unreachable.has(code)) return { kind: "unavailable", why: summary };
    return { kind: "failed", packages: [], why: summary };
  }
  if (!Array.isArray(said?.invalid) || !Array.isArray(said.missing)) {
    return { kind: "failed", packages: [], why: "npm did not say which signatures hold" };
  }
  const packages = [...said.invalid, ...said.missing].map(({ name, version }) => `${name}@${version}`);
  if (packages.length === 0) return { kind: "held" };
  return { kind: "failed", packages, why: "their signatures are wrong or missing" };
}

/** @param {string} output */
function parsed(output) {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

/**
 * Has npm check the signatures of the packages that are bundled, and says what came of it.
 *
 * @returns {boolean} Whether nothing is wrong with them, as far as the registry lets anybody know.
 */
export function checkSignatures() {
  const args = ["audit", "signatures", "--omit=dev", "--json", "--fetch-retries=0", "--fetch-timeout=20000"];
  const { command, words } = npmCommand(args);
  const { stdout } = spawnSync(command, words, { cwd: projectFolder, encoding: "utf8" });
  const outcome = signatureOutcome(stdout ?? "");
  switch (outcome.kind) {
    case "held":
      console.log("The registry's signatures of the bundled packages hold.");
      return true;
    case "unavailable":
      console.log(`Signatures of the bundled packages are not checked: ${outcome.why}.`);
      return true;
    case "failed":
      console.error(`Signatures of the bundled packages: ${outcome.why}. ${outcome.packages.join(", ")}`);
      return false;
  }
}
