import { describe, expect, it } from "vitest";

import type { Invoke } from "../../../../src/core/engine/engine";
import { ToolFailure } from "../../../../src/core/model/failure";
import { planOf, textResult } from "./plans";
import { Rig } from "./rig";

/** What comes of a call whose tool does this, with a well-behaved call beside it that must not notice. */
async function outcomeOf(invoke: (...given: Parameters<Invoke>) => unknown) {
  const plan = planOf({ bad: { timeoutMs: 50 }, good: {} }, { graceMs: 20 });
  const rig = new Rig(plan, {});
  const misbehaving = new Rig(
    plan,
    {},
    {
      clock: rig.clock,
      invoke: (call, args, context) => (call.id === "bad" ? invoke(call, args, context) : textResult("fine")) as never,
    },
  );
  const round = misbehaving.engine.start();
  await rig.clock.runAll();
  await round;
  const [bad, good] = misbehaving.engine.state.calls;
  expect(good?.ending).toMatchObject({ outcome: "succeeded" });
  const ending = bad?.ending;
  return ending?.outcome === "succeeded"
    ? "succeeded"
    : `${ending?.outcome}: ${ending?.error.kind}: ${ending?.error.message}`;
}

const circle: Record<string, unknown> = {};
circle.self = circle;

describe("a tool that misbehaves fails by itself", () => {
  const cases: [string, (...given: Parameters<Invoke>) => unknown, string][] = [
    ["throws", () => fail(new Error("broken")), "failed: crash: broken"],
    ["throws what is no error", () => fail("just text"), "failed: crash: just text"],
    ["throws nothing at all", () => fail(undefined), "failed: crash: undefined"],
    ["is declined by a person", () => fail(new ToolFailure("denied", "No.")), "denied: denied: No."],
    ["rejects with an object", () => Promise.reject({ code: 7 }), 'failed: crash: {"code":7}'],
    [
      "throws what cannot be read",
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return fail(proxy);
      },
      "failed: crash: The tool threw something that cannot be read.",
    ],
    [
      "never settles",
      () => new Promise(() => undefined),
      "timedOut: timeout: test/tool did not answer within 50 ms. Raise timeoutMs if it needs longer.",
    ],
    ["returns nothing", () => undefined, expectedProtocol("something that is no result")],
    ["resolves to text", () => Promise.resolve("text"), expectedProtocol("something that is no result")],
    ["returns a function", () => textWith({ f: () => 1 }), expectedProtocol("a function, which is no JSON")],
    ["returns a BigInt", () => textWith({ n: 1n }), expectedProtocol("a bigint, which is no JSON")],
    ["returns a Map", () => textWith(new Map([[1, 2]])), expectedProtocol("a Map, which is no JSON")],
    ["returns a Date", () => textWith([new Date(0)]), expectedProtocol("a Date, which is no JSON")],
    [
      "returns what writes itself",
      () => textWith(Object.create({ toJSON: () => fail(new Error("toJSON")) })),
      expectedProtocol("an object with a toJSON of its own"),
    ],
    ["returns a circle", () => textWith(circle), expectedProtocol("data that contains itself")],
    ["returns an abyss", () => textWith(nested(5000)), expectedProtocol("data nested deeper than 1000 levels")],
    [
      "returns a few objects that are a million millions written out",
      () => textWith(doubled(40)),
      expectedProtocol("data of more than 20 million values"),
    ],
    [
      "returns a getter that throws",
      () => ({
        content: [],
        get structuredContent() {
          return fail(new Error("getter"));
        },
      }),
      expectedProtocol("something that cannot be read"),
    ],
    [
      "is a thenable that settles twice",
      () => ({
        then(resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
          resolve(textResult("first"));
          resolve(textResult("second"));
          reject(new Error("third"));
        },
      }),
      "succeeded",
    ],
    [
      "is a promise whose then calls back twice, at once",
      () =>
        Object.assign(Promise.resolve(), {
          then(resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
            resolve(textResult("first"));
            reject(new Error("second"));
          },
        }),
      "succeeded",
    ],
    ["has a then that throws", () => ({ then: () => fail(new Error("then")) }), "failed: crash: then"],
    [
      "says nonsense about its progress",
      (_call, _args, { progress }) => {
        for (const nonsense of [undefined, null, "half", { progress: Number.NaN, message: 7 }])
          progress(nonsense as never);
        return textResult("ok");
      },
      "succeeded",
    ],
    [
      "listens to its signal and still hangs",
      (_call, _args, { signal }) =>
        new Promise(() => {
          signal.addEventListener("abort", () => undefined);
        }),
      "timedOut: timeout: test/tool did not answer within 50 ms. Raise timeoutMs if it needs longer.",
    ],
  ];

  it.each(cases)("%s", async (_name, invoke, expected) => {
    expect(await outcomeOf(invoke)).toBe(expected);
  });
});

function expectedProtocol(what: string): string {
  return `failed: protocol: test/tool returned ${what}. Its result cannot be kept or shown.`;
}

function fail(thrown: unknown): never {
  throw thrown;
}

function textWith(structuredContent: unknown): unknown {
  return { content: [], structuredContent };
}

/** Each level holds the one below it twice. */
function doubled(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value, value];
  return value;
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
