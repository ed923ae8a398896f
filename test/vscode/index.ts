import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** What the extension host calls to run the tests; rejects when one fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, color: true });
  // Mocha's functions (`describe`, `it`) are there only from here on.
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./activation.test");
  await import("./diagnostics.test");
  await import("./run.test");
  await import("./languageModelTools.test");
  await import("./proxy.test");
  await import("./tasks.test");
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
  });
  const passed = stats?.passes ?? 0;
  const failed = stats?.failures ?? 1;
  const resultsFile = process.env.PARALLEL_TOOLS_TEST_RESULTS;
  if (resultsFile !== undefined) {
    writeFileSync(resultsFile, JSON.stringify({ numPassedTests: passed, numFailedTests: failed }));
  }
  if (failed > 0) throw new Error(`${String(failed)} of ${String(passed + failed)} tests failed.`);
}
