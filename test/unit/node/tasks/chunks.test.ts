import { askedWithoutSecrets } from "../../../../src/node/tasks/models/askedModel";
import { noRedaction } from "../../../../src/node/runs/redaction/redactor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../../src/core/model/data/json";
import { deltasOfChunks } from "../../../../src/node/tasks/models/chatCompletions";
import { offerTools } from "../../../../src/node/tasks/offering/offeredTools";
import { openAiModel } from "../../../../src/node/tasks/models/openaiModel";
import { Task } from "../../../../src/node/tasks/task";
import { TextCallReader } from "../../../../src/node/tasks/reading/textCallReader";
import { readTurn, type TurnPart } from "../../../../src/node/tasks/turn";
import type { WrittenCall } from "../../../../src/node/tasks/calls/writtenCall";
import {
  chunksOf,
  startScriptedModel,
  type ScriptedCall,
  type Streaming,
} from "../../../fixtures/models/scriptedModel";
import { FakeRun, text, toolNamed } from "./fakeRun";

const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("", "\\", '"', "}", "{}", '{"a":1}', "]}", "\n", "\u2028", "😀é", "${a.b}", "```", "</tool_call>"),
);
/** Keys that are one escaped character are left out: the JSON.parse of some Node 24 takes one of them for another. */
const keys = words.filter((key) => key !== "__proto__" && JSON.stringify(key).length !== 4);
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    words,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 3 }),
  ),
})).value;
const args = fc.dictionary(keys, json, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>;

/** Written with space and with escapes as models do. */
const writtenArgs = fc.tuple(args, fc.constantFrom(0, 1), fc.boolean()).map(([value, indent, escaped]) => {
  const plain = JSON.stringify(value, null, indent);
  return escaped ? plain.replaceAll(/[\x7f-\uffff]/g, escapeCharacter) : plain;
});
const scriptedCalls = fc.array(fc.record({ name: fc.constantFrom("search", "sum", "list"), arguments: writtenArgs }), {
  minLength: 1,
  maxLength: 5,
});
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 7 });

