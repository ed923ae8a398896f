import { describe, expect, it } from "vitest";

import { nameArguments } from "../../../../src/core/manifest/dialects/parts/positional";
import { parseManifest } from "../../../../src/core/manifest/parse";
import { problemsOf } from "./readBack";

function calls(text: string): unknown[] {
  return parseManifest(text).manifest.calls.map((call) => [call.id, call.tool, call.arguments]);
}

describe("plans of LLMCompiler", () => {
  it("reads steps, references bare, braced and with a path, and ends at join()", () => {
    const plan = `Thought: go\n1. search("cats", limit=3)\n2. rate(\${1}, ['x', $1], {"k": None})\n3. tell("Of $1: \${2.best[0]}")\n4. join()<END_OF_PLAN>`;
    expect(calls(plan)).toEqual([
      ["1", "search", { "0": "cats", limit: 3 }],
      ["2", "rate", { "0": "${1}", "1": ["x", "${1}"], "2": { k: null } }],
      ["3", "tell", { "0": "Of ${1}: ${2.best[0]}" }],
    ]);
  });

  it("keeps $5 as text where no such step comes before, or where it looks like money", () => {
    expect(calls(`1. a("x")\n2. b("for $5")\n3. c("under $1")`)).toEqual([
      ["1", "a", { "0": "x" }],
      ["2", "b", { "0": "for $5" }],
      ["3", "c", { "0": "under $1" }],
    ]);
    expect(problemsOf(`1. a("x")\n2. b("for $5")`)).toEqual([
      'hint: $5 is taken as text: there is no step 5 before this one. Write ${5} for the result of a step 5. «"for $5"»',
    ]);
  });

  it("keeps a reference to a step that is not there, for the plan to refuse", () => {
    expect(calls(`1. a($7)`)).toEqual([["1", "a", { "0": "${7}" }]]);
  });

  it("keeps text in the form of variables as text", () => {
    expect(calls(`1. a("echo \${HOME}")`)).toEqual([["1", "a", { "0": "echo $${HOME}" }]]);
  });

  it("numbers two plans in one text apart", () => {
    expect(calls(`1. a("x")\n2. b($1)\n\nagain\n1. a("y")\n2. b($1)`)).toEqual([
      ["1", "a", { "0": "x" }],
      ["2", "b", { "0": "${1}" }],
      ["1-2", "a", { "0": "y" }],
      ["2-2", "b", { "0": "${1-2}" }],
    ]);
  });

  it("says which step cannot be read", () => {
    expect(problemsOf(`1. a(x y)`)).toEqual([
      'error: The arguments of step 1 cannot be read. Write them as a("text", 3, name="text"). «1. a(x y)»',
    ]);
  });

  it("gives arguments without names those of the tool's schema, required ones first", () => {
    const schema = { type: "object", properties: { limit: {}, query: {}, lang: {} }, required: ["query"] };
    expect(nameArguments({ "0": "cats", "1": 3 }, schema)).toEqual({ query: "cats", limit: 3 });
    expect(nameArguments({ "0": "cats", limit: 3, "1": "en" }, schema)).toEqual({
      query: "cats",
      limit: 3,
      lang: "en",
    });
    expect(nameArguments({ "0": 1, "1": 2 }, undefined)).toEqual({ "0": 1, "1": 2 });
  });
});

describe("plans of ReWOO", () => {
  it("reads steps with text or JSON as input, and references to earlier ones", () => {
    const plan = `Plan: find it.\n#E1 = Wiki[cats [the film]]\nPlan: ask.\n#E2 = LLM[Who made #E1, says #E9?]\n#E3 = post[{"body": "#E2"}]`;
    expect(calls(plan)).toEqual([
      ["E1", "Wiki", { "0": "cats [the film]" }],
      ["E2", "LLM", { "0": "Who made ${E1}, says #E9?" }],
      ["E3", "post", { body: "${E2}" }],
    ]);
  });
});

describe("plans of NESTFUL", () => {
  it("links labels, lets a label that is used again mean the newest, and calls nothing for the answer", () => {
    const plan = [
      { name: "add", label: "$var1", arguments: { a: 1 } },
      { name: "mul", label: "$var1", arguments: { a: "$var1.result$", b: "it is $var1.x$ of $var8$" } },
      { name: "say", label: "$var2", arguments: { a: "$var1$" } },
      { name: "var_result", arguments: { out: "$var2$" } },
    ];
    expect(calls(JSON.stringify(plan))).toEqual([
      ["var1", "add", { a: 1 }],
      ["var1-2", "mul", { a: "${var1.result}", b: "it is ${var1.x} of $var8$" }],
      ["var2", "say", { a: "${var1-2}" }],
    ]);
  });
});
