import { describe, expect, it } from "vitest";
import { plan, problemsOf, tool } from "./planning";

describe("what a plan looks for", () => {
  it("has no more than two hundred patterns with a star in a part of the manifest", () => {
    const starred = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`*t${index}*`, { perSecond: 1 }]));
    const tooMany = plan([{ tool: "read_file" }], { more: { limits: starred(201) } });
    expect(problemsOf(tooMany)).toEqual(['error -1: "limits" has 201 patterns with a "*"; 200 are possible.']);
    expect(tooMany.plan.limits).toEqual([]);
    const most = plan([{ tool: "read_file" }], { more: { limits: starred(200) } });
    expect(most.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("ends at a thousand problems of arguments, and says from which call on they were not looked for", () => {
    const schema = { type: "object", properties: { path: { type: "string" } } };
    const calls = Array.from({ length: 3_000 }, () => ({ tool: "read_file", arguments: { path: 1 } }));
    const { problems } = plan(calls, { tools: [tool("read_file", schema)] });
    expect(problems).toHaveLength(1_001);
    expect(problems.at(-1)?.message).toBe(
      "The arguments of the calls from #1001 on were not checked, since those before have 1000 problems.",
    );
  });
});
