import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tool } from "../../../../../src/core/model/tool";
import { acceptableSchema } from "../../../../../src/node/tasks/offering/acceptableSchema";
import {
  fullName,
  offerTools,
  toolsForPlans,
  toolsForSteps,
} from "../../../../../src/node/tasks/offering/offeredTools";
import { toolNamed } from "../fakeRun";

describe("offered tools", () => {
  const names = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 90 }),
    fc.constantFrom("read file", "read_file", "read.file", "x".repeat(80)),
  );
  const catalogues: fc.Arbitrary<Tool[]> = fc.uniqueArray(
    fc.record({ source: fc.constantFrom("fs", "api.v1", "a b"), name: names }),
    { selector: ({ source, name }) => `${source}/${name}`, maxLength: 40 },
  );

  it("have names that providers take, each of which leads back to its tool", () => {
    fc.assert(
      fc.property(catalogues, (tools) => {
        const offered = offerTools(tools);
        for (const { name, tool } of offered.tools) {
          expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
          expect(offered.find(name)).toBe(tool);
        }
        expect(new Set(offered.tools.map(({ name }) => name)).size).toBe(tools.length);
      }),
    );
  });

  it("are found under the names that models make of them", () => {
    const [one, other] = [toolNamed("read_file", { source: "fs" }), toolNamed("read_file", { source: "api" })];
    const only = toolNamed("list.all", { source: "fs" });
    const offered = offerTools([one, other, only]);
    expect(offered.tools.map(({ name }) => name)).toEqual(["fs__read_file", "api__read_file", "list_all"]);
    for (const name of ["list.all", "fs/list.all", "fs__list_all", "functions.list_all"])
      expect(offered.find(name)).toBe(only);
    expect(offered.find("api/read_file")).toBe(other);
    expect(offered.find("read_file")).toBeUndefined();
  });

  it("are at most 128, of which every source has its share, pinned ones come first, and the rest is named", () => {
    const many = Array.from({ length: 200 }, (_, number) => toolNamed(`t${number}`, { source: "many" }));
    const few = [toolNamed("a", { source: "few" }), toolNamed("b", { source: "few" })];
    const offered = offerTools([...many, ...few], ["many/t199"]);
    expect(offered.tools).toHaveLength(128);
    expect(offered.tools.map(({ tool }) => fullName(tool))).toEqual(
      expect.arrayContaining(["few/a", "few/b", "many/t199"]),
    );
    expect(offered.leftOut).toHaveLength(74);
    expect(offered.leftOut).not.toContain("many/t199");
  });

  it("take a reference for every argument of a plan, and an id whose name no tool uses itself", () => {
    const tool = toolNamed("sum", {
      inputSchema: {
        type: "object",
        properties: { call_id: { type: "string" }, n: { type: "number", minimum: 1 } },
        required: ["n"],
      },
    });
    const offered = offerTools([tool]);
    expect(offered.idArgument).toBe("plan_call_id");
    const [forPlan] = toolsForPlans(offered);
    expect(Object.keys(forPlan?.parameters.properties as object)).toEqual([
      "plan_call_id",
      "run_after",
      "call_id",
      "n",
    ]);
    expect((forPlan?.parameters.properties as Record<string, unknown>).n).toEqual({
      anyOf: [
        { type: "number", minimum: 1 },
        { type: "string", description: "A reference to another call's result." },
      ],
    });
    expect(toolsForSteps(offered)[0]?.parameters.required).toEqual(["n"]);
  });
});

describe("an acceptable schema", () => {
  it("is an object schema whatever was there", () => {
    expect(acceptableSchema(undefined)).toEqual({ type: "object", properties: {} });
    expect(acceptableSchema({ $schema: "x", type: "object", properties: { a: true } })).toEqual({
      type: "object",
      properties: { a: {} },
    });
  });

  it("merges a choice at its root, and requires what every form had to have", () => {
    const schema = {
      type: "object",
      properties: { kind: { type: "string" } },
      required: ["kind"],
      oneOf: [
        { properties: { path: { type: "string" } }, required: ["path"] },
        { properties: { url: { type: "string" } }, required: ["url"] },
      ],
      additionalProperties: false,
    };
    expect(acceptableSchema(schema)).toEqual({
      type: "object",
      properties: { kind: { type: "string" }, path: { type: "string" }, url: { type: "string" } },
      required: ["kind"],
    });
  });

  it("gives every list items, however deep", () => {
    const schema = { type: "object", properties: { a: { anyOf: [{ type: "array" }, { type: "null" }] } } };
    expect(acceptableSchema(schema).properties).toEqual({
      a: { anyOf: [{ type: "array", items: {} }, { type: "null" }] },
    });
  });
});
