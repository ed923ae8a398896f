import { didYouMean } from "../../../core/model/text/nearest";
import { sentences, worded } from "../../../core/model/text/wording";

/** Why an expression has no value, and at which column, counted from 1. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";

  constructor(
    message: string,
    readonly column: number,
  ) {
    super(message);
  }
}

/**
 * The value of an arithmetic expression, a finite number. `^` binds tighter than a sign before it and groups to the
 * right, so `-2 ^ 2` is -4 and `2 ^ 3 ^ 2` is 512. Throws an {@link ExpressionError} when it cannot be read or has no
 * finite value. Written by hand: the libraries for it evaluate more than arithmetic, or have no bound on time and depth.
 */
export function evaluate(expression: string): number {
  const parser = new Parser(tokenize(expression));
  const value = parser.sum();
  parser.end();
  return finite(value, 1);
}

type Token =
  | { readonly kind: "number"; readonly value: number; readonly column: number }
  | { readonly kind: "name"; readonly text: string; readonly column: number }
  | { readonly kind: "symbol"; readonly text: string; readonly column: number }
  | { readonly kind: "end"; readonly column: number };

const constants: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["e", Math.E],
  ["tau", 2 * Math.PI],
]);

interface MathFunction {
  readonly minArguments: number;
  readonly maxArguments: number;
  readonly apply: (...values: number[]) => number;
}

const one = (apply: (value: number) => number): MathFunction => ({ minArguments: 1, maxArguments: 1, apply });
const two = (apply: (a: number, b: number) => number): MathFunction => ({ minArguments: 2, maxArguments: 2, apply });
const many = (apply: (...values: number[]) => number): MathFunction => ({
  minArguments: 1,
  maxArguments: Number.POSITIVE_INFINITY,
  apply,
});

const functions: ReadonlyMap<string, MathFunction> = new Map([
  ["abs", one(Math.abs)],
  ["ceil", one(Math.ceil)],
  ["floor", one(Math.floor)],
  ["round", { minArguments: 1, maxArguments: 2, apply: roundTo }],
  ["trunc", one(Math.trunc)],
  ["sign", one(Math.sign)],
  ["sqrt", one(Math.sqrt)],
  ["cbrt", one(Math.cbrt)],
  ["exp", one(Math.exp)],
  ["log", one(Math.log)],
  ["ln", one(Math.log)],
  ["log2", one(Math.log2)],
  ["log10", one(Math.log10)],
  ["sin", one(Math.sin)],
  ["cos", one(Math.cos)],
  ["tan", one(Math.tan)],
  ["asin", one(Math.asin)],
  ["acos", one(Math.acos)],
  ["atan", one(Math.atan)],
  ["atan2", two(Math.atan2)],
  ["hypot", many(Math.hypot)],
  ["min", many(Math.min)],
  ["max", many(Math.max)],
  ["sum", many((...values) => values.reduce((sum, value) => sum + value, 0))],
  ["mean", many((...values) => values.reduce((sum, value) => sum + value, 0) / values.length)],
  ["pow", two(Math.pow)],
  ["mod", two((a, b) => a - b * Math.floor(a / b))],
]);

/** Half away from zero, on the decimal digits that people see: 1.005 to two digits is 1.01. */
function roundTo(value: number, digits = 0): number {
  const places = Math.min(15, Math.max(-15, Math.trunc(digits)));
  const shifted = Number(`${String(Math.abs(value))}e${String(places)}`);
  if (Number.isNaN(shifted)) return Math.sign(value) * (Math.round(Math.abs(value) * 10 ** places) / 10 ** places);
  return Math.sign(value) * Number(`${String(Math.round(shifted))}e${String(-places)}`);
}

const tokenPattern =
  /\s*(?:(0[xX][\da-fA-F]+|0[bB][01]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/%^(),×÷−·])|$)/uy;

const sameSymbol: ReadonlyMap<string, string> = new Map([
  ["**", "^"],
  ["×", "*"],
  ["·", "*"],
  ["÷", "/"],
  ["−", "-"],
]);

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  for (;;) {
    const start = tokenPattern.lastIndex;
    const match = tokenPattern.exec(expression);
    if (match === null) {
      const column = start + (/^\s*/.exec(expression.slice(start))?.[0].length ?? 0) + 1;
      throw new ExpressionError(
        `"${String.fromCodePoint(expression.codePointAt(column - 1) ?? 0x20)}" is not part of an expression`,
        column,
      );
    }
    const [whole, number, name, symbol] = match;
    const column = start + whole.length - whole.trimStart().length + 1;
    if (number !== undefined) tokens.push({ kind: "number", value: Number(number.replaceAll("_", "")), column });
    else if (name !== undefined) tokens.push({ kind: "name", text: name, column });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: sameSymbol.get(symbol) ?? symbol, column });
    else {
      tokens.push({ kind: "end", column: expression.length + 1 });
      return tokens;
    }
  }
}

