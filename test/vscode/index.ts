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
  const { passed, failures } = await outcome(mocha);
  const resultsFile = process.env.PARALLEL_TOOLS_TEST_RESULTS;
  if (resultsFile !== undefined) {
    writeFileSync(resultsFile, JSON.stringify({ numPassedTests: passed, testResults: failures }));
  }
  if (failures.length > 0) throw new Error(`${String(failures.length)} of the tests failed.`);
}

/** Runs the tests; each failure as a file of vitest's JSON report with one failed test, which `npm test` reads. */
async function outcome(mocha: Mocha): Promise<{ readonly passed: number; readonly failures: readonly object[] }> {
  const failures: object[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve({ passed: runner.stats?.passes ?? 0, failures }));
    runner.on("fail", (test, error: Error) => {
      const failed = { status: "failed", fullName: test.fullTitle(), failureMessages: [error.stack ?? error.message] };
      failures.push({ name: "test/vscode", status: "failed", assertionResults: [failed] });
    });
  });
}

function testFiles(): readonly string[] {
  const names = readdirSync(join(__dirname, "..", "test", "vscode")).sort();
  return names.flatMap((name) => (name.endsWith(".test.ts") ? [name.slice(0, -".test.ts".length)] : []));
}
