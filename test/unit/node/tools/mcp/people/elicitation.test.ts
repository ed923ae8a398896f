import { describe, expect, it } from "vitest";

import {
  fieldsOf,
  problemOfChoices,
  problemOfText,
  valueOfText,
  type Field,
} from "../../../../../../src/node/tools/mcp/people/elicitation";

type Text = Extract<Field, { kind: "text" | "number" }>;

const fields = (properties: object, required: string[] = []) =>
  fieldsOf({ type: "object", properties: properties as never, required });
const only = (property: object, required = false) => fields({ it: property }, required ? ["it"] : [])[0] as Text;
const problem = (property: object, text: string, required = false) => problemOfText(only(property, required), text);

describe("the fields of a form", () => {
  it("are every kind that the protocol knows, in order, with titles, defaults and choices", () => {
    const read = fields(
      {
        name: { type: "string", title: "Your name", description: "As on the card", default: "Ada" },
        age: { type: "integer", minimum: 1 },
        subscribe: { type: "boolean", default: true },
        colour: { type: "string", enum: ["r", "g"], enumNames: ["Red", "Green"], default: "g" },
        size: { type: "string", oneOf: [{ const: "s", title: "Small" }] },
        toppings: { type: "array", items: { enum: ["a", "b"] }, minItems: 1 },
        extras: { type: "array", items: { anyOf: [{ const: "x", title: "X!" }] } },
      },
      ["name"],
    );
    expect(read).toEqual([
      {
        name: "name",
        label: "Your name",
        description: "As on the card",
        isRequired: true,
        kind: "text",
        default: "Ada",
      },
      { name: "age", label: "age", isRequired: false, kind: "number", isInteger: true, minimum: 1 },
      { name: "subscribe", label: "subscribe", isRequired: false, kind: "boolean", default: true },
      {
        name: "colour",
        label: "colour",
        isRequired: false,
        kind: "choice",
        choices: [
          { value: "r", label: "Red" },
          { value: "g", label: "Green" },
        ],
        default: "g",
      },
      {
        name: "size",
        label: "size",
        isRequired: false,
        kind: "choice",
        choices: [{ value: "s", label: "Small" }],
      },
      {
        name: "toppings",
        label: "toppings",
        isRequired: false,
        kind: "choices",
        choices: [
          { value: "a", label: "a" },
          { value: "b", label: "b" },
        ],
        minItems: 1,
      },
      {
        name: "extras",
        label: "extras",
        isRequired: false,
        kind: "choices",
        choices: [{ value: "x", label: "X!" }],
      },
    ]);
  });

  it("say which one cannot be asked for", () => {
    expect(() => fields({ nested: { type: "object" } })).toThrow('"nested" is neither');
  });
});

describe("an answer in text", () => {
  it.each([
    [{ type: "string", minLength: 2, maxLength: 3 }, "a", "at least 2 characters"],
    [{ type: "string", minLength: 2, maxLength: 3 }, "👍👍👍", undefined],
    [{ type: "string", minLength: 2, maxLength: 3 }, "four", "at most 3 characters"],
    [{ type: "string", format: "email" }, "me", "e-mail address"],
    [{ type: "string", format: "email" }, "me@example.org", undefined],
    [{ type: "string", format: "uri" }, "example", "full address"],
    [{ type: "string", format: "uri" }, "https://example.org", undefined],
    [{ type: "string", format: "date" }, "2026-02-30", "a date as"],
    [{ type: "string", format: "date" }, "2026-02-28", undefined],
    [{ type: "string", format: "date-time" }, "2026-02-28", "date and time"],
    [{ type: "string", format: "date-time" }, "2026-02-28T10:00:00+02:00", undefined],
    [{ type: "number" }, "twelve", "Write a number"],
    [{ type: "number" }, " ", "Write a number"],
    [{ type: "number" }, "-0.5", undefined],
    [{ type: "integer" }, "1.5", "whole number"],
    [{ type: "integer", minimum: 3, maximum: 4 }, "2", "at least 3"],
    [{ type: "integer", minimum: 3, maximum: 4 }, "5", "at most 4"],
  ])("of %j is checked: %s", (property, text, expected) => {
    const found = problem(property, text);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(expected);
  });

  it("may be left out only where it is not needed", () => {
    expect(problem({ type: "string" }, "", true)).toContain("is needed");
    expect(problem({ type: "string", minLength: 0 }, "", true)).toBeUndefined();
    expect(problem({ type: "string", minLength: 5 }, "")).toBeUndefined();
    expect(valueOfText(only({ type: "string" }), "")).toBeUndefined();
    expect(valueOfText(only({ type: "string", minLength: 0 }, true), "")).toBe("");
    expect(valueOfText(only({ type: "number" }), "")).toBeUndefined();
    expect(valueOfText(only({ type: "number" }), "2.5")).toBe(2.5);
  });
});

it("as many choices are ticked as the form asks for", () => {
  const choices = (bounds: object, required = false) =>
    fields(
      { it: { type: "array", items: { enum: ["a", "b", "c"] }, ...bounds } },
      required ? ["it"] : [],
    )[0] as Extract<Field, { kind: "choices" }>;
  expect(problemOfChoices(choices({ minItems: 2 }), 1)).toBe("Choose at least 2.");
  expect(problemOfChoices(choices({ maxItems: 1 }), 2)).toBe("Choose at most 1.");
  expect(problemOfChoices(choices({}, true), 0)).toBe("Choose at least 1.");
  expect(problemOfChoices(choices({}), 0)).toBeUndefined();
});
