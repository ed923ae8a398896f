/**
 * Runs the tests of test/vscode inside a real extension host: in the desktop VS Code that `VSCODE_EXECUTABLE` names, or
 * that can be downloaded where there is a display, else in VS Code's server. Takes the absolute path of a file for the
 * counts; exits with 1 when a test fails.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { hasDisplay } from "./desktopVscode.mjs";
import { failPlainly } from "./ending.mjs";
import { copyExample } from "./example.mjs";
import { linkFixtureExtension } from "./fixtureExtension.mjs";
import { cacheFolder, outFolder, projectFolder } from "./project.mjs";

await runExtensionHostTests(process.argv[2] ?? join(outFolder, "vscode-results.json")).catch(failPlainly);

/** @param {string} resultsFile */
async function runExtensionHostTests(resultsFile) {
  const builtTests = join(outFolder, "extensionHostTests.cjs");
  await build({
    entryPoints: [join(projectFolder, "test", "vscode", "index.ts")],
    outfile: builtTests,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
    // Mocha finds parts of itself by path at run time.
    external: ["vscode", "mocha"],
  });
  await mkdir(cacheFolder, { recursive: true });
  const scratch = await mkdtemp(join(cacheFolder, "host-"));
  try {
    const workspace = join(cacheFolder, "host-workspace");
    await rm(workspace, { recursive: true, force: true });
    await copyExample("quickstart", workspace);
    await linkFixtureExtension(join(scratch, "extensions"));
    // The server's stand-in keeps its extensions with its data.
    await linkFixtureExtension(join(scratch, "data", "extensions"));
    await runTests({
      vscodeExecutablePath: await executable(),
      extensionDevelopmentPath: projectFolder,
      extensionTestsPath: builtTests,
      extensionTestsEnv: { PARALLEL_TOOLS_TEST_RESULTS: resultsFile, XDG_STATE_HOME: join(scratch, "state") },
      launchArgs: [
        workspace,
        "--user-data-dir",
        join(scratch, "data"),
        "--extensions-dir",
        join(scratch, "extensions"),
      ],
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function executable() {
  const given = process.env.VSCODE_EXECUTABLE;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`VSCODE_EXECUTABLE names ${given}, which is not there.`);
  }
  if (hasDisplay()) {
    try {
      return await downloadAndUnzipVSCode({ cachePath: cacheFolder });
    } catch (error) {
      console.log(`The desktop VS Code could not be downloaded (${String(error)}); using VS Code's server.`);
    }
  }
  return join(projectFolder, "scripts", "vscode-executable.mjs");
}
