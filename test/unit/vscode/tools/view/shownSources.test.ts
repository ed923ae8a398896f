import { describe, expect, it, vi } from "vitest";
import { noRedaction } from "../../../../../src/node/runs/redaction/redactor";
import type { SourceNews, ToolSource } from "../../../../../src/node/tools/source";
import { ShownSources, type SourcesToShow } from "../../../../../src/vscode/tools/view/shownSources";

vi.mock("vscode", () => ({ l10n: { t: (key: string) => key } }));

interface Fake extends ToolSource {
  lists: number;
  closes: number;
  readonly watchers: Set<(news: SourceNews) => void>;
  say(news: SourceNews): void;
}

function fake(name: string, list: () => Promise<readonly string[]> = () => Promise.resolve(["one"])): Fake {
  return {
    name,
    lists: 0,
    ...(name === "in" && { isPassive: true as const }),
    closes: 0,
    watchers: new Set(),
    say(news) {
      for (const watcher of this.watchers) watcher(news);
    },
    watch(watcher) {
      this.watchers.add(watcher);
      return () => this.watchers.delete(watcher);
    },
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
    const shown = new ShownSources(() => undefined, noRedaction);
    await shown.show(showing([inside, server]));
    expect(picture(shown)).toEqual(["in: one", "server: notStarted"]);
    expect(server.lists).toBe(0);
  });

  it("are started, stopped and started again, and say why they cannot be", async () => {
    let fails = false;
    const server = fake("server", () =>
      fails ? Promise.reject(new Error("no such program")) : Promise.resolve(["a"]),
    );
    const shown = new ShownSources(() => undefined, noRedaction);
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
    const shown = new ShownSources(() => undefined, noRedaction);
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
    const shown = new ShownSources(() => undefined, noRedaction);
    await shown.show(showing([server], 1, () => Promise.resolve(false)));
    await shown.start("server");
    expect(picture(shown)).toEqual(["server: notStarted"]);
    expect(server.lists).toBe(0);
  });

  it("go on as long as they are defined alike, and are closed when they are not", async () => {
    const [first, second, third] = [fake("server"), fake("server"), fake("server")];
    const shown = new ShownSources(() => undefined, noRedaction);
    await shown.show(showing([first]));
    await shown.start("server");
    await shown.show(showing([second]));
    expect(picture(shown)).toEqual(["server: one"]);
    expect(first.closes).toBe(0);
    await shown.show(showing([third], 2));
    expect(picture(shown)).toEqual(["server: notStarted"]);
    expect(first.closes).toBe(1);
  });

  it("are shown as failed as soon as they went away, and can be started again", async () => {
    const server = fake("server");
    const shown = new ShownSources(() => undefined, noRedaction);
    await shown.show(showing([server]));
    await shown.start("server");
    server.say({ kind: "lost", reason: "it crashed." });
    expect(picture(shown)).toEqual(["server: it crashed."]);
    await shown.start("server");
    expect(picture(shown)).toEqual(["server: one"]);
  });

  it("are listed anew when they say that their tools changed", async () => {
    let tools = ["one"];
    const changes: string[] = [];
    const server = fake("server", () => Promise.resolve(tools));
    const shown: ShownSources = new ShownSources(() => changes.push(picture(shown).join()), noRedaction);
    await shown.show(showing([server]));
    await shown.start("server");
    tools = ["one", "two"];
    server.say({ kind: "toolsChanged" });
    await expect.poll(() => changes.at(-1)).toBe("server: one,two");
  });

  it("are heard of no more once they are not shown, and while they are stopped", async () => {
    const [first, second] = [fake("server"), fake("server")];
    const shown = new ShownSources(() => undefined, noRedaction);
    await shown.show(showing([first]));
    first.say({ kind: "lost", reason: "it crashed." });
    expect(picture(shown)).toEqual(["server: notStarted"]);
    await shown.show(showing([second], 2));
    expect(first.watchers.size).toBe(0);
    await shown.close();
    expect(second.watchers.size).toBe(0);
  });
});
