import * as z from "zod";

import { ToolFailure } from "../../../core/model/failure";
import { builtInTool } from "./builtInTool";
import { evaluate, ExpressionError } from "./expression";
import { worded } from "../../../core/model/text/wording";

export const calculateTool = builtInTool({
  name: "calculate",
  title: "Calculate",
  description:
    "Evaluates an arithmetic expression, as { value }: + - * / % ^ and parentheses; the constants pi, e and tau; the functions abs, ceil, floor, round(x, digits), trunc, sign, sqrt, cbrt, exp, log, log2, log10, sin, cos, tan, asin, acos, atan, atan2, hypot, min, max, sum, mean, pow and mod.",
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.strictObject({
    expression: z.string().min(1).max(10_000).describe('What to calculate, such as "2 * (3 + 4) ^ 2".'),
  }),
  run({ expression }) {
    try {
      const value = evaluate(expression);
      return { content: [{ type: "text", text: String(value) }], structuredContent: { value } };
    } catch (thrown) {
      if (!(thrown instanceof ExpressionError)) throw thrown;
      throw new ToolFailure("tool", worded('{0} (column {1} of "{2}")', thrown.message, thrown.column, expression), {
        details: { column: thrown.column },
      });
    }
  },
});
