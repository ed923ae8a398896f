import { describe, expect, it } from "vitest";
import { planCalls, standardDefaults } from "../../../../src/core/plan/plan";
import { edgesOf, manifestOf, pairsOf, plan, problemsOf, tool, workspace } from "./planning";
import { worded } from "../../../../src/core/model/text/wording";

describe("data and declared edges", () => {
  it("come from references anywhere in the arguments", () => {
    const outcome = plan([
      { tool: "read_a", id: "a" },
      { tool: "read_b", id: "b" },
      { tool: "read_c", arguments: { list: [{ deep: ["x ${a} and ${b.items[0]}"] }], again: "${a}" } },
    ]);
    expect(edgesOf(outcome)).toEqual([
      "0 → 2 data: arguments.list[0].deep[0] uses a, arguments.again uses a",
      "1 → 2 data: arguments.list[0].deep[0] uses b.items[0]",
    ]);
    expect(problemsOf(outcome)).toEqual([]);
  });

  it("are one for each pair of calls, data before declared before conflict", () => {
    const outcome = plan([
      { tool: "write_a", id: "a", arguments: { path: "x" } },
      { tool: "write_b", id: "b", arguments: { path: "x", text: "${a}" }, dependsOn: ["a", "a"] },
      { tool: "write_c", arguments: { path: "x" }, dependsOn: ["b"] },
    ]);
    expect(edgesOf(outcome)).toEqual(["0 → 1 data: arguments.text uses a", "1 → 2 declared: depends on b"]);
  });

  it("take no VS Code variable and no escape for a reference", () => {
    const outcome = plan([
      { tool: "read_a", arguments: { path: "${workspaceFolder}/${env:X}${input:y}", text: "$${a}" } },
    ]);
    expect(problemsOf(outcome)).toEqual([]);
  });

  it("report unknown ids with the nearest ones", () => {
    const outcome = plan([
      { tool: "read_a", id: "list" },
      { tool: "read_b", arguments: { files: "${lst}", shell: "${HOME}" }, dependsOn: ["lsit"] },
    ]);
    expect(problemsOf(outcome)).toEqual([
      'error 1: arguments.files refers to "lst", and no call has that id. Did you mean "list"?',
      'error 1: arguments.shell refers to "HOME", and no call has that id. If ${HOME} is meant as text, write $${HOME}.',
      'error 1: read_b depends on "lsit", and no call has that id. Did you mean "list"?'.replace("read_b", "#2 read_b"),
    ]);
    expect(outcome.problems.map(({ at }) => at)).toEqual([
      { part: "arguments", path: ["files"] },
      { part: "arguments", path: ["shell"] },
      { part: "dependsOn", path: [0] },
    ]);
  });

  it("report paths that are not JMESPath, and keep the edge", () => {
    const outcome = plan([
      { tool: "read_a", id: "a" },
      { tool: "read_b", arguments: { x: "${a.items[?}" } },
    ]);
    expect(pairsOf(outcome)).toBe("0-1");
    expect(problemsOf(outcome)[0]).toMatch(
      /^error 1: arguments\.x: the path in \$\{a\.items\[\?\} is not valid JMESPath: /,
    );
  });

  it("keep what only looks like a reference as text, with a hint where there is such a call", () => {
    const outcome = plan([
      { tool: "read_a", id: "5" },
      { tool: "read_b", arguments: { text: "it costs $5 or $50, $$5" } },
    ]);
    expect(pairsOf(outcome)).toBe("");
    expect(problemsOf(outcome)).toEqual([
      'hint 1: arguments.text contains "$5", which is kept as text. To use the result of 5 write ${5}.',
    ]);
  });
});

describe("variables in arguments", () => {
  it("that can only make the call fail are told where they stand, with the folders that there are", () => {
    const workspaceFolders = ["ship", "api"].map((name) => ({ name, path: `/${name}` }));
    const { problems } = plan(
      [
        {
          tool: "read_file",
          arguments: { path: "${workspaceFolder:api}/a", also: ["${env:ANY} ${input:x} $${file}"] },
        },
        { tool: "read_file", arguments: { path: "x", deep: ["${workspaceFolder:app}/a"] } },
      ],
      { environment: { workspaceFolders } },
    );
    expect(problems).toEqual([
      {
        severity: "warning",
        ...worded(
          '{0} names a folder "{1}" that is not open. Open ones are: {2}.',
          "${workspaceFolder:app}",
          "app",
          "ship, api",
        ),
        call: 1,
        at: { part: "arguments", path: ["deep", 0] },
      },
    ]);
  });
});

describe("cycles", () => {
  it("are named in full, one for each knot", () => {
    const outcome = plan([
      { tool: "read_a", id: "a", arguments: { x: "${c}" } },
      { tool: "read_b", id: "b", dependsOn: ["a"] },
      { tool: "read_c", id: "c", arguments: { x: "${b}" } },
      { tool: "read_d", id: "d", arguments: { x: "${d}" } },
      { tool: "read_e", dependsOn: ["a"] },
    ]);
    expect(problemsOf(outcome)).toEqual([
      "error 0: These calls wait for each other, so none of them can ever start: a → b → c → a.",
      "error 3: d waits for its own result, so it can never start.",
    ]);
  });

  it("of thousands of calls are found, and named in part", () => {
    const count = 20_000;
    const calls = Array.from({ length: count }, (_, n) => ({
      tool: "read_a",
      id: `c${n}`,
      dependsOn: [`c${(n + count - 1) % count}`],
    }));
    const [problem] = problemsOf(plan(calls));
    expect(problem).toContain("c0 → c1 → c2");
    expect(problem).toContain("… 19982 more … → c0");
  });
});

describe("a plan", () => {
  it("takes what the call says, then the manifest, then the settings", () => {
    const outcome = plan(
      [
        { tool: "read_a", timeoutMs: 1, retry: { maxAttempts: 9 }, cache: { ttlMs: 4 } },
        { tool: "write_b", cache: { ttlMs: 4 } },
      ],
      {
        more: {
          timeoutMs: 2,
          retry: { backoffMs: 7 },
          maxConcurrency: "auto",
          deadlineMs: 8,
          maxTimeoutMs: 9,
          graceMs: 0,
        },
      },
    );
    expect(outcome.plan).toMatchObject({
      maxConcurrency: "auto",
      deadlineMs: 8,
      maxTimeoutMs: 9,
      graceMs: 0,
      calls: [
        { timeoutMs: 1, retry: { maxAttempts: 9, backoffMs: 7, maxBackoffMs: 10_000 }, cacheTtlMs: 4, priority: 0 },
        { timeoutMs: 2, retry: { maxAttempts: 3, backoffMs: 7 }, cacheTtlMs: 0 },
      ],
    });
  });

  it("is made as far as possible when tools are unknown or their server is not there", () => {
    const manifest = manifestOf([
      { tool: "srv/write_x", id: "a", arguments: { path: "x" } },
      { tool: "nothing", arguments: { path: "${a}" } },
      { tool: "gone_read", arguments: { path: "x" } },
    ]);
    const outcome = planCalls({
      manifest,
      lookups: [
        { kind: "unknown", ...worded("No source srv.") },
        { kind: "unknown", ...worded("No tool nothing.") },
        { kind: "unavailable", source: "gone", toolName: "read", reason: "did not start" },
      ],
      defaults: standardDefaults,
      environment: workspace,
    });
    expect(outcome.plan.calls.map(({ source, toolName }) => [source, toolName])).toEqual([
      ["srv", "write_x"],
      ["", "nothing"],
      ["gone", "read"],
    ]);
    expect(outcome.plan.edges.map(({ kind }) => kind)).toContain("data");
    expect(problemsOf(outcome)).toEqual(["error 0: No source srv.", "error 1: No tool nothing."]);
  });

  it("knows how safe each call is", () => {
    const request = {
      ...tool("http_request", { properties: { method: { type: "string" }, url: {} } }, "builtin"),
      http: { method: "GET", methodArgument: "method" },
    };
    const outcome = plan(
      [
        { tool: "builtin/http_request", arguments: { url: "http://h/" } },
        { tool: "builtin/http_request", arguments: { url: "http://h/", method: "delete" } },
        { tool: "builtin/http_request", arguments: { url: "http://h/", method: "POST" } },
        { tool: "read_x" },
        { tool: "write_x" },
        { tool: "do_x" },
        { tool: "other/do_x" },
        { tool: "other/do_y" },
      ],
      { tools: [request], more: { safety: { do_x: "idempotent", "other/*": "readOnly", "other/do_x": "unsafe" } } },
    );
    expect(outcome.plan.calls.map(({ safety, destructive }) => `${safety} ${destructive}`)).toEqual([
      "readOnly false",
      "idempotent true",
      "unsafe true",
      "readOnly false",
      "idempotent true",
      "idempotent true",
      "unsafe true",
      "readOnly false",
    ]);
  });

  it("lists the calls that each limit holds for, and hints at patterns that mean none", () => {
    const outcome = plan([{ tool: "read_file" }, { tool: "api/get" }, { tool: "read_file" }], {
      more: { limits: { "fs/*": { maxConcurrency: 2 }, get: { perSecond: 5 }, raed_file: { perSecond: 1 } } },
    });
    expect(outcome.plan.limits).toEqual([
      { name: "fs/*", calls: [0, 2], maxConcurrency: 2 },
      { name: "get", calls: [1], perSecond: 5 },
    ]);
    expect(problemsOf(outcome)).toEqual([
      'hint -1: "raed_file" in "limits" matches none of the calls. Did you mean "read_file"?',
    ]);
  });

  it("reports arguments that break the input schema, and spares what only the run tells", () => {
    const schema = {
      type: "object",
      properties: { path: { type: "string" }, count: { type: "integer" } },
      required: ["path"],
    };
    const outcome = plan(
      [
        { tool: "read_file", id: "a", arguments: { pth: "x", count: "five" } },
        { tool: "read_file", arguments: { path: "${a}", count: "${a.count}" } },
        { tool: "read_file", arguments: { path: "x", count: "n${a.count}" } },
      ],
      { tools: [tool("read_file", schema)] },
    );
    expect(problemsOf(outcome)).toEqual([
      'error 0: read_file: arguments lacks "path" (string), which is required. Is "pth" meant to be it?',
      'error 0: read_file: arguments.count must be a whole number, but is the text "five".',
      'error 2: read_file: arguments.count must be a whole number, but is the text "n${a.count}".',
    ]);
  });

  it("warns once of a schema that cannot be used", () => {
    const tools = [tool("read_file", { type: "nonsense" })];
    const outcome = plan([{ tool: "read_file" }, { tool: "read_file" }], { tools });
    expect(outcome.problems.map(({ severity, call }) => [severity, call])).toEqual([["warning", 0]]);
  });
});
