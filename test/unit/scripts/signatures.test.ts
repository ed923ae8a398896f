import { describe, expect, it } from "vitest";
import { signatureOutcome } from "../../../scripts/signatures.mjs";

const failing = (code: string, summary: string) => signatureOutcome(JSON.stringify({ error: { code, summary } })).kind;

describe("signatures of packages", () => {
  it("hold where none is wrong and none is missing", () => {
    expect(signatureOutcome('{"invalid":[],"missing":[]}')).toEqual({ kind: "held" });
  });

  it("fail where one is wrong, or missing in a registry that signs, by the name of the package", () => {
    const [wrong, missing] = [
      { name: "a", version: "1.0.0" },
      { name: "@s/b", version: "2.0.0" },
    ];
    expect(signatureOutcome(JSON.stringify({ invalid: [wrong], missing: [missing] }))).toMatchObject({
      kind: "failed",
      packages: ["a@1.0.0", "@s/b@2.0.0"],
    });
  });

  it("are not checked where the registry signs nothing, or cannot be asked", () => {
    const none = "found no dependencies to audit that were installed from a supported registry";
    expect([failing("", none), failing("ENOTFOUND", "request failed"), failing("E404", "not found")]).toEqual([
      "unavailable",
      "unavailable",
      "unavailable",
    ]);
  });

  it("fail where npm fails otherwise, or says nothing that can be read", () => {
    expect(failing("TUF_ROLE_ERROR", "root is signed by somebody else")).toBe("failed");
    for (const output of ["", "no JSON", "{}", "null", '{"invalid":[]}']) {
      expect(signatureOutcome(output).kind).toBe("failed");
    }
  });
});
