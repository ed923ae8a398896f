import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SourceFacts, Tool } from "../../../../../src/core/model/tool";
import { knownServerNames } from "../../../../../src/core/plan/effects/knownServers";
import { falsePairs, orderBy, trueEdges } from "../../../../matrix/order";
import { knownCalls } from "../knownCalls";
import { plan, type ShortCall } from "../planning";

/** What real servers say of their tools, as `npm run matrix -- --lists` has recorded it. */
interface RecordedList {
  readonly serverName: string;
  readonly tools: readonly Omit<Tool, "source">[];
}

const lists = join(import.meta.dirname, "..", "..", "..", "..", "fixtures", "toolLists");
const recorded = readdirSync(lists).map((name) => JSON.parse(readFileSync(join(lists, name), "utf8")) as RecordedList);

/** Of pairs of calls that are free of each other, so many in a hundred may be ordered all the same. */
const mostFalse = 2;
/** All of its calls touch one thing. */
const withoutFreePairs = "sequential-thinking-server";

function factsOf(serverName: string, tools: RecordedList["tools"]): SourceFacts {
  return { kind: "server", serverName, tools: tools.map((tool) => ({ source: "s", ...tool })) };
}

/** The pairs of calls that are ordered, be it by way of others, of a server whose list is recorded. */
function orderedPairs(serverName: string, calls: readonly ShortCall[]): string {
  const tools = recorded.find((list) => list.serverName === serverName)?.tools ?? [];
  const { edges } = plan(calls, { sources: { s: factsOf(serverName, tools) } }).plan;
  const order = orderBy(calls.length, edges);
  return order.flatMap((before, to) => [...before].sort().map((from) => `${from}-${to}`)).join(" ");
}

it("every server of which something is built in has a recorded list of tools", () => {
  expect(recorded.map(({ serverName }) => serverName).sort()).toEqual([...knownServerNames].sort());
});

describe.each(recorded)("calls of $serverName, of which it is built in what it keeps", ({ serverName, tools }) => {
  it("are ordered where they touch one thing, and nearly nowhere else", () => {
    const call = knownCalls[serverName];
    if (call === undefined) throw new Error(`There are no calls of ${serverName}.`);
    const facts = factsOf(serverName, tools);
    let [ordered, free] = [0, 0];
    fc.assert(
      fc.property(fc.array(call, { minLength: 20, maxLength: 40 }), (calls) => {
        const shortCalls = calls.map(({ tool, arguments: args }) => ({ tool: `s/${tool}`, arguments: args }));
        const outcome = plan(shortCalls, { sources: { s: facts } });
        expect(outcome.problems.filter(({ severity }) => severity === "error")).toEqual([]);
        const found = orderBy(calls.length, outcome.plan.edges);
        for (const { from, to } of trueEdges(calls)) expect(found[to]?.has(from)).toBe(true);
        const pairs = falsePairs(orderBy(calls.length, trueEdges(calls)), found);
        ordered += pairs.ordered;
        free += pairs.free;
      }),
      { numRuns: 60 },
    );
    if (serverName === withoutFreePairs) expect(free).toBe(0);
    else expect(free).toBeGreaterThan(1000);
    expect(100 * ordered).toBeLessThanOrEqual(mostFalse * free);
  });
});

describe("a repository of the git server", () => {
  const commit = (path?: string): ShortCall => ({
    tool: "s/git_commit",
    arguments: { ...(path !== undefined && { path }), message: "m" },
  });

  it.each([
    ["another one", "/work/b", ""],
    ["the same, spelt otherwise", "/work/x/../a/", "0-1"],
    ["one within it", "/work/a/modules/c", "0-1"],
    ["that of the session", ".", "0-1"],
    ["that of the session, which is not named", undefined, "0-1"],
    ["a relative one", "a", "0-1"],
  ])("and %s", (_, path, ordered) => {
    expect(orderedPairs("@cyanheads/git-mcp-server", [commit("/work/a"), commit(path)])).toBe(ordered);
  });

  it("may be any that only the run tells", () => {
    const calls = [commit("/work/a"), { ...commit("${found}"), id: "any" }, { id: "found", tool: "other/find" }];
    expect(orderedPairs("@cyanheads/git-mcp-server", calls)).toBe("0-1 2-1");
  });

  it("is no longer apart from others once one of them is pushed to", () => {
    const push: ShortCall = { tool: "s/git_push", arguments: { path: "/work/a" } };
    const calls = [commit("/work/a"), commit("/work/b"), push, commit("/work/b")];
    expect(orderedPairs("@cyanheads/git-mcp-server", calls)).toBe("0-2 1-2 0-3 1-3 2-3");
  });

  it("is not told apart by files in it, which are named from there", () => {
    const add = (path: string): ShortCall => ({ tool: "s/git_add", arguments: { path, paths: ["src/a.ts"] } });
    expect(orderedPairs("@cyanheads/git-mcp-server", [add("/work/a"), add("/work/b")])).toBe("");
  });
});

describe("files of desktop-commander", () => {
  const edit = (path: string): ShortCall => ({
    tool: "s/edit_block",
    arguments: { file_path: path, old_string: "a", new_string: "b" },
  });
  const command: ShortCall = { tool: "s/start_process", arguments: { command: "make", timeout_ms: 100 } };

  it("are apart from each other, and what a command changes may be any of them", () => {
    const calls = [edit("notes.txt"), edit("log.txt"), edit("/ship/notes.txt"), command, edit("log.txt")];
    expect(orderedPairs("desktop-commander", calls)).toBe("0-2 0-3 1-3 2-3 0-4 1-4 2-4 3-4");
  });

  it("are read by nothing that lists the calls before it, which waits for those that read as well", () => {
    const read: ShortCall = { tool: "s/read_file", arguments: { path: "notes.txt" } };
    expect(orderedPairs("desktop-commander", [read, { tool: "s/get_recent_tool_calls" }])).toBe("0-1");
  });
});
