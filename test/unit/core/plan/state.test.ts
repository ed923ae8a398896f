import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../src/core/model/data/json";
import type { Manifest } from "../../../../src/core/model/manifest";
import type { SourceFacts } from "../../../../src/core/model/tool";
import { edgesOf, pairsOf, plan, problemsOf, server, type Planning, type ShortCall } from "./planning";

const memory = server("memory", ["create_entities", "read_graph", "search_nodes"]);

/** Calls of one source by their tools, `create_entities read_graph`, each with these arguments. */
function callsOf(source: string, tools: string, args: ShortCall["arguments"] = {}): ShortCall[] {
  return tools.split(" ").map((tool) => ({ tool: `${source}/${tool}`, arguments: args }));
}

function pairs(tools: string, facts: SourceFacts, more: Partial<Manifest> = {}): string {
  return pairsOf(plan(callsOf("s", tools), { sources: { s: facts }, more }));
}

describe("a source whose state no argument names", () => {
  it("has its writers one after another and its readers side by side between them", () => {
    const outcome = plan(
      callsOf("memory", "create_entities create_entities read_graph search_nodes create_entities read_graph"),
      { sources: { memory } },
    );
    expect(edgesOf(outcome)[0]).toBe(
      "0 → 1 conflict: both touch the state of memory, which no argument names, and create_entities writes, as its name says",
    );
    expect(pairsOf(outcome)).toBe("0-1 1-2 1-3 2-4 3-4 4-5");
    expect(outcome.plan.edges[0]?.about).toEqual({
      kind: "state",
      source: "memory",
      label: "the state of memory",
      sureness: "guessed",
      freedBy: { pattern: "memory/*", value: "none" },
    });
    expect(outcome.plan.calls.map(({ stateAccess }) => stateAccess)).toEqual([
      "writes",
      "writes",
      "reads",
      "reads",
      "writes",
      "reads",
    ]);
  });

  it("is not parted by ids that its arguments hold", () => {
    const tasks = server("s", ["update_task"]);
    const update = (id: number): ShortCall => ({ tool: "s/update_task", arguments: { taskId: id } });
    expect(pairsOf(plan([update(1), update(2)], { sources: { s: tasks } }))).toBe("0-1");
  });

  it("orders nothing where no tool writes, and what is unknown only where one does", () => {
    const guide = server("s", ["search", "calculator", "translator", "weather"]);
    expect(pairs("search calculator translator weather search", guide)).toBe("");
    expect(pairs("frobnicate frobnicate", server("s", ["frobnicate", "search"]))).toBe("");
    expect(pairs("frobnicate frobnicate", server("s", ["frobnicate", "delete_it"]))).toBe("0-1");
  });

  it("is none where a source has none by nature", () => {
    for (const kind of ["builtIn", "manifest", "openapi"] as const) {
      expect(pairs("run_a run_b", { ...server("s", ["run_a", "run_b"]), kind })).toBe("");
    }
    expect(pairs("run_a run_b", { ...server("s", ["run_a", "run_b"]), kind: "languageModel" })).toBe("0-1");
  });

  it("is each server's own among the tools that an editor has for language models", () => {
    const tools = ["mcp_memory_create_it", "mcp_tasks_add_it", "other_move_it"];
    const facts: SourceFacts = { ...server("s", tools), kind: "languageModel" };
    expect(pairs(`${tools.join(" ")} ${tools.join(" ")}`, facts)).toBe("0-3 1-4 2-5");
  });

  it("is what the manifest's safety says of who writes", () => {
    expect(pairs("create_entities create_entities", memory, { safety: { "s/*": "readOnly" } })).toBe("");
    expect(pairs("search search", server("s", ["search"]), { safety: { search: "unsafe" } })).toBe("0-1");
  });
});

