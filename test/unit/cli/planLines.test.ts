import { describe, expect, it } from "vitest";
import { planLines } from "../../../src/cli/printing/text";
import { planFrom } from "../../bench/workloads";

describe("a plan as text", () => {
  it("says of each call what it waits for", () => {
    const plan = planFrom(3, [[0, 2], [1, 2]], 5); // prettier-ignore
    const lines = [...planLines(plan, 2)].join("").split("\n");
    expect(lines.filter((line) => line.startsWith("    after")).length).toBe(2);
    expect(lines.findIndex((line) => line.startsWith("    after"))).toBe(3);
  });

  it("looks at each edge a few times, however many calls there are", () => {
    const plan = planFrom(2_000, Array.from({ length: 1_999 }, (_, from) => [from, from + 1] as const), 5); // prettier-ignore
    let looks = 0;
    const edges = plan.edges.map(
      (edge) => new Proxy(edge, { get: (target, key) => (key === "to" && looks++, Reflect.get(target, key) as unknown) }),
    ); // prettier-ignore
    expect([...planLines({ ...plan, edges }, 2)].length).toBe(2_000 + 1_999 + 1);
    expect(looks).toBeLessThan(10 * 1_999);
  });
});
