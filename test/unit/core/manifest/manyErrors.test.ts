import { describe, expect, it } from "vitest";

import { parseManifest } from "../../../../src/core/manifest/parse";
import { worded } from "../../../../src/core/model/text/wording";

const told = "There is more wrong here than is told: the rest was not checked.";

describe("a manifest with very many errors", () => {
  it.each([
    ["calls", `{"calls":[${Array(5_000).fill('{"tool":1}').join(",")}]}`],
    ["items of a call's list", `{"calls":[{"tool":"a","dependsOn":[${Array(5_000).fill("1").join(",")}]}]}`],
    [
      "servers",
      `{"calls":[{"tool":"a"}],"servers":{${Array.from({ length: 5_000 }, (_, index) => `"s${index}":1`).join(",")}}}`,
    ],
    ["calls of no manifest", `[${Array(5_000).fill('{"tool":"a","timeoutMs":"x"}').join(",")}]`],
  ])("is told the first of them in its %s, and that there are more", (_, text) => {
    const { problems } = parseManifest(text);
    expect(problems.filter(({ message }) => message === told)).toEqual([
      { severity: "error", ...worded(told), range: { offset: 0, length: 1 } },
    ]);
    expect(problems.length).toBeGreaterThan(900);
    expect(problems.length).toBeLessThan(3_100);
  });

  it("is taken to say nothing that was not checked", () => {
    const calls = Array(5_000).fill('{"tool":1}').join(",");
    const { manifest } = parseManifest(
      `{"calls":[${calls},{"tool":"a","timeoutMs":"x"}],"servers":{"s":{"command":1}}}`,
    );
    expect(manifest.servers).toEqual({});
    expect(manifest.calls.map(({ tool, timeoutMs }) => ({ tool, timeoutMs }))).toEqual([
      { tool: "a", timeoutMs: undefined },
    ]);
  });
});
