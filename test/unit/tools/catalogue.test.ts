import { describe, expect, it } from "vitest";

import { ToolFailure } from "../../../src/model/failure";
import type { ToolLookup } from "../../../src/model/plan";
import { createCatalogue } from "../../../src/tools/catalogue";
import type { ToolSource } from "../../../src/tools/source";
import { attempt, failureOf } from "./attempt";

function source(name: string, toolNames: readonly string[] | ToolFailure) {
  const seen = { listed: 0, closed: 0 };
  const made: ToolSource = {
    name,
    list() {
      seen.listed++;
      if (toolNames instanceof ToolFailure) return Promise.reject(toolNames);
      return Promise.resolve(toolNames.map((toolName) => ({ source: name, name: toolName })));
    },
    call: (toolName, args) =>
      Promise.resolve({ content: [{ type: "text", text: `${name}/${toolName} ${JSON.stringify(args)}` }] }),
    close() {
      seen.closed++;
      return Promise.resolve();
    },
  };
  return Object.assign(made, seen, { seen });
}

const broken = (name: string, reason: string) => source(name, new ToolFailure("unavailable", reason));

function picture(lookup: ToolLookup | undefined): string {
  switch (lookup?.kind) {
    case "found":
      return `${lookup.tool.source} / ${lookup.tool.name}`;
    case "unavailable":
      return `${lookup.source} / ${lookup.toolName} unavailable: ${lookup.reason}`;
    case "unknown":
      return lookup.message;
    default:
      return "nothing";
  }
}

async function lookUp(sources: readonly ToolSource[], ...names: string[]): Promise<string[]> {
  return (await createCatalogue(sources).lookUp(names.map((tool) => ({ tool })))).map(picture);
}

describe("looking up a tool", () => {
  it("finds it by source and name, in the order of the calls, each time it is named", async () => {
    const sources = [source("a", ["x", "y"]), source("b", ["x"])];
    expect(await lookUp(sources, "b/x", "a/y", "b/x")).toEqual(["b / x", "a / y", "b / x"]);
  });

  it("lists only the source that is named, and lists it once", async () => {
    const [a, b] = [source("a", ["x", "y"]), source("b", ["x"])];
    await lookUp([a, b], "a/x", "a/y", "mcp__a__x");
    expect([a.seen.listed, b.seen.listed]).toEqual([1, 0]);
  });

  it("finds a bare name that one source alone has", async () => {
    expect(await lookUp([source("a", ["x"]), source("b", ["y"])], "y")).toEqual(["b / y"]);
  });

  it("names all sources of an ambiguous one", async () => {
    expect(await lookUp([source("a", ["x"]), source("b", ["x"]), source("c", ["x"])], "x")).toEqual([
      'Several sources have a tool "x": write "a/x", "b/x" or "c/x".',
    ]);
  });

  it("understands the spellings under which clients give tools to models", async () => {
    const sources = [source("my server", ["read.file"]), source("fs", ["read_file"])];
    expect(
      await lookUp(
        sources,
        "mcp__fs__read_file",
        "mcp_fs_read_file",
        "fs__read_file",
        "fs.read_file",
        "fs:read_file",
        "mcp__my_server__read_file",
        "my_server.read.file",
      ),
    ).toEqual([...Array<string>(5).fill("fs / read_file"), "my server / read.file", "my server / read.file"]);
  });

  it("takes a bare name as written before it takes it for such a spelling", async () => {
    expect(await lookUp([source("fs", ["read"]), source("b", ["fs.read"])], "fs.read")).toEqual(["b / fs.read"]);
  });

  it("finds names that hold slashes, dots and underscores", async () => {
    const sources = [source("a", ["b/c", "d.e", "f__g"]), source("b", ["x"])];
    expect(await lookUp(sources, "a/b/c", "b/c", "a/d.e", "d.e", "f__g", "a__f__g")).toEqual([
      "a / b/c",
      "a / b/c",
      "a / d.e",
      "a / d.e",
      "a / f__g",
      "a / f__g",
    ]);
  });

  it("offers the nearest names for an unknown one", async () => {
    const sources = [source("files", ["read_file", "write_file"])];
    expect(await lookUp(sources, "files/raed_file", "read_fiel", "file/read_file", "files/zzz")).toEqual([
      '"files" has no tool "raed_file". Did you mean "read_file"?',
      'There is no tool "read_fiel". Did you mean "read_file"?',
      'There is no tool "file/read_file" and no tool source "file": there is "files". Did you mean "files"?',
      '"files" has no tool "zzz". It has read_file, write_file.',
    ]);
  });

  it("finds a tool although other sources cannot be started", async () => {
    expect(await lookUp([broken("a", "no"), source("b", ["x"])], "x", "b/x")).toEqual(["b / x", "b / x"]);
  });

  it("gives the reason when the source that is named, or alone might have it, cannot be started", async () => {
    const sources = [broken("a", "The program was not found."), source("b", ["x"])];
    expect(await lookUp(sources, "a/y", "mcp__a__y", "a.y", "y")).toEqual([
      "a / y unavailable: The program was not found.",
      "a / y unavailable: The program was not found.",
      "a / y unavailable: The program was not found.",
      "a / y unavailable: The program was not found.",
    ]);
  });

  it("says of an unknown name which sources might have it", async () => {
    expect(await lookUp([broken("a", "no luck"), broken("b", "no money")], "y")).toEqual([
      'There is no tool "y". These sources could not be started and might have it: "a" (no luck); "b" (no money)',
    ]);
  });

  it("rejects only when it is stopped", async () => {
    const stop = new AbortController();
    const waits: ToolSource = {
      ...source("a", []),
      list: (signal) =>
        new Promise((_, reject) => {
          signal?.addEventListener("abort", () => {
            reject(new Error("stopped"));
          });
        }),
    };
    const looking = createCatalogue([waits]).lookUp([{ tool: "a/x" }], stop.signal);
    stop.abort();
    await expect(looking).rejects.toThrow();
  });
});

describe("a catalogue", () => {
  it("lists every source with its tools or its reason", async () => {
    expect(await createCatalogue([source("a", ["x"]), broken("b", "no")]).list()).toEqual([
      { source: "a", tools: [{ source: "a", name: "x" }] },
      { source: "b", unavailable: "no" },
    ]);
  });

  it("calls a source's tool", async () => {
    const result = await createCatalogue([source("a", ["x"])]).call("a", "x", { n: 1 }, attempt());
    expect(result.content).toEqual([{ type: "text", text: 'a/x {"n":1}' }]);
  });

  it("fails a call to a source that it does not have", async () => {
    const failure = await failureOf(createCatalogue([source("alpha", [])]).call("alpah", "x", {}, attempt()));
    expect(failure.message).toBe('There is no tool source "alpah". Did you mean "alpha"?');
  });

  it("closes every source, although one cannot be", async () => {
    const good = source("a", []);
    const bad: ToolSource = { ...source("b", []), close: () => Promise.reject(new Error("no")) };
    await createCatalogue([bad, good]).close();
    expect(good.seen.closed).toBe(1);
  });
});
