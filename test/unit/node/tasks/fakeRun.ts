import type { Ending } from "../../../../src/core/model/run";
import type { Tool } from "../../../../src/core/model/tool";
import type { Added, GrowingRun, NewCall } from "../../../../src/node/tasks/taskRun";

/** A run that only notes what it is given; a test ends its calls, or `answer` does at once. */
export class FakeRun implements GrowingRun {
  readonly calls: NewCall[] = [];
  cancelled = false;
  private readonly endings = new Map<number, Ending>();
  private readonly waiting = new Map<number, ((ending: Ending) => void)[]>();

  constructor(private readonly answer?: (call: NewCall) => Ending | undefined) {}

  add(call: NewCall): Added {
    const index = this.calls.push(call) - 1;
    const ending = this.answer?.(call);
    if (ending !== undefined) this.end(index, ending);
    return { call: index };
  }

  end(call: number, ending: Ending): void {
    this.endings.set(call, ending);
    for (const tell of this.waiting.get(call) ?? []) tell(ending);
    this.waiting.delete(call);
  }

  ended(call: number): Promise<Ending> {
    const ending = this.endings.get(call);
    if (ending !== undefined) return Promise.resolve(ending);
    return new Promise((resolve) => {
      this.waiting.set(call, [...(this.waiting.get(call) ?? []), resolve]);
    });
  }

  endingOf(call: number): Ending | undefined {
    return this.endings.get(call);
  }

  cancel(): void {
    this.cancelled = true;
    for (const call of this.calls.keys()) {
      if (!this.endings.has(call)) this.end(call, { outcome: "cancelled", error: { kind: "cancelled", message: "" } });
    }
  }
}

export function text(words: string): Ending {
  return { outcome: "succeeded", result: { content: [{ type: "text", text: words }] } };
}

export function toolNamed(name: string, more: Partial<Tool> = {}): Tool {
  return {
    source: "test",
    name,
    description: `Does ${name}.`,
    inputSchema: { type: "object" },
    annotations: { readOnlyHint: true },
    ...more,
  };
}

/** A search, a sum of numbers and something that writes. */
export const tools: readonly Tool[] = [
  toolNamed("search", {
    inputSchema: {
      type: "object",
      properties: { query: { type: "string" } },
      required: ["query"],
      additionalProperties: false,
    },
  }),
  toolNamed("sum", {
    inputSchema: {
      type: "object",
      properties: { numbers: { type: "array", items: { type: "number" } }, factor: { type: "number" } },
      required: ["numbers"],
      additionalProperties: false,
    },
  }),
  toolNamed("list"),
  toolNamed("write", {
    inputSchema: {
      type: "object",
      properties: { path: { type: "string" }, text: { type: "string" } },
      required: ["path"],
    },
    annotations: { readOnlyHint: false },
  }),
];
