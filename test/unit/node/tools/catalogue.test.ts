import { getMaxListeners } from "node:events";
import { describe, expect, it } from "vitest";

import { ToolFailure } from "../../../../src/core/model/failure";
import type { ToolLookup } from "../../../../src/core/model/plan";
import { inEnglish } from "../../../../src/core/model/text/wording";
import { createCatalogue } from "../../../../src/node/tools/catalogue";
import type { ToolSource } from "../../../../src/node/tools/source";
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
      return `${lookup.source} / ${lookup.toolName} unavailable: ${inEnglish(lookup.reason)}`;
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

  it("takes a name that is written in full before another reading of it", async () => {
    const sources = [source("fs", ["a/b"]), source("mcp__fs__a", ["b"])];
    expect(await lookUp(sources, "mcp__fs__a/b", "fs/a/b")).toEqual(["mcp__fs__a / b", "fs / a/b"]);
    expect(await lookUp([source("fs", ["a_b"]), source("mcp_fs_a", ["b"])], "mcp_fs_a_b")).toEqual(["fs / a_b"]);
  });

  it("names the sources of a name that can be read in two ways, in their order", async () => {
    const ambiguous = 'Several sources have a tool "mcp__x__y__z"';
    const [long, short] = [source("x__y", ["z"]), source("x", ["y__z"])];
    expect(await lookUp([long, short], "mcp__x__y__z")).toEqual([`${ambiguous}: write "x__y/z" or "x/y__z".`]);
    expect(await lookUp([short, long], "mcp__x__y__z")).toEqual([`${ambiguous}: write "x/y__z" or "x__y/z".`]);
  });

  it("takes a name that ends with that of its source for no tool of it", async () => {
    expect(await lookUp([source("a", [""]), source("b", ["a/", "a."])], "a/", "a.")).toEqual(["b / a/", "b / a."]);
  });

  it("says that a source which is named has no such tool, though another one cannot be started", async () => {
    expect(await lookUp([source("a", ["x"]), broken("b", "no")], "c/y", "/y")).toEqual([
      'There is no tool "c/y" and no tool source "c": there are "a", "b". Did you mean "a" or "b"? These sources could not be started and might have it: "b" (no)',
      "b / /y unavailable: no",
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
  it("takes the first of several sources with one name", async () => {
    expect(await lookUp([source("a", ["x"]), source("a", ["y"])], "a/x", "y")).toEqual([
      "a / x",
      'There is no tool "y". Did you mean "x"?',
    ]);
  });

  it("says with each tool what its source was when it was listed last", async () => {
    const tools = [{ source: "a", name: "x" }];
    const seen = { tools, serverName: "one", kind: "builtIn" as "builtIn" | "server" };
    const changing: ToolSource = {
      ...source("a", []),
      list: () => Promise.resolve(seen.tools),
      nature: () => ({ kind: seen.kind, serverName: seen.serverName }),
    };
    const catalogue = createCatalogue([changing, source("b", ["y"])]);
    expect(catalogue.factsOf("a")).toBeUndefined();
    const factsOf = async (tool: string) => {
      const [found] = await catalogue.lookUp([{ tool }]);
      return found?.kind === "found" ? found.facts : undefined;
    };
    const first = await factsOf("a/x");
    expect(first).toEqual({ tools, kind: "builtIn", serverName: "one" });
    expect(catalogue.factsOf("a")).toBe(first);
    // What planning makes of a list is kept as long as it is the same.
    expect(await factsOf("a/x")).toBe(first);
    seen.serverName = "two";
    expect(await factsOf("a/x")).toMatchObject({ serverName: "two" });
    seen.tools = [...tools];
    expect((await factsOf("a/x"))?.tools).toBe(seen.tools);
    expect(await factsOf("b/y")).toEqual({ tools: [{ source: "b", name: "y" }], kind: "server" });
    expect(catalogue.factsOf("c")).toBeUndefined();
  });

  it("lets more sources than ten listen for the same end", async () => {
    const stop = new AbortController();
    const sources = Array.from({ length: 12 }, (_, number) => source(`s${number}`, ["x"]));
    await createCatalogue(sources).list(stop.signal);
    expect(getMaxListeners(stop.signal)).toBe(0);
  });

  it("lists every source with its tools or its reason", async () => {
    expect(await createCatalogue([source("a", ["x"]), broken("b", "no")]).list()).toEqual([
      { source: "a", tools: [{ source: "a", name: "x" }] },
      { source: "b", unavailable: { message: "no" } },
    ]);
  });

  it("calls a source's tool", async () => {
    const result = await createCatalogue([source("a", ["x"])]).call("a", "x", { n: 1 }, attempt());
    expect(result.content).toEqual([{ type: "text", text: 'a/x {"n":1}' }]);
  });

  it("fails a call to a source that it does not have", async () => {
    const failure = await failureOf(createCatalogue([source("alpha", [])]).call("alpah", "x", {}, attempt()));
    expect([failure.kind, failure.message]).toEqual([
      "unavailable",
      'There is no tool source "alpah". Did you mean "alpha"?',
    ]);
  });

  it("closes every source, although one cannot be", async () => {
    const good = source("a", []);
    const bad: ToolSource = { ...source("b", []), close: () => Promise.reject(new Error("no")) };
    await createCatalogue([bad, good]).close();
    expect(good.seen.closed).toBe(1);
  });
});
