import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.ts"],
    environment: "node",
    setupFiles: ["test/fixtures/editor/standIn.ts"],
    // Command lines that are started here keep their runs apart from the user's own.
    env: { XDG_STATE_HOME: join(tmpdir(), "parallel-tools-unit-tests") },
    // Tests that start processes or try hundreds of cases take long on a machine that has other work to do.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for is there at once on a machine that has nothing else to do, and late on another.
    expect: { poll: { timeout: 30_000 } },
    coverage: {
      include: ["src/**/*.ts", "media/timeline/**/*.ts"],
      reporter: ["text-summary", "html", "lcov"],
      reportsDirectory: "coverage",
    },
  },
});
