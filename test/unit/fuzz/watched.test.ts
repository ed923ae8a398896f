import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { Fuzzing } from "../../fuzz/fuzzing";
import { Watched } from "../../fuzz/watched";
import type { Question } from "../../fuzz/worker";

const program = pathToFileURL("test/fixtures/hangingTarget.mjs");
let watched: Watched<Question>;

afterEach(() => watched.close());

describe("the thread in which texts are tried", () => {
  it("is ended where a target hangs, and another one takes its place", async () => {
    watched = new Watched(program, 5_000);
    const kinds: string[] = [];
    for (const text of ["sound", "hang", "sound"]) kinds.push((await watched.trial({ target: "a", text })).kind);
    expect(kinds).toEqual(["held", "hang", "held"]);
  });

  it("tells what filled its memory, and what threw", async () => {
    watched = new Watched(program, 30_000);
    expect(await watched.trial({ target: "a", text: "fill" })).toMatchObject({ kind: "memory" });
    expect(await watched.trial({ target: "throws", text: "a" })).toMatchObject({ kind: "throw", message: "no" });
  });
});

describe("fuzzing a target", () => {
  async function fuzzed(
    target: string,
    kept: readonly string[],
    patienceMs: number,
  ): Promise<Fuzzing & { said: string[] }> {
    watched = new Watched(program, patienceMs);
    const said: string[] = [];
    const fuzzing = new Fuzzing({
      watched,
      seed: 7,
      keptTexts: () => kept,
      keepText: () => "corpus/kept.txt",
      say: (line) => said.push(line),
      nowMs: () => 0,
    });
    await fuzzing.fuzz(target, 0);
    return Object.assign(fuzzing, { said });
  }

  it("that hangs on made-up texts says so, with the seed that makes them again, and keeps them", async () => {
    const { failures, said } = await fuzzed("hangs", [], 100);
    expect(failures).toBe(5);
    expect(said[0]).toBe(
      "hangs: hang: hang\n  kept as corpus/kept.txt\n  again: npm run fuzz -- --only hangs --seed 7",
    );
  });

  it("that throws on a kept text quotes it", async () => {
    const { said } = await fuzzed("throws", ["a text"], 30_000);
    expect(said[0]).toBe('throws: throw: no\n  "a text"\n  again: npm run fuzz -- --only throws --seed 7');
  });

  it("that holds fails nothing", async () => {
    const { failures, said } = await fuzzed("a", ["sound"], 30_000);
    expect([failures, said.length]).toEqual([0, 1]);
  });
});
