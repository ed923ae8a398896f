import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveReferences } from "../../../../../src/core/manifest/references/references";
import { expandVariables, type Variables } from "../../../../../src/core/manifest/references/variables";
import { literalArguments, withoutVariables } from "../../../../../src/node/tasks/reading/literalText";

const variables: Variables = {
  env: () => "SECRET",
  input: () => "SECRET",
  workspaceFolder: "/SECRET",
  file: "/SECRET/f",
};
const pieces = fc.constantFrom(
  "${",
  "}",
  "$",
  "$${",
  "env:TOKEN",
  "input:key",
  "workspaceFolder",
  "file",
  "a",
  ".b",
  " ",
  "{",
  "'",
  "x",
);
const texts = fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(""));

describe("what a model writes", () => {
  it("reaches the tool as it was written, when it knows of no references", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const sent = resolveReferences(expandVariables(literalArguments({ text }), variables), () => "RESULT");
        expect(sent).toEqual({ text });
      }),
      { numRuns: 3000 },
    );
  });

  it("never has a variable filled in, when it may refer to results", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const expanded = expandVariables(withoutVariables({ text }), variables);
        expect(JSON.stringify(expanded)).not.toContain("SECRET");
        expect(JSON.stringify(resolveReferences(expanded, () => "RESULT"))).not.toContain("SECRET");
      }),
      { numRuns: 3000, examples: [["${env:TOKEN${input:key}}"], ["${env:'${input:key}'}"], ["${env:A${a}${file}}"]] },
    );
  });
});
