import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/e2e/**/*.e2e.ts"],
    // The panel's host side asks the editor for its language.
    setupFiles: ["test/fixtures/editor/standIn.ts"],
    globalSetup: ["test/e2e/globalSetup.ts"],
    environment: "node",
    // A workbench keeps two cores busy.
    fileParallelism: false,
    testTimeout: 180_000,
    // What a person would wait for is waited for, on a slow machine too.
    expect: { poll: { timeout: 60_000 } },
    hookTimeout: 60_000,
  },
});
