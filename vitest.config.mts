import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.ts"],
    environment: "node",
    // Tests that start processes or try hundreds of cases take long on a machine that has other work to do.
    testTimeout: 30_000,
  },
});
