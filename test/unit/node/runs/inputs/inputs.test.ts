import { describe, expect, it } from "vitest";
import { Inputs } from "../../../../../src/node/runs/inputs/inputs";

const token = { id: "token", type: "promptString" } as const;
const use = { origin: "userFile", by: "a.toolcalls.json" } as const;
const region = { id: "region", type: "promptString" } as const;

describe("inputs", () => {
  it("are asked for once each, in order, and keep their values", async () => {
    const asked: string[] = [];
    const inputs = new Inputs([token, region], ({ id }) => {
      asked.push(id);
      return Promise.resolve(`${id}!`);
    });
    expect(await inputs.provide(["region", "token", "region"], use)).toBe(true);
    expect(await inputs.provide(["token"], use)).toBe(true);
    expect(asked).toEqual(["region", "token"]);
    expect(inputs.value("token")).toBe("token!");
  });

  it("stop at the first that is refused, which is asked for again the next time", async () => {
    const asked: string[] = [];
    const inputs = new Inputs([token, region], ({ id }) => {
      asked.push(id);
      return Promise.resolve(undefined);
    });
    expect(await inputs.provide(["token", "region"], use)).toBe(false);
    expect(await inputs.provide(["token"], use)).toBe(false);
    expect(asked).toEqual(["token", "token"]);
  });

  it("ask once for a value that two want at the same time", async () => {
    let asked = 0;
    const inputs = new Inputs([token], () => {
      asked++;
      return Promise.resolve("secret");
    });
    expect(await Promise.all([inputs.provide(["token"], use), inputs.provide(["token"], use)])).toEqual([true, true]);
    expect(asked).toBe(1);
  });

  it("pass over an id that has no definition", async () => {
    const inputs = new Inputs([], () => Promise.resolve(undefined));
    expect(await inputs.provide(["unknown"], use)).toBe(true);
  });
});
