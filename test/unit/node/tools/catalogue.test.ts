import { getMaxListeners } from "node:events";
import { inEnglish } from "../../../../src/core/model/text/wording";
import { describe, expect, it } from "vitest";
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
import { ToolFailure } from "../../../../src/core/model/failure";
import { inEnglish } from "../../../../src/core/model/text/wording";
import type { ToolLookup } from "../../../../src/core/model/plan";
import { inEnglish } from "../../../../src/core/model/text/wording";
import { createCatalogue } from "../../../../src/node/tools/catalogue";
import { inEnglish } from "../../../../src/core/model/text/wording";
import type { ToolSource } from "../../../../src/node/tools/source";
import { inEnglish } from "../../../../src/core/model/text/wording";
import { attempt, failureOf } from "./attempt";
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
function source(name: string, toolNames: readonly string[] | ToolFailure) {
import { inEnglish } from "../../../../src/core/model/text/wording";
  const seen = { listed: 0, closed: 0 };
import { inEnglish } from "../../../../src/core/model/text/wording";
  const made: ToolSource = {
import { inEnglish } from "../../../../src/core/model/text/wording";
    name,
import { inEnglish } from "../../../../src/core/model/text/wording";
    list() {
import { inEnglish } from "../../../../src/core/model/text/wording";
      seen.listed++;
import { inEnglish } from "../../../../src/core/model/text/wording";
      if (toolNames instanceof ToolFailure) return Promise.reject(toolNames);
import { inEnglish } from "../../../../src/core/model/text/wording";
      return Promise.resolve(toolNames.map((toolName) => ({ source: name, name: toolName })));
import { inEnglish } from "../../../../src/core/model/text/wording";
    },
import { inEnglish } from "../../../../src/core/model/text/wording";
    call: (toolName, args) =>
import { inEnglish } from "../../../../src/core/model/text/wording";
      Promise.resolve({ content: [{ type: "text", text: `${name}/${toolName} ${JSON.stringify(args)}` }] }),
import { inEnglish } from "../../../../src/core/model/text/wording";
    close() {
import { inEnglish } from "../../../../src/core/model/text/wording";
      seen.closed++;
import { inEnglish } from "../../../../src/core/model/text/wording";
      return Promise.resolve();
import { inEnglish } from "../../../../src/core/model/text/wording";
    },
import { inEnglish } from "../../../../src/core/model/text/wording";
  };
import { inEnglish } from "../../../../src/core/model/text/wording";
  return Object.assign(made, seen, { seen });
import { inEnglish } from "../../../../src/core/model/text/wording";
}
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
const broken = (name: string, reason: string) => source(name, new ToolFailure("unavailable", reason));
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
function picture(lookup: ToolLookup | undefined): string {
import { inEnglish } from "../../../../src/core/model/text/wording";
  switch (lookup?.kind) {
import { inEnglish } from "../../../../src/core/model/text/wording";
    case "found":
import { inEnglish } from "../../../../src/core/model/text/wording";
      return `${lookup.tool.source} / ${lookup.tool.name}`;
import { inEnglish } from "../../../../src/core/model/text/wording";
    case "unavailable":
import { inEnglish } from "../../../../src/core/model/text/wording";
      return `${lookup.source} / ${lookup.toolName} unavailable: ${inEnglish(lookup.reason)}`;
import { inEnglish } from "../../../../src/core/model/text/wording";
    case "unknown":
import { inEnglish } from "../../../../src/core/model/text/wording";
      return lookup.message;
import { inEnglish } from "../../../../src/core/model/text/wording";
    default:
import { inEnglish } from "../../../../src/core/model/text/wording";
      return "nothing";
import { inEnglish } from "../../../../src/core/model/text/wording";
  }
import { inEnglish } from "../../../../src/core/model/text/wording";
}
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
async function lookUp(sources: readonly ToolSource[], ...names: string[]): Promise<string[]> {
import { inEnglish } from "../../../../src/core/model/text/wording";
  return (await createCatalogue(sources).lookUp(names.map((tool) => ({ tool })))).map(picture);
import { inEnglish } from "../../../../src/core/model/text/wording";
}
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
describe("looking up a tool", () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
  it("finds it by source and name, in the order of the calls, each time it is named", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const sources = [source("a", ["x", "y"]), source("b", ["x"])];
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp(sources, "b/x", "a/y", "b/x")).toEqual(["b / x", "a / y", "b / x"]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("lists only the source that is named, and lists it once", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const [a, b] = [source("a", ["x", "y"]), source("b", ["x"])];
import { inEnglish } from "../../../../src/core/model/text/wording";
    await lookUp([a, b], "a/x", "a/y", "mcp__a__x");
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect([a.seen.listed, b.seen.listed]).toEqual([1, 0]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("finds a bare name that one source alone has", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([source("a", ["x"]), source("b", ["y"])], "y")).toEqual(["b / y"]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("names all sources of an ambiguous one", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([source("a", ["x"]), source("b", ["x"]), source("c", ["x"])], "x")).toEqual([
import { inEnglish } from "../../../../src/core/model/text/wording";
      'Several sources have a tool "x": write "a/x", "b/x" or "c/x".',
import { inEnglish } from "../../../../src/core/model/text/wording";
    ]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("understands the spellings under which clients give tools to models", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const sources = [source("my server", ["read.file"]), source("fs", ["read_file"])];
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(
import { inEnglish } from "../../../../src/core/model/text/wording";
      await lookUp(
import { inEnglish } from "../../../../src/core/model/text/wording";
        sources,
import { inEnglish } from "../../../../src/core/model/text/wording";
        "mcp__fs__read_file",
import { inEnglish } from "../../../../src/core/model/text/wording";
        "mcp_fs_read_file",
import { inEnglish } from "../../../../src/core/model/text/wording";
        "fs__read_file",
import { inEnglish } from "../../../../src/core/model/text/wording";
        "fs.read_file",
import { inEnglish } from "../../../../src/core/model/text/wording";
        "fs:read_file",
import { inEnglish } from "../../../../src/core/model/text/wording";
        "mcp__my_server__read_file",
import { inEnglish } from "../../../../src/core/model/text/wording";
        "my_server.read.file",
import { inEnglish } from "../../../../src/core/model/text/wording";
      ),
import { inEnglish } from "../../../../src/core/model/text/wording";
    ).toEqual([...Array<string>(5).fill("fs / read_file"), "my server / read.file", "my server / read.file"]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("takes a bare name as written before it takes it for such a spelling", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([source("fs", ["read"]), source("b", ["fs.read"])], "fs.read")).toEqual(["b / fs.read"]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("finds names that hold slashes, dots and underscores", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const sources = [source("a", ["b/c", "d.e", "f__g"]), source("b", ["x"])];
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp(sources, "a/b/c", "b/c", "a/d.e", "d.e", "f__g", "a__f__g")).toEqual([
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / b/c",
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / b/c",
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / d.e",
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / d.e",
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / f__g",
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / f__g",
import { inEnglish } from "../../../../src/core/model/text/wording";
    ]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("takes a name that is written in full before another reading of it", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const sources = [source("fs", ["a/b"]), source("mcp__fs__a", ["b"])];
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp(sources, "mcp__fs__a/b", "fs/a/b")).toEqual(["mcp__fs__a / b", "fs / a/b"]);
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([source("fs", ["a_b"]), source("mcp_fs_a", ["b"])], "mcp_fs_a_b")).toEqual(["fs / a_b"]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("names the sources of a name that can be read in two ways, in their order", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const ambiguous = 'Several sources have a tool "mcp__x__y__z"';
import { inEnglish } from "../../../../src/core/model/text/wording";
    const [long, short] = [source("x__y", ["z"]), source("x", ["y__z"])];
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([long, short], "mcp__x__y__z")).toEqual([`${ambiguous}: write "x__y/z" or "x/y__z".`]);
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([short, long], "mcp__x__y__z")).toEqual([`${ambiguous}: write "x/y__z" or "x__y/z".`]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("takes a name that ends with that of its source for no tool of it", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([source("a", [""]), source("b", ["a/", "a."])], "a/", "a.")).toEqual(["b / a/", "b / a."]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("says that a source which is named has no such tool, though another one cannot be started", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([source("a", ["x"]), broken("b", "no")], "c/y", "/y")).toEqual([
import { inEnglish } from "../../../../src/core/model/text/wording";
      'There is no tool "c/y" and no tool source "c": there are "a", "b". Did you mean "a" or "b"? These sources could not be started and might have it: "b" (no)',
import { inEnglish } from "../../../../src/core/model/text/wording";
      "b / /y unavailable: no",
import { inEnglish } from "../../../../src/core/model/text/wording";
    ]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("offers the nearest names for an unknown one", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const sources = [source("files", ["read_file", "write_file"])];
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp(sources, "files/raed_file", "read_fiel", "file/read_file", "files/zzz")).toEqual([
import { inEnglish } from "../../../../src/core/model/text/wording";
      '"files" has no tool "raed_file". Did you mean "read_file"?',
import { inEnglish } from "../../../../src/core/model/text/wording";
      'There is no tool "read_fiel". Did you mean "read_file"?',
import { inEnglish } from "../../../../src/core/model/text/wording";
      'There is no tool "file/read_file" and no tool source "file": there is "files". Did you mean "files"?',
import { inEnglish } from "../../../../src/core/model/text/wording";
      '"files" has no tool "zzz". It has read_file, write_file.',
import { inEnglish } from "../../../../src/core/model/text/wording";
    ]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("finds a tool although other sources cannot be started", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([broken("a", "no"), source("b", ["x"])], "x", "b/x")).toEqual(["b / x", "b / x"]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("gives the reason when the source that is named, or alone might have it, cannot be started", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const sources = [broken("a", "The program was not found."), source("b", ["x"])];
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp(sources, "a/y", "mcp__a__y", "a.y", "y")).toEqual([
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / y unavailable: The program was not found.",
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / y unavailable: The program was not found.",
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / y unavailable: The program was not found.",
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / y unavailable: The program was not found.",
import { inEnglish } from "../../../../src/core/model/text/wording";
    ]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("says of an unknown name which sources might have it", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([broken("a", "no luck"), broken("b", "no money")], "y")).toEqual([
import { inEnglish } from "../../../../src/core/model/text/wording";
      'There is no tool "y". These sources could not be started and might have it: "a" (no luck); "b" (no money)',
import { inEnglish } from "../../../../src/core/model/text/wording";
    ]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("rejects only when it is stopped", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const stop = new AbortController();
import { inEnglish } from "../../../../src/core/model/text/wording";
    const waits: ToolSource = {
import { inEnglish } from "../../../../src/core/model/text/wording";
      ...source("a", []),
import { inEnglish } from "../../../../src/core/model/text/wording";
      list: (signal) =>
import { inEnglish } from "../../../../src/core/model/text/wording";
        new Promise((_, reject) => {
import { inEnglish } from "../../../../src/core/model/text/wording";
          signal?.addEventListener("abort", () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
            reject(new Error("stopped"));
import { inEnglish } from "../../../../src/core/model/text/wording";
          });
import { inEnglish } from "../../../../src/core/model/text/wording";
        }),
import { inEnglish } from "../../../../src/core/model/text/wording";
    };
import { inEnglish } from "../../../../src/core/model/text/wording";
    const looking = createCatalogue([waits]).lookUp([{ tool: "a/x" }], stop.signal);
import { inEnglish } from "../../../../src/core/model/text/wording";
    stop.abort();
import { inEnglish } from "../../../../src/core/model/text/wording";
    await expect(looking).rejects.toThrow();
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";
});
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
describe("a catalogue", () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
  it("takes the first of several sources with one name", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await lookUp([source("a", ["x"]), source("a", ["y"])], "a/x", "y")).toEqual([
import { inEnglish } from "../../../../src/core/model/text/wording";
      "a / x",
import { inEnglish } from "../../../../src/core/model/text/wording";
      'There is no tool "y". Did you mean "x"?',
import { inEnglish } from "../../../../src/core/model/text/wording";
    ]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("says with each tool what its source was when it was listed last", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const tools = [{ source: "a", name: "x" }];
import { inEnglish } from "../../../../src/core/model/text/wording";
    const seen = { tools, serverName: "one", kind: "builtIn" as "builtIn" | "server" };
import { inEnglish } from "../../../../src/core/model/text/wording";
    const changing: ToolSource = {
import { inEnglish } from "../../../../src/core/model/text/wording";
      ...source("a", []),
import { inEnglish } from "../../../../src/core/model/text/wording";
      list: () => Promise.resolve(seen.tools),
import { inEnglish } from "../../../../src/core/model/text/wording";
      nature: () => ({ kind: seen.kind, serverName: seen.serverName }),
import { inEnglish } from "../../../../src/core/model/text/wording";
    };
import { inEnglish } from "../../../../src/core/model/text/wording";
    const catalogue = createCatalogue([changing, source("b", ["y"])]);
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(catalogue.factsOf("a")).toBeUndefined();
import { inEnglish } from "../../../../src/core/model/text/wording";
    const factsOf = async (tool: string) => {
import { inEnglish } from "../../../../src/core/model/text/wording";
      const [found] = await catalogue.lookUp([{ tool }]);
import { inEnglish } from "../../../../src/core/model/text/wording";
      return found?.kind === "found" ? found.facts : undefined;
import { inEnglish } from "../../../../src/core/model/text/wording";
    };
import { inEnglish } from "../../../../src/core/model/text/wording";
    const first = await factsOf("a/x");
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(first).toEqual({ tools, kind: "builtIn", serverName: "one" });
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(catalogue.factsOf("a")).toBe(first);
import { inEnglish } from "../../../../src/core/model/text/wording";
    // What planning makes of a list is kept as long as it is the same.
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await factsOf("a/x")).toBe(first);
import { inEnglish } from "../../../../src/core/model/text/wording";
    seen.serverName = "two";
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await factsOf("a/x")).toMatchObject({ serverName: "two" });
import { inEnglish } from "../../../../src/core/model/text/wording";
    seen.tools = [...tools];
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect((await factsOf("a/x"))?.tools).toBe(seen.tools);
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await factsOf("b/y")).toEqual({ tools: [{ source: "b", name: "y" }], kind: "server" });
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(catalogue.factsOf("c")).toBeUndefined();
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("lets more sources than ten listen for the same end", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const stop = new AbortController();
import { inEnglish } from "../../../../src/core/model/text/wording";
    const sources = Array.from({ length: 12 }, (_, number) => source(`s${number}`, ["x"]));
import { inEnglish } from "../../../../src/core/model/text/wording";
    await createCatalogue(sources).list(stop.signal);
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(getMaxListeners(stop.signal)).toBe(0);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("lists every source with its tools or its reason", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(await createCatalogue([source("a", ["x"]), broken("b", "no")]).list()).toEqual([
import { inEnglish } from "../../../../src/core/model/text/wording";
      { source: "a", tools: [{ source: "a", name: "x" }] },
import { inEnglish } from "../../../../src/core/model/text/wording";
      { source: "b", unavailable: { message: "no" } },
import { inEnglish } from "../../../../src/core/model/text/wording";
    ]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("calls a source's tool", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const result = await createCatalogue([source("a", ["x"])]).call("a", "x", { n: 1 }, attempt());
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(result.content).toEqual([{ type: "text", text: 'a/x {"n":1}' }]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("fails a call to a source that it does not have", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const failure = await failureOf(createCatalogue([source("alpha", [])]).call("alpah", "x", {}, attempt()));
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect([failure.kind, failure.message]).toEqual([
import { inEnglish } from "../../../../src/core/model/text/wording";
      "unavailable",
import { inEnglish } from "../../../../src/core/model/text/wording";
      'There is no tool source "alpah". Did you mean "alpha"?',
import { inEnglish } from "../../../../src/core/model/text/wording";
    ]);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";

import { inEnglish } from "../../../../src/core/model/text/wording";
  it("closes every source, although one cannot be", async () => {
import { inEnglish } from "../../../../src/core/model/text/wording";
    const good = source("a", []);
import { inEnglish } from "../../../../src/core/model/text/wording";
    const bad: ToolSource = { ...source("b", []), close: () => Promise.reject(new Error("no")) };
import { inEnglish } from "../../../../src/core/model/text/wording";
    await createCatalogue([bad, good]).close();
import { inEnglish } from "../../../../src/core/model/text/wording";
    expect(good.seen.closed).toBe(1);
import { inEnglish } from "../../../../src/core/model/text/wording";
  });
import { inEnglish } from "../../../../src/core/model/text/wording";
});
import { inEnglish } from "../../../../src/core/model/text/wording";
