import { describe, expect, it } from "vitest";
import type { ToolSource } from "../../../src/tools/source";
import { ShownSources, type SourcesToShow } from "../../../src/toolsView/shownSources";

interface Fake extends ToolSource {
  lists: number;
  closes: number;
}

function fake(name: string, list: () => Promise<readonly string[]> = () => Promise.resolve(["one"])): Fake {
  return {
    name,
    lists: 0,
    ...(name === "in" && { isPassive: true as const }),
    closes: 0,
    async list() {
      this.lists++;
      return (await list()).map((tool) => ({ source: name, name: tool }));
    },
    call: () => Promise.reject(new Error("It is not called.")),
    close() {
      this.closes++;
      return Promise.resolve();
    },
  };
}

function showing(sources: readonly Fake[], version = 1, provideInputsOf = () => Promise.resolve(true)): SourcesToShow {
  const definitionOf = (name: string): string => `${name}@${String(version)}`;
  return {
    toolbox: { sources, definitionOf, provideInputsOf },
    originOf: () => "here",
  };
}

/** The sources as a person reads them. */
const picture = (shown: ShownSources): readonly string[] =>
  shown.list().map(({ name, state }) => {
    if (state.kind === "running") return `${name}: ${state.tools.map((tool) => tool.name).join()}`;
    return state.kind === "failed" ? `${name}: ${state.reason}` : `${name}: ${state.kind}`;
  });

describe("sources that are shown", () => {
  it("are not started by that; those of this program are listed", async () => {
    const [inside, server] = [fake("in"), fake("server")];
    const shown = new ShownSources(() => undefined);
    await shown.show(showing([inside, server]));
    expect(picture(shown)).toEqual(["in: one", "server: notStarted"]);
    expect(server.lists).toBe(0);
  });

  it("are started, stopped and started again, and say why they cannot be", async () => {
    let fails = false;
    const server = fake("server", () =>
      fails ? Promise.reject(new Error("no such program")) : Promise.resolve(["a"]),
    );
    const shown = new ShownSources(() => undefined);
    await shown.show(showing([server]));
    await shown.start("server");
    expect(picture(shown)).toEqual(["server: a"]);
    fails = true;
    await shown.restart("server");
    expect(picture(shown)).toEqual(["server: no such program"]);
    await shown.stop("server");
    expect(picture(shown)).toEqual(["server: notStarted"]);
    expect(server.closes).toBeGreaterThan(0);
  });

  it("stay stopped when they were stopped while they started", async () => {
    let answer: (tools: readonly string[]) => void = () => undefined;
    const server = fake("server", () => new Promise((resolve) => (answer = resolve)));
    const shown = new ShownSources(() => undefined);
    await shown.show(showing([server]));
    const starting = shown.start("server");
    await Promise.resolve();
    await Promise.resolve();
    expect(picture(shown)).toEqual(["server: starting"]);
    await shown.stop("server");
    answer(["late"]);
    await starting;
    expect(picture(shown)).toEqual(["server: notStarted"]);
  });

  it("are left alone when an input is refused", async () => {
    const server = fake("server");
    const shown = new ShownSources(() => undefined);
    await shown.show(showing([server], 1, () => Promise.resolve(false)));
    await shown.start("server");
    expect(picture(shown)).toEqual(["server: notStarted"]);
    expect(server.lists).toBe(0);
  });

  it("go on as long as they are defined alike, and are closed when they are not", async () => {
    const [first, second, third] = [fake("server"), fake("server"), fake("server")];
    const shown = new ShownSources(() => undefined);
    await shown.show(showing([first]));
    await shown.start("server");
    await shown.show(showing([second]));
    expect(picture(shown)).toEqual(["server: one"]);
    expect(first.closes).toBe(0);
    await shown.show(showing([third], 2));
    expect(picture(shown)).toEqual(["server: notStarted"]);
    expect(first.closes).toBe(1);
  });
});
