import { TreeInterpreter, type JSONValue } from "@jmespath-community/jmespath";

import type { Json } from "../../model/data/json";
import { safePathFunctions } from "./pathFunctions";

type Interpreter = typeof TreeInterpreter;
type Node = Parameters<Interpreter["visit"]>[0];
type Value = Parameters<Interpreter["visit"]>[1];
type FunctionNode = Extract<Node, { type: "Function" }>;

/** An expression takes more work than it may. */
class TooMuchWork extends Error {
  constructor() {
    super("It would take too much time or memory: take less at once.");
  }
}

/** Counts the work of one expression, and how large what it makes would be when it is written out. */
export class PathWork {
  private most = 0;
  private spent = 0;
  private makesValues = false;
  /** Values share parts that are written out each time: an expression of 400 characters can make terabytes of them. */
  private sizes = new WeakMap<object, number>();

  begin(most: number): void {
    this.most = most;
    this.spent = 0;
    this.makesValues = false;
  }

  /** Lets go of what was looked at, and says how many steps that took. */
  end(): number {
    if (this.makesValues) this.sizes = new WeakMap();
    return this.spent;
  }

  spend(steps: number): void {
    this.spent += steps;
    if (!(this.spent <= this.most)) throw new TooMuchWork();
  }

  /** Says that a value was put together, and how large it may not be. */
  made<T extends Value>(value: T): T {
    this.makesValues = true;
    this.sizeOf(value);
    return value;
  }

  /** The result, once it is known not to be too large. */
  checked(value: JSONValue): Json {
    if (this.makesValues) this.sizeOf(value);
    return value;
  }

  /** In values and in eights of characters. Throws where it is more than there may be steps. */
  sizeOf(value: Value): number {
    if (typeof value === "string") return 1 + value.length / 8;
    if (typeof value !== "object" || value === null) return 1;
    this.makesValues = true;
    const known = this.sizes.get(value);
    if (known !== undefined) return known;
    let size = 1;
    for (const member of Object.values(value) as Value[]) {
      this.spend(1);
      size += this.sizeOf(member);
      if (size > this.most) throw new TooMuchWork();
    }
    this.sizes.set(value, size);
    return size;
  }
}

/** What the library itself does not offer: an interpreter beside the one that all share, with functions of its own. */
const NewInterpreter = TreeInterpreter.constructor as new () => Interpreter;

/** An interpreter of JMESPath that counts what it does, and finds only what values have themselves. */
export function boundedInterpreter(work: PathWork): Interpreter {
  const interpreter = new NewInterpreter();
  for (const { name, run, signature } of safePathFunctions(work, interpreter))
    interpreter.runtime.register(name, run, signature, { override: true });
  return bounded(interpreter, work);
}

function bounded(interpreter: Interpreter, work: PathWork): Interpreter {
  const visit = interpreter.visit.bind(interpreter);
  const withScope = interpreter.withScope.bind(interpreter);
  interpreter.withScope = (scope) => bounded(withScope(scope), work);
  interpreter.visit = (node, value) => {
    work.spend(1);
    switch (node.type) {
      case "Field":
        return ownMember(value, node.name);
      case "Flatten":
        return flattened(interpreter.visit(node.child, value), work);
      case "MultiSelectList":
        return work.made(node.children.map((child) => interpreter.visit(child, value)) as JSONValue);
      case "MultiSelectHash":
        return work.made(
          Object.fromEntries(
            node.children.map((child) => [child.name, interpreter.visit(child.value, value)]),
          ) as JSONValue,
        );
      case "Slice":
        work.spend(lengthOf(value));
        return visit(node, value);
      case "Comparator": {
        const [left, right] = [interpreter.visit(node.left, value), interpreter.visit(node.right, value)];
        if (node.name === "EQ" || node.name === "NE") work.spend(Math.min(work.sizeOf(left), work.sizeOf(right)));
        return visit({ ...node, left: literal(left), right: literal(right) }, value);
      }
      case "Function":
        return called(interpreter, node, value, work);
      default:
        return visit(node, value);
    }
  };
  return interpreter;
}

function called(interpreter: Interpreter, node: FunctionNode, value: Value, work: PathWork): Value {
  const args = node.children.map((child) => interpreter.visit(child, value));
  work.spend(args.reduce<number>((steps, arg) => steps + lengthOf(arg), 0));
  const [first = null] = args;
  if (node.name === "to_string") work.spend(work.sizeOf(first));
  if (node.name.startsWith("sort")) work.spend(work.sizeOf(first) * Math.ceil(Math.log2(lengthOf(first) + 1)));
  return work.made(interpreter.runtime.callFunction(node.name, args as JSONValue[]));
}

function flattened(list: Value, work: PathWork): Value {
  if (!Array.isArray(list)) return null;
  for (const item of list) work.spend(Array.isArray(item) ? item.length + 1 : 1);
  return list.flat();
}

function ownMember(value: Value, name: string): Value {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return null;
  return (value as Readonly<Record<string, JSONValue>>)[name] ?? null;
}

function literal(value: Value): Node {
  return { type: "Literal", value: value as JSONValue };
}

/** How much a function has to look at that looks at its argument once. */
function lengthOf(value: Value): number {
  if (typeof value === "string") return value.length / 8;
  if (typeof value !== "object" || value === null) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}
