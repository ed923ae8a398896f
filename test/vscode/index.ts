import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

/** What the extension host calls to run the tests; rejects when one fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, color: true });
  // Mocha's functions (`describe`, `it`) are there only from here on.
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  // The bundler makes a module of each file that the pattern can mean.
  for (const name of testFiles()) await import(`./${name}.test.ts`);
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

function testFiles(): readonly string[] {
  const names = readdirSync(join(__dirname, "..", "test", "vscode")).sort();
  return names.flatMap((name) => (name.endsWith(".test.ts") ? [name.slice(0, -".test.ts".length)] : []));
}
