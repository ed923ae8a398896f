import { chunksOf, type ScriptedAnswer, type ScriptedCall } from "../fixtures/models/scriptedModel";
import type { Shape, ShapeCall } from "./taskShapes";

export const toolName = "look_up";
export const tokensPerSecond = 50;
/** What a hosted model takes before it begins to write, in milliseconds; every request pays it. */
export const firstTokenMs = 300;

/** What the scripted model writes: before every single step of a ReAct loop a thought, and at last an answer. */
const thought =
  "I do not have all that the question asks for yet. What is missing most is the next of the things it names, so I will look that up now.";
const answer = `Here is what was found, taken together from all of the results above. ${"It is as was asked. ".repeat(8)}`;

export type Way = "plan" | "agent" | "react";

/** The turn of a model that plans in this way, after so many turns of its own. */
export function turnOf(shape: Shape, way: Way, turn: number): ScriptedAnswer {
  const calls = callsOf(shape, way, turn);
  if (calls.length === 0) return { text: answer, delayMs: firstTokenMs };
  return {
    ...(way === "react" && { text: thought }),
    calls: calls.map((call) => written(shape, call, way)),
    delayMs: firstTokenMs,
  };
}

/** How long the look-up that a query asks for takes. */
export function takesMs({ calls }: Shape, query: string): number {
  const [id] = query.split(" ");
  return calls.find((each) => each.id === id)?.takesMs ?? 0;
}

/**
 * The time that nobody who follows the script can beat, in milliseconds: each call starts with its last token or with the
 * last result that it needs, each turn of the model with the last result of the turn before, and nothing takes any time
 * but the model's tokens and the tools.
 */
export function boundMs(shape: Shape, way: Way): number {
  const endedAtMs = new Map<string, number>();
  let nowMs = 0;
  for (let turn = 0; ; turn++) {
    const calls = callsOf(shape, way, turn);
    const tokens = chunksOf(turnOf(shape, way, turn)).map((chunk) => JSON.stringify(chunk));
    const writtenAtMs = (token: number): number => nowMs + firstTokenMs + (token * 1000) / tokensPerSecond;
    const turnEndsAtMs = writtenAtMs(tokens.findIndex((chunk) => !chunk.includes('"finish_reason":null')));
    for (const [place, { id, takesMs: tookMs, needs }] of calls.entries()) {
      const completeAtMs = writtenAtMs(
        tokens.findLastIndex((chunk) => chunk.includes(`"tool_calls":[{"index":${place},`)),
      );
      endedAtMs.set(id, Math.max(completeAtMs, ...needs.map((each) => endedAtMs.get(each) ?? 0)) + tookMs);
    }
    nowMs = Math.max(turnEndsAtMs, ...endedAtMs.values());
    if (calls.length === 0) return nowMs;
  }
}

function callsOf({ calls }: Shape, way: Way, turn: number): readonly ShapeCall[] {
  switch (way) {
    case "plan":
      return turn === 0 ? calls : [];
    case "agent":
      return levelsOf(calls)[turn] ?? [];
    case "react":
      return calls.slice(turn, turn + 1);
  }
}

/** In a plan a call has an id of its own where another refers to it, as the instructions ask for, and references. */
function written({ calls }: Shape, { id, needs }: ShapeCall, way: Way): ScriptedCall {
  const isPlan = way === "plan";
  const isReferredTo = calls.some((each) => each.needs.includes(id));
  const query = [id, ...needs.map((each) => (isPlan ? `\${${each}}` : `the result of ${each}`))].join(" ");
  return { name: toolName, id: `call_${id}`, arguments: { ...(isPlan && isReferredTo && { call_id: id }), query } };
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