function escapeCharacter(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

async function partsOf(
  calls: readonly ScriptedCall[],
  streaming: Streaming,
): Promise<{ parts: TurnPart[]; readAt: number[] }> {
  const chunks = chunksOf({ calls }, streaming);
  let read = 0;
  async function* stream() {
    await Promise.resolve();
    for (const chunk of chunks) {
      read++;
      yield chunk;
    }
  }
  const parts: TurnPart[] = [];
  const readAt: number[] = [];
  for await (const part of readTurn(deltasOfChunks(stream()), undefined)) {
    parts.push(part);
    readAt.push(read);
  }
  return { parts, readAt };
}

function callsIn(parts: readonly TurnPart[]): WrittenCall[] {
  return parts.flatMap((part) => (part.type === "call" ? [part.call] : []));
}

describe("a turn cut into pieces", () => {
  it("gives the same calls as the same turn at once, each with the arguments that were written", async () => {
    await fc.assert(
      fc.asyncProperty(scriptedCalls, cuts, async (calls, pieces) => {
        const { parts } = await partsOf(calls, { pieces });
        const whole = await partsOf(calls, { pieces: [1e6] });
        expect(callsIn(parts)).toEqual(callsIn(whole.parts));
        expect(callsIn(parts).map((call) => [call.name, call.arguments])).toEqual(
          calls.map((call) => [call.name, { kind: "whole", arguments: JSON.parse(call.arguments) as unknown }]),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same calls when several are written in turns", async () => {
    await fc.assert(
      fc.asyncProperty(scriptedCalls, cuts, async (calls, pieces) => {
        const { parts } = await partsOf(calls, { pieces, interleaved: true });
        const found = callsIn(parts).map((call) => JSON.stringify([call.providerId, call.arguments]));
        const expected = calls.map((call, place) =>
          JSON.stringify([`call_${place}`, { kind: "whole", arguments: JSON.parse(call.arguments) as unknown }]),
        );
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 300 },
    );
  });

  it("gives no call before its last piece, and each with arguments with that piece", async () => {
    await fc.assert(
      fc.asyncProperty(scriptedCalls, cuts, async (calls, pieces) => {
        const { parts, readAt } = await partsOf(calls, { pieces });
        const lastPieceAt = calls.map(
          (_, place) =>
            chunksOf({ calls }, { pieces }).findLastIndex((chunk) =>
              JSON.stringify(chunk).includes(`"tool_calls":[{"index":${place},`),
            ) + 1,
        );
        const given = parts.flatMap((part, at) => (part.type === "call" ? [readAt[at] ?? 0] : []));
        for (const [place, call] of calls.entries()) {
          const isEmpty = Object.keys(JSON.parse(call.arguments) as object).length === 0;
          const at = given[place] ?? 0;
          if (isEmpty) expect(at).toBeGreaterThanOrEqual(lastPieceAt[place] ?? 0);
          else expect(at).toBe(lastPieceAt[place]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same calls when the connection cuts characters and events in half", async () => {
    const tools = ["search", "sum", "list"].map((name) => toolNamed(name));
    await fc.assert(
      fc.asyncProperty(scriptedCalls, cuts, cuts, async (calls, pieces, bytes) => {
        const model = await startScriptedModel([{ calls }, { text: "Done." }], { pieces, bytes });
        const run = new FakeRun(() => text(""));
        await new Task({
          prompt: "",
          mode: "agent",
          model: askedWithoutSecrets(openAiModel({ baseUrl: model.baseUrl, model: "m" }), noRedaction),
          offered: offerTools(tools),
          run,
          emit: () => undefined,
          signal: new AbortController().signal,
        }).start();
        await model.close();
        expect(run.calls.map(({ tool }) => tool.name)).toEqual(calls.map(({ name }) => name));
      }),
      { numRuns: 25 },
    );
  });
});

describe("calls in text", () => {
  const textCalls = fc.array(fc.record({ tool: fc.constantFrom("search", "sum"), arguments: args }), {
    minLength: 1,
    maxLength: 4,
  });
  const forms: ((calls: readonly object[]) => string)[] = [
    (calls) => calls.map((call) => JSON.stringify(call)).join("\n"),
    (calls) => JSON.stringify(calls, null, 2),
    (calls) => JSON.stringify({ calls }),
    (calls) => `\`\`\`json\n${JSON.stringify({ plan: calls }, null, 1)}\n\`\`\``,
    (calls) => calls.map((call) => `<tool_call>\n${JSON.stringify(call)}\n</tool_call>`).join("\n"),
  ];

  function read(written: string, pieces: readonly number[], anywhere = true) {
    const reader = new TextCallReader({ isCall: (name) => name !== "none", anywhere });
    const found = [];
    for (let from = 0, turn = 0; from < written.length; turn++) {
      const size = pieces[turn % pieces.length] ?? 1;
      found.push(...reader.write(written.slice(from, from + size)));
      from += size;
    }
    found.push(...reader.end());
    return {
      calls: found.flatMap((piece) => (piece.type === "call" ? [piece.call] : [])),
      text: found.map((piece) => (piece.type === "text" ? piece.text : "")).join(""),
    };
  }

  it("are found in every form, however the text is cut", () => {
    fc.assert(
      fc.property(textCalls, fc.constantFrom(...forms), cuts, (calls, form, pieces) => {
        const found = read(form(calls), pieces);
        expect(found.calls.map((call) => [call.name, call.arguments])).toEqual(
          calls.map((call) => [
            call.tool,
            { kind: "whole", arguments: JSON.parse(JSON.stringify(call.arguments)) as unknown },
          ]),
        );
        expect(found.text.trim()).toBe("");
      }),
      { numRuns: 500 },
    );
  });

  it("leave text that holds none as it is, however it is cut", () => {
    const prose = fc.array(
      fc.oneof(words, fc.constantFrom("\n", "```\n", "{", "[1, 2]", '{"a": 1}', " ", "<b>", "Text. ")),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(prose, cuts, (parts, pieces) => {
        const written = parts.join("");
        expect(read(written, pieces)).toEqual({ calls: [], text: written });
      }),
      { numRuns: 1000 },
    );
  });

  it("are no calls behind other text, unless they may stand anywhere", () => {
    const written = 'For example:\n{"tool": "search", "arguments": {}}\n';
    expect(read(written, [3], false)).toEqual({ calls: [], text: written });
    expect(read(written, [3]).calls).toHaveLength(1);
  });
});