// Far below where the recursion would exhaust the stack.
const maxDepth = 500;

class Parser {
  private position = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  end(): void {
    const token = this.peek();
    if (token.kind === "end") return;
    throw new ExpressionError(
      token.kind === "symbol"
        ? `"${token.text}" has nothing to do here`
        : `An operator is missing before ${describe(token)}`,
      token.column,
    );
  }

  sum(): number {
    let value = this.product();
    for (;;) {
      if (this.takeSymbol("+")) value += this.product();
      else if (this.takeSymbol("-")) value -= this.product();
      else return value;
    }
  }

  private product(): number {
    let value = this.signed();
    for (;;) {
      const { column } = this.peek();
      if (this.takeSymbol("*")) value *= this.signed();
      else if (this.takeSymbol("/")) value /= nonZero(this.signed(), column);
      else if (this.takeSymbol("%")) value %= nonZero(this.signed(), column);
      else return value;
    }
  }

  private signed(): number {
    if (++this.depth > maxDepth) throw new ExpressionError("The expression is nested too deeply", this.peek().column);
    try {
      if (this.takeSymbol("-")) return -this.signed();
      if (this.takeSymbol("+")) return this.signed();
      const base = this.operand();
      const { column } = this.peek();
      return this.takeSymbol("^") ? finite(base ** this.signed(), column) : base;
    } finally {
      this.depth--;
    }
  }

  private operand(): number {
    const token = this.next();
    if (token.kind === "number") return finite(token.value, token.column);
    if (token.kind === "name")
      return this.takeSymbol("(") ? this.applied(token.text, token.column) : constant(token.text, token.column);
    if (token.kind === "symbol" && token.text === "(") {
      const value = this.sum();
      this.close(token.column);
      return value;
    }
    throw new ExpressionError(`A number is missing before ${describe(token)}`, token.column);
  }

  private applied(name: string, column: number): number {
    const found = functions.get(name.toLowerCase());
    if (found === undefined) {
      const said = worded('There is no function "{0}".', name);
      throw new ExpressionError(sentences(said, didYouMean(name, functions.keys())).message, column);
    }
    const values: number[] = [];
    if (!this.takeSymbol(")")) {
      do values.push(this.sum());
      while (this.takeSymbol(","));
      this.close(column + name.length);
    }
    if (values.length < found.minArguments || values.length > found.maxArguments) {
      throw new ExpressionError(`${name} takes ${counted(found)}, not ${String(values.length)}`, column);
    }
    return finite(found.apply(...values), column);
  }

  private close(openedAt: number): void {
    const token = this.peek();
    if (this.takeSymbol(")")) return;
    throw new ExpressionError(
      token.kind === "end"
        ? `The parenthesis opened at column ${String(openedAt)} is not closed`
        : `")" is missing before ${describe(token)}`,
      token.column,
    );
  }

  private takeSymbol(symbol: string): boolean {
    const token = this.peek();
    if (token.kind !== "symbol" || token.text !== symbol) return false;
    this.position++;
    return true;
  }

  private next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  private peek(): Token {
    return this.tokens[this.position] ?? { kind: "end", column: 1 };
  }
}

function constant(name: string, column: number): number {
  const value = constants.get(name.toLowerCase());
  if (value !== undefined) return value;
  if (functions.has(name.toLowerCase())) throw new ExpressionError(`${name} is a function: write ${name}(…)`, column);
  const said = worded('There is no constant "{0}".', name);
  throw new ExpressionError(sentences(said, didYouMean(name, constants.keys())).message, column);
}

function describe(token: Token): string {
  if (token.kind === "end") return "the end";
  return `"${token.kind === "number" ? String(token.value) : token.text}"`;
}

function counted({ minArguments, maxArguments }: MathFunction): string {
  if (maxArguments === Number.POSITIVE_INFINITY) return `at least ${String(minArguments)} argument`;
  if (minArguments === maxArguments) return minArguments === 1 ? "1 argument" : `${String(minArguments)} arguments`;
  return `${String(minArguments)} to ${String(maxArguments)} arguments`;
}

function nonZero(divisor: number, column: number): number {
  if (divisor === 0) throw new ExpressionError("Division by zero", column);
  return divisor;
}

function finite(value: number, column: number): number {
  if (Number.isNaN(value)) throw new ExpressionError("This has no value among the real numbers", column);
  if (!Number.isFinite(value)) throw new ExpressionError("The value is too large", column);
  return value;
}
