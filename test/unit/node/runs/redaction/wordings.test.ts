import { describe, expect, it } from "vitest";
import { asReason, worded } from "../../../../../src/core/model/text/wording";
import { Redactor } from "../../../../../src/node/runs/redaction/redactor";

const secret = "hunter2-and-more";

function redacted<T>(value: T): T {
  const redactor = new Redactor();
  redactor.addSecret(secret);
  return redactor.record(value);
}

describe("what a text of a run was put together of", () => {
  it.each([
    ["an error", { kind: "tool", ...worded("{0} failed", secret) }],
    ["an error of two values", { kind: "tool", ...worded("{0}{1} failed", secret.slice(0, 9), secret.slice(9)) }],
    ["a value of a value", { kind: "tool", ...worded("Skipped because {0}.", worded("{0} failed", secret)) }],
    ["the reason of an edge", { from: 0, to: 1, kind: "declared", ...asReason(worded("depends on {0}", secret)) }],
    ["a wording that says more than its message", { message: "It failed.", wording: ["{0} failed", secret] }],
  ])("is gone where a secret is taken out of %s", (_what, value) => {
    const shown = redacted({ type: "callEnded", ending: { error: value } }).ending.error;
    expect(shown).not.toHaveProperty("wording");
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|and-more/);
  });

  it("stays where there is no secret in it, also when one stands beside it", () => {
    const said = worded("{0} failed", "list");
    expect(redacted({ kind: "tool", ...said, details: secret })).toEqual({
      kind: "tool",
      ...said,
      details: "«redacted»",
    });
  });

  it("is anything in data that has the same names", () => {
    const data = { message: secret, wording: ["{0}"] };
    expect(redacted({ arguments: data }).arguments).toEqual({ message: "«redacted»", wording: ["{0}"] });
  });
});
