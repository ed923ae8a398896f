import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../src/core/model/data/json";
import type { SourceFacts, Tool } from "../../../../src/core/model/tool";
import { isAddressed } from "../../../../src/core/plan/resources/addressed";
import { callEffect, effectsOf, sourceEffects } from "../../../../src/core/plan/effects/sourceEffects";
import { server } from "./planning";

/** The names of tools by what each does: `reads: a b; writes: c`. */
function sketch(facts: SourceFacts): string {
  const groups = new Map<string, string[]>();
  for (const [name, { effect }] of effectsOf(facts)) groups.set(effect, [...(groups.get(effect) ?? []), name]);
  return [...groups].map(([effect, names]) => `${effect}: ${names.join(" ")}`).join("; ");
}

function byNames(names: string): string {
  return sketch(server("s", names.split(" ")));
}

function byDescription(description: string): string {
  return effectsOf(server("s", [{ name: "thing", description }])).get("thing")?.effect ?? "";
}

describe("what a tool does, by its name", () => {
  it("is to read where it only looks up or computes", () => {
    expect(byNames("search calculator translator weather")).toBe("reads: search calculator translator weather");
    expect(byNames("getPullRequest list_commits describe_table count_rows summarizeText read_graph")).toMatch(
      /^reads: [^;]*$/,
    );
  });

  it("is to write where it adds, moves, drives or runs", () => {
    expect(byNames("create_entities moveFile browser_click send_email executeSql start_process python bash")).toMatch(
      /^writes: [^;]*$/,
    );
  });

  it.each([
    ["get_or_create", "writes"],
    ["read_and_clear", "writes"],
    ["list_add", "writes"],
    ["queue_push", "writes"],
    ["check_out", "writes"],
    ["log_event", "writes"],
    ["branch_list", "reads"],
    ["get_post", "reads"],
    ["post_search", "reads"],
    ["git_reflog", "reads"],
    ["list_commits", "reads"],
    ["find_or_fail", "reads"],
    ["take_screenshot", "reads"],
    ["screenshot", "reads"],
    ["take_job", "writes"],
    ["monitor_create", "writes"],
    ["monitor_list", "reads"],
    // A sum, or a script in a page: free beside tools that only read, in order beside those that write.
    ["evaluate_script", "unknown"],
    ["frobnicate", "unknown"],
  ])("%s %s", (name, effect) => {
    expect(effectsOf(server("s", [name])).get(name)?.effect).toBe(effect);
  });

  it("does not hear the prefix that the tools of a source share", () => {
    expect(byNames("shell_history shell_run")).toBe("reads: shell_history; writes: shell_run");
    expect(byNames("browser_snapshot browser_title browser_navigate")).toBe(
      "reads: browser_snapshot; unknown: browser_title; writes: browser_navigate",
    );
    expect(byNames("get_a get_b")).toBe("reads: get_a get_b");
  });

  it("is never free where it takes what is there, waits, or sets the scene, whatever the hint", () => {
    for (const name of [
      "next_task",
      "pop_message",
      "poll",
      "receive",
      "ack",
      "wait_for_text",
      "select_page",
      "set_working_dir",
    ]) {
      const facts = server("s", [{ name, annotations: { readOnlyHint: true } }]);
      expect([name, effectsOf(facts).get(name)?.effect]).toEqual([name, "writes"]);
    }
  });
});

describe("what a tool does, by its description", () => {
  it.each([
    ["Returns the current weather.", "reads"],
    ["A tool that deletes a note", "writes"],
    ["Use this to update the board.", "writes"],
    ["Safely removes it", "writes"],
    ["Reads and clears the queue", "writes"],
    ["The state of the selected town", "unknown"],
    ["Evaluates a script. Returns what comes of it.", "unknown"],
  ])("%s %s", (description, effect) => {
    expect(byDescription(description)).toBe(effect);
  });
});

describe("what a tool does, by its annotations", () => {
  it("goes before its name, and is to write where others have the hint and it has none", () => {
    const facts = server("s", [
      { name: "create_view", annotations: { readOnlyHint: true } },
      { name: "get_it", annotations: { readOnlyHint: false } },
      { name: "find_it", annotations: { title: "Find It" } },
    ]);
    expect(sketch(facts)).toBe("reads: create_view; writes: get_it find_it");
  });

  it("is not told by a title alone", () => {
    expect(sketch(server("s", [{ name: "find_it", annotations: { title: "Delete It" } }]))).toBe("reads: find_it");
  });

  it("is known of a server that keeps state although it says otherwise", () => {
    const thinking = server("t", [{ name: "sequentialthinking", annotations: { readOnlyHint: true } }]);
    expect(sketch({ ...thinking, serverName: "sequential-thinking-server" })).toBe("writes: sequentialthinking");
    expect(sketch(thinking)).toBe("reads: sequentialthinking");
  });
});

