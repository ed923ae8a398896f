import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderCost, outlookOf } from "../../../../src/core/model/figures/outlook";
import { freeingLine, freeingOf, stateOrders } from "../../../../src/core/model/figures/stateOrder";
import { orderLines } from "../../../../src/cli/printing/orderText";
import { plan, problemsOf, server, type ShortCall } from "./planning";

const memory = server("memory", ["create_entities", "read_graph"]);
const sources = { memory };
const creating: ShortCall = { tool: "memory/create_entities" };
const reading: ShortCall = { tool: "memory/read_graph" };

describe("what is ordered by the state of a source", () => {
  it("is told a source at a time, with a tool that writes and what would free the calls", () => {
    const { plan: made } = plan([creating, { tool: "read_file" }, creating, reading], { sources });
    expect(stateOrders(made)).toEqual([
      {
        source: "memory",
        label: "the state of memory",
        writer: "create_entities",
        isSaid: false,
        calls: [0, 2, 3],
        edges: 2,
        freedBy: { pattern: "memory/*", value: "none" },
      },
    ]);
    expect(freeingOf(made, 3)).toEqual({ pattern: "memory/*", value: "none" });
    expect(freeingOf(made, 1)).toBeUndefined();
  });

  it("costs what the longest chain is longer for it", () => {
    const { plan: made } = plan([creating, creating, creating, creating, creating], { sources });
    expect(orderCost(made, 4)).toEqual({ withOrder: 5, without: 1 });
    expect(orderCost(made, 4, () => 20)).toEqual({ withOrder: 100, without: 20 });
  });

  it("costs nothing where files would order the same calls", () => {
    const write = (path: string): ShortCall => ({ tool: "s/write_it", arguments: { path } });
    const files = { s: server("s", ["write_it"]) };
    const same = plan([write("a"), write("a"), write("a")], { sources: files }).plan;
    expect(orderCost(same, 4)).toEqual({ withOrder: 3, without: 3 });
    const between = plan([write("a"), write("b"), write("a")], { sources: files }).plan;
    expect(between.beneathState).toEqual([{ from: 0, to: 2 }]);
    expect(orderCost(between, 4)).toEqual({ withOrder: 3, without: 2 });
  });

  it("costs what a plan of calls without state is shorter by, whatever they name", () => {
    const files = { s: server("s", ["write_it", "read_it"]) };
    const path = fc.constantFrom("a", "b", "a/c", "d");
    const call = fc.record({ writes: fc.boolean(), path, waits: fc.boolean(), ms: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 12 }), (drawn) => {
        const calls = drawn.map(({ writes, path: named, waits }, index) => ({
          id: `c${index}`,
          tool: writes ? "s/write_it" : "s/read_it",
          arguments: { path: named },
          ...(waits && index > 1 && { dependsOn: [`c${index >> 1}`] }),
        }));
        const durationOf = (index: number): number => drawn[index]?.ms ?? 0;
        const { plan: made } = plan(calls, { sources: files });
        const { plan: freed } = plan(calls, { sources: files, more: { state: { "s/*": "none" } } });
        const { withOrder, without } = orderCost(made, 4, durationOf);
        expect(without).toBe(outlookOf(freed, 4, durationOf).bound);
        expect(withOrder).toBeGreaterThanOrEqual(without);
      }),
    );
  });

  it("is told in milliseconds where earlier runs say how long calls take", () => {
    const { plan: made } = plan([creating, creating, reading], { sources });
    expect(orderLines(made, 4, (call) => [40, 40, 20][call] ?? 0)).toContain(
      "; at best 100 ms instead of 40, by what earlier runs took.",
    );
  });

  it("is printed with what it costs and the line that frees it", () => {
    const { plan: made } = plan([creating, creating, reading], { sources });
    expect(orderLines(made, 4)).toBe(
      "memory: 3 calls keep their order, since create_entities may write the state of memory, which no argument names; " +
        "at best 3 call lengths instead of 1. " +
        'If they do not touch one another, write "state": { "memory/*": "none" }.\n',
    );
  });

  it("is nothing where it is freed, and the line that is offered is the one that frees it", () => {
    const { plan: held } = plan([creating, creating], { sources });
    const freedBy = stateOrders(held)[0]?.freedBy;
    expect(freedBy && freeingLine(freedBy)).toBe('"state": { "memory/*": "none" }');
    const freed = plan([creating, creating], { sources, more: { state: { "memory/*": "none" } } });
    expect(freed.plan.edges).toEqual([]);
    expect(orderLines(freed.plan, 4)).toBe("");
  });
});

describe("calls that may write and that nothing orders", () => {
  it("are told before they run, at what says so", () => {
    const calls = [creating, creating, reading];
    expect(problemsOf(plan(calls, { sources, more: { conflicts: "off" } }))).toEqual([
      'hint -1: 2 of 3 calls may write what memory keeps, and nothing orders them: "conflicts" is "off".',
    ]);
    const none = plan(calls, { sources, more: { state: { "memory/*": "none" } } });
    expect(problemsOf(none)).toEqual([
      'hint -1: 2 of 3 calls may write what memory keeps, and nothing orders them: "state" says "none" of memory/*.',
    ]);
    expect(none.problems[0]?.at).toEqual({ part: "state", path: ["memory/*"] });
  });

  it("are no matter where they only read, or where one call is alone", () => {
    const more = { conflicts: "off" } as const;
    expect(problemsOf(plan([reading, reading], { sources, more }))).toEqual([]);
    expect(problemsOf(plan([creating], { sources, more }))).toEqual([]);
  });
});
