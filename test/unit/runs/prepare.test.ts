import { describe, expect, it } from "vitest";
import { prepare } from "../../../src/runs/prepare";
import { plainEnvironment } from "../../fixtures/runEnvironment";

function prepared(calls: readonly object[]) {
  return prepare({
    text: JSON.stringify({ version: 1, calls }),
    environment: plainEnvironment({ workspaceFolder: "/work" }),
    servers: "start",
  });
}

const put = (url: string) => ({ method: "PUT", url, body: "x" });

describe("calls whose arguments were edited before they run", () => {
  it("are planned anew: a conflict that only the edited arguments make orders them", async () => {
    const tool = "http_request";
    const before = await prepared([
      { tool, arguments: put("http://127.0.0.1:1/a") },
      { tool, arguments: put("http://127.0.0.1:1/b") },
    ]);
    expect(before.plan.edges).toEqual([]);
    const after = before.withArguments({ 1: put("http://127.0.0.1:1/a") });
    expect(after.plan.edges).toMatchObject([{ from: 0, to: 1, kind: "conflict" }]);
    expect(after.header("20260101T000000000Z-aaaaaa", "edited", 0).plan).toBe(after.plan);
    await before.close();
  });

  it("are checked anew: what the tool does not take is an error", async () => {
    const before = await prepared([{ tool: "calculate", arguments: { expression: "1" } }]);
    expect(before.problems).toEqual([]);
    expect(before.withArguments({ 0: { expression: 1 } }).problems).toMatchObject([{ severity: "error" }]);
    await before.close();
  });
});