describe("what a call does, by its arguments", () => {
  function effectOf(tool: Omit<Tool, "source">, args: JsonObject): string {
    const facts = server("s", [tool]);
    const [known] = facts.tools;
    return callEffect({ toolName: tool.name, tool: known, arguments: args, stated: undefined }, sourceEffects(facts))
      .effect;
  }

  const tabs = {
    name: "manage_tabs",
    inputSchema: { properties: { action: { type: "string", enum: ["list", "new", "select", "get_all"] } } },
  };
  it("is to read when it tries out, or its action out of a list reads", () => {
    expect(effectOf(tabs, { action: "list" })).toBe("reads");
    expect(effectOf(tabs, { action: "get_all" })).toBe("reads");
    expect(effectOf(tabs, { action: "select" })).toBe("writes");
    expect(effectOf({ name: "manage_it" }, { action: "list" })).toBe("writes");
    expect(effectOf({ name: "delete_it" }, { dry_run: true })).toBe("reads");
    expect(effectOf({ name: "delete_it" }, { dryRun: false })).toBe("writes");
    const byDefault = { name: "run_it", inputSchema: { properties: { dryRun: { type: "boolean", default: true } } } };
    expect(effectOf(byDefault, {})).toBe("reads");
  });

  it.each([
    ["SELECT * FROM t", "reads"],
    ["  -- all\n select 1; SHOW TABLES;", "reads"],
    ["EXPLAIN SELECT 1", "reads"],
    ["select 'delete from t'", "reads"],
    ["select replace(a, 'x', 'y') from t", "reads"],
    ["SELECT 1; DELETE FROM t", "writes"],
    ["EXPLAIN ANALYZE DELETE FROM t", "writes"],
    ["SELECT * INTO copy FROM t", "writes"],
    ["SELECT * FROM t FOR UPDATE", "writes"],
    ["SELECT nextval('s')", "writes"],
    ["WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone", "writes"],
    ["SELECT 5 --1; DELETE FROM t", "writes"],
    ["SELECT '\\'', 1; DELETE FROM t; SELECT '", "writes"],
    ["SELECT 1 /*! INTO OUTFILE 'x' */", "writes"],
    ["${text}", "writes"],
    ["PRAGMA user_version = 2", "writes"],
  ])("SQL counts by its statements: %s", (sql, effect) => {
    expect(effectOf({ name: "execute_sql" }, { sql })).toBe(effect);
    expect(effectOf({ name: "read_query", annotations: { readOnlyHint: true } }, { sql })).toBe(effect);
  });

  it("takes a query for SQL only where it is one", () => {
    expect(effectOf({ name: "search" }, { query: "select a laptop" })).toBe("reads");
    expect(effectOf({ name: "query", description: "Queries the database." }, { query: "DELETE FROM t" })).toBe(
      "writes",
    );
  });
});

describe("a source is addressed", () => {
  const write = (required: readonly string[], properties: JsonObject): Omit<Tool, "source"> => ({
    name: "write_it",
    inputSchema: { properties, required },
  });
  const path = { path: { type: "string" } };

  it("when each tool that may write requires a local file or directory", () => {
    expect(isAddressed(server("s", [write(["path"], path), "read_it"]))).toBe(true);
    expect(isAddressed(server("s", [write(["fileAbsolutePath"], { fileAbsolutePath: {} })]))).toBe(true);
    const edits = { edits: { type: "array", items: { properties: path, required: ["path"] } } };
    expect(isAddressed(server("s", [write(["edits"], edits)]))).toBe(true);
    const described = { where: { type: "string", description: "The absolute path of the workbook" } };
    expect(isAddressed(server("s", [write(["where"], described)]))).toBe(true);
  });

  it("not when one of them may do without, or what it names is no local file", () => {
    expect(isAddressed(server("s", [write([], path)]))).toBe(false);
    expect(isAddressed(server("s", [write(["path"], path), "create_it"]))).toBe(false);
    expect(isAddressed(server("s", [write(["path"], path), "frobnicate"]))).toBe(false);
    expect(isAddressed({ ...server("s", [write(["path"], path)]), isRemote: true })).toBe(false);
    const ofRepository = { ...path, owner: {}, repo: {} };
    expect(isAddressed(server("s", [write(["path"], ofRepository)]))).toBe(false);
    expect(isAddressed(server("s", [write(["path"], { path: { description: "A JSONPath into the value" } })]))).toBe(
      false,
    );
    expect(isAddressed(server("s", [write(["folder"], { folder: { description: "Mail folder" } })]))).toBe(false);
    expect(isAddressed(server("s", [write(["source", "target"], { source: {}, target: {} })]))).toBe(false);
  });
});