describe("a source whose files its arguments name", () => {
  const inputSchema = { properties: { path: { type: "string" } }, required: ["path"] };
  const notes = server("s", [{ name: "write_note", inputSchema }, { name: "read_note", inputSchema }, "list_notes"]);
  const write = (path: string): ShortCall => ({ tool: "s/write_note", arguments: { path } });

  it("is ordered by these alone", () => {
    expect(pairsOf(plan([write("a"), write("b"), write("a")], { sources: { s: notes } }))).toBe("0-2");
  });

  it("is read as a whole by what names none of them", () => {
    const calls = [write("a"), write("b"), { tool: "s/list_notes" }, write("c")];
    expect(pairsOf(plan(calls, { sources: { s: notes } }))).toBe("0-2 1-2 2-3");
  });

  it("is not read by what is known to read something that none of its tools changes", () => {
    const files: SourceFacts = {
      ...server("s", [{ name: "write_file", inputSchema }, "list_allowed_directories"]),
      serverName: "secure-filesystem-server",
    };
    const on = (tool: string, args: JsonObject): ShortCall => ({ tool: `s/${tool}`, arguments: args });
    const calls = [
      on("write_file", { path: "a" }),
      on("list_allowed_directories", {}),
      on("write_file", { path: "b" }),
    ];
    expect(pairsOf(plan(calls, { sources: { s: files } }))).toBe("");
  });

  it("is a source with state all the same when its paths are not local", () => {
    expect(pairsOf(plan([write("a"), write("b")], { sources: { s: { ...notes, isRemote: true } } }))).toBe("0-1");
  });
});

describe("a well-known server", () => {
  it("is parted as its own source shows, and what names no part touches all", () => {
    const facts = { ...server("s", ["get", "set", "delete", "list"]), serverName: "redis" };
    const on = (tool: string, key?: ShortCall["arguments"]): ShortCall => ({
      tool: `s/${tool}`,
      arguments: key === undefined ? {} : { key },
    });
    const calls = [
      on("set", "a"),
      on("set", "b"),
      on("get", "a"),
      on("list"),
      on("delete", ["a", "b"]),
      on("get", "c"),
    ];
    expect(pairsOf(plan(calls, { sources: { s: facts } }))).toBe("0-2 0-3 1-3 2-4 3-4 4-5");
  });
});

describe("the manifest's state", () => {
  const browser = server("s", ["click", "get_title"]);
  const on = (tool: string, args: NonNullable<ShortCall["arguments"]>): ShortCall => ({
    tool: `s/${tool}`,
    arguments: args,
  });
  const planning = (state: Manifest["state"]): Planning => ({
    sources: { s: browser },
    more: state === undefined ? {} : { state },
  });

  it("frees the calls of a source", () => {
    expect(pairsOf(plan(callsOf("s", "click click get_title"), planning({ "s/*": "none" })))).toBe("");
  });

  it("parts it by the arguments that it names, and what names none of them touches all", () => {
    const calls = [
      on("click", { pageId: 1 }),
      on("click", { pageId: 2 }),
      on("get_title", { pageId: 1 }),
      on("click", {}),
    ];
    const outcome = plan(calls, planning({ "s/*": ["pageId"] }));
    expect(pairsOf(outcome)).toBe("0-2 1-3 2-3");
    expect(edgesOf(outcome)[0]).toBe("0 → 2 conflict: both touch pageId 1 of s and click writes, as its name says");
  });

  it("has parts within parts, the outermost first", () => {
    const issue = (repo: string, n?: number): ShortCall =>
      on("click", n === undefined ? { owner: "o", repo } : { owner: "o", repo, n });
    const calls = [issue("a", 1), issue("a", 2), issue("b", 1), issue("a"), issue("a", 1)];
    expect(pairsOf(plan(calls, planning({ "s/*": ["owner", "repo", "n"] })))).toBe("0-3 1-3 3-4");
  });

  it("takes a part that only the run tells for all around it", () => {
    const calls = [
      on("get_title", {}),
      on("click", { pageId: 1 }),
      { ...on("click", { pageId: "${env:PAGE}" }) },
      on("click", { pageId: 1 }),
    ];
    expect(pairsOf(plan(calls, planning({ "s/click": ["pageId"], "s/get_title": "none" })))).toBe("1-2 2-3");
  });

  it("gives a state to a source that has none by nature, or that is addressed", () => {
    const tools: SourceFacts = { ...server("s", ["run"]), kind: "manifest" };
    expect(
      pairsOf(plan(callsOf("s", "run run"), { sources: { s: tools }, more: { state: { "s/*": "shared" } } })),
    ).toBe("0-1");
  });

  it("that means none of the calls is a hint", () => {
    expect(problemsOf(plan(callsOf("s", "click"), planning({ "b/*": "none" })))).toEqual([
      'hint -1: "b/*" in "state" matches none of the calls. Did you mean "s/*"?',
    ]);
  });

  it("is parted by its resources, too", () => {
    const row = (table: string): ShortCall => on("click", { table });
    const more = { resources: { "s/click": ["table"] } };
    const outcome = plan([row("a"), row("b"), row("a"), on("get_title", {})], { sources: { s: browser }, more });
    expect(pairsOf(outcome)).toBe("0-2 1-3 2-3");
  });
});

