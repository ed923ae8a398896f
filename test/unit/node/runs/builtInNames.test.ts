import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { prepare, type Prepared } from "../../../../src/node/runs/prepare";
import { plainEnvironment } from "../../../fixtures/runEnvironment";

const names = fc.constantFrom("__proto__", "constructor", "toString", "valueOf", "hasOwnProperty", "prepare");

/** A record with one member, whatever its name is. */
function record(name: string, value: unknown): string {
  return `{${JSON.stringify(name)}:${JSON.stringify(value)}}`;
}

async function prepared(members: string): Promise<Prepared> {
  return prepare({
    text: `{"version":1,${members}}`,
    origin: "userFile",
    environment: plainEnvironment(),
    servers: "leave",
  });
}

function messages({ problems }: Prepared): readonly string[] {
  return problems.map(({ message }) => message);
}

const anyCall = `"calls":[{"tool":"calculate","arguments":{"expression":"1"}}]`;

describe("names that built-in members have, too", () => {
  it("are ids, tools, arguments, inputs and servers as any other", async () => {
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const echo = { process: { command: "echo", args: [`{${name}}`] } };
        const asTool = await prepared(
          `"tools":${record(name, echo)},"calls":[{"tool":${JSON.stringify(name)},"arguments":${record(name, "x")}}]`,
        );
        expect(messages(asTool)).toEqual([]);
        expect(asTool.plan.calls[0]).toMatchObject({ toolName: name });
        expect(Object.entries(asTool.plan.calls[0]?.arguments ?? {})).toEqual([[name, "x"]]);

        const lacking = await prepared(`"tools":${record("t", echo)},"calls":[{"tool":"t","arguments":{}}]`);
        expect(messages(lacking)).toEqual([`t: arguments lacks "${name}", which is required.`]);

        const chained = await prepared(
          `"calls":[{"id":${JSON.stringify(name)},"tool":"calculate","arguments":{"expression":"1"}},{"tool":"calculate","arguments":{"expression":"\${${name}.value}"}}]`,
        );
        expect(messages(chained)).toEqual([]);
        expect(chained.plan.edges).toMatchObject([{ from: 0, to: 1, kind: "data" }]);

        const input = { id: name, type: "promptString", description: "d" };
        const asked = await prepared(
          `"inputs":[${JSON.stringify(input)}],"calls":[{"tool":"calculate","arguments":{"expression":"\${input:${name}}"}}]`,
        );
        expect(messages(asked)).toEqual([]);

        const served = await prepared(
          `"servers":${record(name, { command: "true" })},"calls":[{"tool":"${name}/x","arguments":{}}]`,
        );
        expect(messages(served)).toEqual([]);
        expect(JSON.parse(served.definitionOf(name))).toEqual([name, { command: "true" }]);
      }),
    );
  });

  it("are patterns as any other, and mean nothing where nothing has them", async () => {
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.constantFrom<[string, unknown]>(
          ["safety", "readOnly"],
          ["limits", { maxConcurrency: 1 }],
          ["state", "none"],
        ),
        async (name, [part, value]) => {
          expect(messages(await prepared(`${JSON.stringify(part)}:${record(name, value)},${anyCall}`))).toEqual([
            `"${name}" in "${part}" matches none of the calls.`,
          ]);
        },
      ),
    );
  });

  it("name no tool, no source and no key that is not there", async () => {
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        expect(messages(await prepared(`"calls":[{"tool":${JSON.stringify(name)},"arguments":{}}]`))).toEqual([
          `There is no tool "${name}".`,
        ]);
        expect(messages(await prepared(`${JSON.stringify(name)}:1,${anyCall}`))).toEqual([
          expect.stringContaining(`has no key "${name}"`),
        ]);
        const none = await prepared(anyCall);
        expect(JSON.parse(none.definitionOf(name))).toEqual([name, null]);
      }),
    );
  });
});
