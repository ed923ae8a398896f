import { describe, expect, it } from "vitest";
import { ResultCache } from "../../../../src/core/engine/sharing/resultCache";
import type { RunEnvironment } from "../../../../src/node/runs/environment/environment";
import { newRunId } from "../../../../src/node/runs/journal/journal";
import { prepare } from "../../../../src/node/runs/prepare";
import { Redactor } from "../../../../src/node/runs/redaction/redactor";
import { plainEnvironment } from "../../../fixtures/runEnvironment";

function prepared(calls: readonly object[]) {
  return prepare({
    text: JSON.stringify({ version: 1, calls }),
    environment: plainEnvironment({ places: { workspaceFolder: "/work" } }),
    servers: "start",
  });
}

const put = (url: string) => ({ method: "PUT", url, body: "x" });

describe("calls whose arguments were edited before they run", () => {
  it("are planned anew: a conflict that only the edited arguments make orders them", async () => {
    const tool = "http_request";
    const before = await prepared([
      { tool, arguments: put("http://127.0.0.1:1/a") },
      { tool, arguments: put("http://127.0.0.1:1/b") },
    ]);
    expect(before.plan.edges).toEqual([]);
    const after = before.withArguments({ 1: put("http://127.0.0.1:1/a") });
    expect(after.plan.edges).toMatchObject([{ from: 0, to: 1, kind: "conflict" }]);
    expect(after.header("20260101T000000000Z-aaaaaa", "edited", 0).plan).toBe(after.plan);
    await before.close();
  });

  it("are checked anew: what the tool does not take is an error", async () => {
    const before = await prepared([{ tool: "calculate", arguments: { expression: "1" } }]);
    expect(before.problems).toEqual([]);
    expect(before.withArguments({ 0: { expression: 1 } }).problems).toMatchObject([{ severity: "error" }]);
    await before.close();
  });
});

describe("${workspaceFolder:name}", () => {
  const places = (name: string, path: string) => ({
    places: { workspaceFolder: "/work", workspaceFolders: [{ name, path }] },
  });
  const ran = async (environment: RunEnvironment) => {
    const ready = await prepare({
      text: JSON.stringify({
        version: 1,
        calls: [
          { tool: "run_process", arguments: { command: process.execPath, args: ["-p", "'${workspaceFolder:api}'"] } },
        ],
      }),
      environment,
      servers: "start",
    });
    const keys: string[] = [];
    const cacheFor = (key: string) => (keys.push(key), new ResultCache());
    const session = ready.session({ header: ready.header(newRunId(0), "test", 0) }, { cacheFor });
    await session.start();
    const [call] = session.state.calls;
    await session.close();
    return { ending: call?.ending, problems: ready.problems.map(({ message }) => message), keys };
  };

  it("is the folder of that name, and results of other folders are not shared", async () => {
    const here = await ran(plainEnvironment(places("api", "/somewhere/api")));
    const there = await ran(plainEnvironment(places("api", "/elsewhere/api")));
    expect(here).toMatchObject({ ending: { outcome: "succeeded" }, problems: [] });
    expect(JSON.stringify(here.ending)).toContain("/somewhere/api");
    expect(JSON.stringify(there.ending)).toContain("/elsewhere/api");
    expect(here.keys).not.toEqual(there.keys);
  });

  it("that is not open is told before the run, with those that are, and fails in it", async () => {
    const { ending, problems } = await ran(plainEnvironment(places("app", "/somewhere/app")));
    const message = '${workspaceFolder:api} names a folder "api" that is not open. Open ones are: app.';
    expect(problems).toEqual([message]);
    expect(ending).toMatchObject({ outcome: "failed", error: { message } });
  });
});

it("variables that definitions of servers and tools refer to are secrets before anything is started", async () => {
  const values: Readonly<Record<string, string>> = { SERVER_VALUE: "first kept word", TOOL_VALUE: "other kept word" };
  const redaction = new Redactor();
  const ready = await prepare({
    text: JSON.stringify({
      version: 1,
      servers: { idle: { command: "never-started", env: { PASSED_ON: "${env:SERVER_VALUE}" } } },
      tools: { unused: { http: { url: "http://127.0.0.1:1/", headers: { X: "${env:TOOL_VALUE}" } } } },
      calls: [{ tool: "calculate", arguments: { expression: "1" } }],
    }),
    environment: plainEnvironment({ redaction, process: { env: (name) => values[name] } }),
    servers: "start",
  });
  for (const value of Object.values(values)) expect(redaction.text(`it is ${value}.`)).toBe("it is «redacted».");
  await ready.close();
});
