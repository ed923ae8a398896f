import { describe, expect, it } from "vitest";

import type { JsonObject } from "../../../../../src/core/model/data/json";
import { filledJson, filledText, templateParts, type Filling } from "../../../../../src/node/tools/own/template";
import { TemplateArguments, unknownArguments, withDefaults } from "../../../../../src/node/tools/own/templateArguments";

const filling = (args: JsonObject): Filling => ({
  args,
  variables: { env: (name) => (name === "KEY" ? "k{a}${b}" : undefined), input: () => undefined },
});

describe("a template", () => {
  it("has arguments, variables and text, and knows every other brace for text", () => {
    expect(templateParts('{"a": {b}, {{c}} ${env:KEY} $${x} ${HOME} { d } }')).toEqual([
      { kind: "text", text: '{"a": ' },
      { kind: "argument", name: "b" },
      { kind: "text", text: ", " },
      { kind: "text", text: "{c}" },
      { kind: "text", text: " " },
      { kind: "variable", text: "${env:KEY}" },
      { kind: "text", text: " " },
      { kind: "text", text: "${" },
      { kind: "text", text: "x} " },
      { kind: "text", text: "${HOME}" },
      { kind: "text", text: " { d } }" },
    ]);
  });

  it("is filled in once: what was filled in is never looked at again", () => {
    expect(filledText("${env:KEY} {a} {b}", filling({ a: "{b}${env:KEY}", b: [1] }))).toBe(
      "k{a}${b} {b}${env:KEY} [1]",
    );
  });

  it("keeps the type of an argument that is all of a string, and leaves out what was left out", () => {
    const template = { list: "{list}", text: "n={n}", gone: "{gone}", items: ["{gone}", "{n}"], n: 1, nothing: null };
    expect(filledJson(template, filling({ list: [1, { a: null }], n: 7 }))).toEqual({
      list: [1, { a: null }],
      text: "n=7",
      items: [7],
      n: 1,
      nothing: null,
    });
  });

  it("cannot do without an argument inside a longer text", () => {
    expect(() => filledText("a{b}", filling({}))).toThrow('The argument "b" is missing');
    expect(() => filledText("a{toString}", filling({}))).toThrow("toString");
  });
});

describe("the arguments of templates", () => {
  it("make a schema: all required, and as wide as the narrowest use", () => {
    const used = new TemplateArguments()
      .text("{a}/{b}")
      .list("{c}")
      .list("x{d}")
      .json({ deep: ["{e}", "{a}"] });
    expect(used.schema()).toMatchObject({
      required: ["a", "b", "c", "d", "e"],
      additionalProperties: false,
      properties: {
        a: { type: ["string", "number", "boolean"] },
        c: { type: ["string", "number", "boolean", "array"] },
        e: {},
      },
    });
  });

  it("get the defaults of a schema that has them, and are missed in one that has not", () => {
    const schema = { type: "object", properties: { a: { default: 3 }, b: {} } };
    expect(withDefaults({ b: 1 }, schema)).toEqual({ a: 3, b: 1 });
    expect(unknownArguments(["a", "c"], schema)).toEqual(["c"]);
    expect(unknownArguments(["c"], { $ref: "#/x" })).toEqual([]);
  });
});