describe("a call that sets the scene", () => {
  const inputSchema = { properties: { path: { type: "string" } }, required: ["path"] };
  const git = server("s", [{ name: "set_working_dir", inputSchema }, { name: "add_file", inputSchema }, "show_log"]);
  const add = (path: string): ShortCall => ({ tool: "s/add_file", arguments: { path } });
  const move: ShortCall = { tool: "s/set_working_dir", arguments: { path: "/other" } };

  it("comes after all calls of its source before it, and before all behind it", () => {
    const calls = [add("/a"), { tool: "s/show_log" }, move, add("/b"), { tool: "s/show_log" }];
    expect(pairsOf(plan(calls, { sources: { s: git } }))).toBe("0-1 1-2 2-3 3-4");
  });

  it("makes relative paths behind it unknown", () => {
    const calls = [move, add("a"), { tool: "fs/read_file", arguments: { path: "/elsewhere/a" } }];
    expect(edgesOf(plan(calls, { sources: { s: git } }))[1]).toBe(
      "1 → 2 conflict: one may touch any file, the other touches /elsewhere/a and add_file writes, as its name says",
    );
  });

  it("may be an action of a tool with several", () => {
    const tool = {
      name: "browser_tabs",
      annotations: { readOnlyHint: false },
      inputSchema: { properties: { action: { enum: ["list", "select"] } } },
    };
    const facts = server("s", [tool, "browser_title", "browser_close"]);
    const calls = callsOf("s", "browser_tabs browser_title", { action: "list" });
    expect(pairsOf(plan(calls, { sources: { s: facts }, more: { safety: { browser_title: "readOnly" } } }))).toBe("");
    const select = callsOf("s", "browser_tabs browser_title", { action: "select" });
    expect(pairsOf(plan(select, { sources: { s: facts } }))).toBe("0-1");
  });

  it("may be one that is said to read, where one of its actions sets the scene", () => {
    const tool = {
      name: "kubectl_context",
      annotations: { readOnlyHint: true },
      inputSchema: { properties: { operation: { enum: ["list", "get", "set"], default: "list" } } },
    };
    const facts = server("s", [tool, { name: "kubectl_get", annotations: { readOnlyHint: true } }]);
    const calls = (operation: string) => callsOf("s", "kubectl_get kubectl_context kubectl_get", { operation });
    expect(pairsOf(plan(calls("set"), { sources: { s: facts } }))).toBe("0-1 1-2");
    expect(pairsOf(plan(calls("list"), { sources: { s: facts } }))).toBe("");
  });

  it("may be one that connects to something else, whatever its hint says", () => {
    const reads = { readOnlyHint: true };
    const facts = server(
      "s",
      ["connect", "find"].map((name) => ({ name, annotations: reads })),
    );
    expect(pairsOf(plan(callsOf("s", "find find connect find", {}), { sources: { s: facts } }))).toBe("0-2 1-2 2-3");
  });
});
