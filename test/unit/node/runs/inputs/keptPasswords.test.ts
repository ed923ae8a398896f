import { describe, expect, it } from "vitest";
import type { InputUse } from "../../../../../src/node/runs/inputs/inputs";
import { KeptPasswords, type KeptPassword } from "../../../../../src/node/runs/inputs/keptPasswords";

const token = { id: "token", type: "promptString", password: true } as const;
const own: InputUse = { origin: "userFile", by: "/ship/a.toolcalls.json" };
const other: InputUse = { origin: "userFile", by: "/ship/b.toolcalls.json" };
const pasted: InputUse = { origin: "selection", by: "/ship/a.toolcalls.json" };

/** Passwords that are entered as `entered 1`, `entered 2`, …, with what was asked. */
function passwords(answer: "reuse" | "enter" | "neither" = "reuse") {
  const secrets = new Map<string, string>();
  let index: readonly KeptPassword[] = [];
  const questions: string[] = [];
  let entered = 0;
  const kept = new KeptPasswords({
    secrets: {
      get: (key) => Promise.resolve(secrets.get(key)),
      store: (key, value) => Promise.resolve(void secrets.set(key, value)),
      delete: (key) => Promise.resolve(void secrets.delete(key)),
    },
    index: { get: () => index, set: (list) => Promise.resolve(void (index = list)) },
    workspace: "w",
    enter: () => {
      questions.push("enter");
      return Promise.resolve(`entered ${String(++entered)}`);
    },
    mayReuse: (_, keptFor) => {
      questions.push(`reuse of ${keptFor}`);
      return Promise.resolve(answer === "neither" ? undefined : answer);
    },
  });
  return { kept, questions, secrets };
}

describe("a password that was entered for one file", () => {
  it("is filled in there without being asked for again", async () => {
    const { kept, questions } = passwords();
    expect(await kept.provide(token, own)).toBe("entered 1");
    expect(await kept.provide(token, own)).toBe("entered 1");
    expect(questions).toEqual(["enter"]);
  });

  it("is filled into another file after a yes, which holds from then on", async () => {
    const { kept, questions } = passwords();
    await kept.provide(token, own);
    expect(await kept.provide(token, other)).toBe("entered 1");
    expect(await kept.provide(token, other)).toBe("entered 1");
    expect(questions).toEqual(["enter", "reuse of /ship/a.toolcalls.json"]);
  });

  it("is asked about each time for text that is not the user's, even text of the same file, and kept for none", async () => {
    const { kept, questions, secrets } = passwords();
    await kept.provide(token, own);
    for (const origin of ["selection", "model", "trace", undefined] as const) {
      expect(await kept.provide(token, { ...pasted, origin })).toBe("entered 1");
    }
    expect(questions).toEqual(["enter", ...Array.from({ length: 4 }, () => "reuse of /ship/a.toolcalls.json")]);
    expect(secrets.size).toBe(1);
  });

  it("is left where it is when the answer is no, and another may be entered", async () => {
    const { kept, secrets } = passwords("neither");
    await kept.provide(token, own);
    expect(await kept.provide(token, pasted)).toBeUndefined();
    const two = passwords("enter");
    await two.kept.provide(token, own);
    expect(await two.kept.provide(token, pasted)).toBe("entered 2");
    expect(await two.kept.provide(token, own)).toBe("entered 1");
    expect([secrets.size, two.secrets.size]).toEqual([1, 1]);
  });

  it("is deleted with all others", async () => {
    const { kept, secrets } = passwords();
    await kept.provide(token, own);
    await kept.provide(token, other);
    expect(await kept.forget()).toBe(2);
    expect(secrets.size).toBe(0);
  });
});
