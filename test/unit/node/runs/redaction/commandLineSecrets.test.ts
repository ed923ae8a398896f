import { describe, expect, it } from "vitest";
import { redactionMark, Redactor } from "../../../../../src/node/runs/redaction/redactor";
import { addCommandLineSecrets } from "../../../../../src/node/runs/redaction/secrets/variableSecrets";

/** What is left of a text when these are the arguments of a program. */
function shown(text: string, ...args: readonly string[]): string {
  const redactor = new Redactor();
  addCommandLineSecrets(redactor, args);
  return redactor.text(text);
}

describe("the arguments of a program", () => {
  it.each([
    ["--api-key", "wintermute"],
    ["--token=wintermute"],
    ["--github-token", "wintermute"],
    ["-password:wintermute"],
    ["/Password:wintermute"],
    ["--header", "Authorization: wintermute"],
    ["--header=X-Api-Key: wintermute"],
    ["-e", "SERVICE_TOKEN=wintermute"],
    ["postgresql://me:wintermute@localhost/things"],
  ])("hold a secret: %s %s", (...args) => {
    expect(shown("It said wintermute.", ...args)).toBe(`It said ${redactionMark}.`);
  });

  it("hold a key that can be told by how it looks", () => {
    expect(shown("a0b1c2d3e4f5a0b1c2d3e4f5", "run", "a0b1c2d3e4f5a0b1c2d3e4f5")).toBe(redactionMark);
  });

  it.each([
    ["-y", "wintermute"],
    ["--token", "--verbose"],
    ["ssh://git@wintermute.example/x"],
    ["--token=${input:wintermute}"],
  ])("are ordinary words: %s %s", (...args) => {
    const text = "wintermute, git, --verbose, ${input:wintermute}";
    expect(shown(text, ...args)).toBe(text);
  });
});
