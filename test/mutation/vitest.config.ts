import { defineConfig } from "vitest/config";

/** The tests of the group of files that `scripts/mutate.mjs` changes just then. */
export default defineConfig({
  test: {
    include: process.env.MUTATION_TESTS?.split("\n") ?? [],
    environment: "node",
    // The files of one worker share what they import: that is most of the time that a mutant takes.
    isolate: false,
  },
});
