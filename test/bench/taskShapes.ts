import type { ScriptedAnswer, ScriptedCall } from "../fixtures/models/scriptedModel";

/** A call of a task: how long its tool takes, and the calls whose results it needs. */
interface ShapeCall {
  readonly id: string;
  readonly takesMs: number;
  readonly needs: readonly string[];
}

export interface Shape {
  readonly name: string;
  readonly calls: readonly ShapeCall[];
}

const call = (id: string, takesMs: number, ...needs: string[]): ShapeCall => ({ id, takesMs, needs });

/** The three shapes of plans that LLMCompiler (arXiv 2312.04511) is measured on, with tools of 200 to 2,000 ms. */
export const shapes: readonly Shape[] = [
  {
    name: "two searches and a comparison",
    calls: [call("first", 1400), call("second", 2000), call("compared", 400, "first", "second")],
  },
  {
    name: "eight independent look-ups",
    calls: [700, 2000, 400, 1100, 900, 1600, 200, 1300].map((takesMs, index) => call(`item${index + 1}`, takesMs)),
  },
  {
    name: "a chain of four",
    calls: [call("one", 600), call("two", 900, "one"), call("three", 300, "two"), call("four", 1200, "three")],
  },
];

export const toolName = "look_up";

/** What the scripted model writes: before every single step of a ReAct loop a thought, and at last an answer. */
const thought =
  "I do not have all that the question asks for yet. What is missing most is the next of the things it names, so I will look that up now.";
const answer = `Here is what was found, taken together from all of the results above. ${"It is as was asked. ".repeat(8)}`;

export type Way = "plan" | "agent" | "react";

/** The turn of a model that plans in this way, after so many turns of its own. */
export function turnOf({ calls }: Shape, way: Way, turn: number): ScriptedAnswer {
  switch (way) {
    case "plan":
      return turn === 0 ? { calls: calls.map((each) => written(each, true)) } : { text: answer };
    case "agent": {
      const level = levelsOf(calls)[turn];
      return level === undefined ? { text: answer } : { calls: level.map((each) => written(each, false)) };
    }
    case "react": {
      const next = calls[turn];
      return next === undefined ? { text: answer } : { text: thought, calls: [written(next, false)] };
    }
  }
}

function written({ id, needs }: ShapeCall, isPlan: boolean): ScriptedCall {
  const query = `${id} ${needs.map((each) => (isPlan ? `\${${each}}` : `the result of ${each}`)).join(" ")}`;
  return { name: toolName, id: `call_${id}`, arguments: { ...(isPlan && { call_id: id }), query: query.trim() } };
}

function levelsOf(calls: readonly ShapeCall[]): ShapeCall[][] {
  const levels: ShapeCall[][] = [];
  const levelOf = new Map<string, number>();
  for (const each of calls) {
    const level = Math.max(-1, ...each.needs.map((id) => levelOf.get(id) ?? 0)) + 1;
    levelOf.set(each.id, level);
    (levels[level] ??= []).push(each);
  }
  return levels;
}

/** How long the look-up that a query asks for takes. */
export function takesMs({ calls }: Shape, query: string): number {
  const [id] = query.split(" ");
  return calls.find((each) => each.id === id)?.takesMs ?? 0;
}
