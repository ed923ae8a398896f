import { runInNewContext } from "node:vm";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { evaluate, ExpressionError } from "../../../../../src/node/tools/builtin/expression";

describe("evaluating an expression", () => {
  it.each([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["2 ^ 3 ^ 2", 512],
    ["2 ** 3", 8],
    ["-2 ^ 2", -4],
    ["2 ^ -1", 0.5],
    ["--3", 3],
    ["10 % 4 - -1", 3],
    ["6 / 3 / 2", 1],
    ["1_000 + .5 + 1e3 + 0xff", 2255.5],
    ["6 × 7 ÷ 2 − 1", 20],
    ["sqrt(16) + min(3, 1, 2) + MAX(1, 2)", 7],
    ["round(2.345, 2)", 2.35],
    ["round(1.005, 2)", 1.01],
    ["round(-2.5)", -3],
    ["round(1234, -2)", 1200],
    ["mod(-1, 5)", 4],
    ["sum(1, 2, 3) / mean(2, 4)", 2],
    ["sin(pi / 2) + log(e) + hypot(3, 4)", 7],
  ])("%s is %d", (expression, value) => {
    expect(evaluate(expression)).toBeCloseTo(value, 12);
  });

  it.each([
    ["1 +", "A number is missing before the end", 4],
    ["(1 + 2", "The parenthesis opened at column 1 is not closed", 7],
    ["1 2", 'An operator is missing before "2"', 3],
    ["1 + )", 'A number is missing before ")"', 5],
    ["1 / (2 - 2)", "Division by zero", 3],
    ["  1 $ 2", '"$" is not part of an expression', 5],
    ["sqrt(-1)", "This has no value among the real numbers", 1],
    ["9 ^ 9 ^ 9", "The value is too large", 3],
    ["sqr(4)", 'There is no function "sqr". Did you mean "sqrt"?', 1],
    ["1 + foo", 'There is no constant "foo".', 5],
    ["sqrt", "sqrt is a function: write sqrt(…)", 1],
    ["round(1, 2, 3)", "round takes 1 to 2 arguments, not 3", 1],
    ["max()", "max takes at least 1 argument, not 0", 1],
    ["process.exit()", '"." is not part of an expression', 8],
    ["", "A number is missing before the end", 1],
  ])("%s fails: %s, column %d", (expression, message, column) => {
    expect(() => evaluate(expression)).toThrow(expect.objectContaining({ message, column }) as Error);
  });

  it("agrees with JavaScript on what both can read", () => {
    const number = fc.integer({ min: 1, max: 99 }).map(String);
    const expression = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        number,
        fc
          .tuple(tie("node"), fc.constantFrom("+", "-", "*", "%"), tie("node"))
          .map(([a, op, b]) => `(${a} ${op} ${b})`),
        tie("node").map((inner) => `-(${inner})`),
      ),
    })).node;
    fc.assert(
      fc.property(expression, (text) => {
        const expected = runInNewContext(text) as number;
        fc.pre(Number.isFinite(expected));
        expect(evaluate(text)).toBeCloseTo(expected, 6);
      }),
    );
  });

  it("gives a finite number or an ExpressionError for whatever text", () => {
    const parts = fc.constantFrom("(", ")", "+", "-", "^", "sqrt(", "1", ".5", "pi", ",", " ", "%", "x", "é", "e");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map((all) => all.join("")),
        ),
        (text) => {
          try {
            expect(Number.isFinite(evaluate(text))).toBe(true);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(ExpressionError);
          }
        },
      ),
    );
  });

  it("says when it is nested too deeply", () => {
    expect(() => evaluate("(".repeat(5000))).toThrow("nested too deeply");
    expect(() => evaluate("-".repeat(5000))).toThrow("nested too deeply");
  });
});
