import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { askedWithoutSecrets } from "../../../src/node/tasks/models/askedModel";
import type { ModelRequest } from "../../../src/node/tasks/models/chatModel";
import { addModelSecrets } from "../../../src/node/tasks/models/modelSecrets";
import { standardDefaults } from "../../../src/core/plan/plan";
import type { RunEnvironment } from "../../../src/node/runs/environment/environment";
import { FollowedRun } from "../../../src/node/runs/followedRun";
import { Journal, newRunId } from "../../../src/node/runs/journal/journal";
import { prepare } from "../../../src/node/runs/prepare";
import { redactionMark, Redactor } from "../../../src/node/runs/redaction/redactor";
import { addProcessSecrets } from "../../../src/node/runs/redaction/secrets/variableSecrets";
import { keptTask, withoutSecrets } from "../../../src/node/runs/restoredRun";
import type { RecordedRun } from "../../../src/node/runs/recordedRun";
import { TaskRecord } from "../../../src/node/tasks/record/taskRecord";
import { initialTaskState } from "../../../src/node/tasks/record/taskState";
import { ShownSources } from "../../../src/vscode/tools/view/shownSources";
import { toolTooltip } from "../../../src/vscode/tools/view/toolTooltip";
import { watchedPanel } from "../../fixtures/panel/watchedPanel";
import { leaks, leaksIn, onDisk, secrets, type SecretName } from "./leaks";
import { LeakingWorld } from "./leakingWorld";

const all = Object.keys(secrets) as SecretName[];
let world: LeakingWorld;

beforeEach(async () => {
  world = await LeakingWorld.make();
});

afterEach(() => world.close());

function environment(redaction: Redactor, lines: string[]): RunEnvironment {
  const { variables } = world;
  addProcessSecrets(redaction, variables);
  addModelSecrets(redaction, {
    apiKey: secrets.modelKey,
    headers: { "X-Team": secrets.modelHeader },
    baseUrl: "http://127.0.0.1:1/v1",
  });
  return {
    places: { workspaceFolder: world.workspace, file: world.manifest },
    defaults: standardDefaults,
    redaction,
    process: {
      env: (name) => variables[name],
      proxyFor: (url) => (url.hostname === "127.0.0.1" ? undefined : variables.HTTP_PROXY),
    },
    inputs: { ask: () => Promise.resolve(secrets.input) },
    log: (source, line) => lines.push(`[${source}] ${line}`),
  };
}

/** All that a panel is sent of a run. */
function watched(run: RecordedRun) {
  const { panel, messages } = watchedPanel(run, 1024 * 1024);
  const askForAll = (): void => {
    for (const { index: call } of run.plan.calls) {
      panel.receive({ kind: "requestDetails", runId: run.id, call, requestId: call });
      for (const part of ["arguments", "sentArguments", "result", "error", 0, 1, 2, 3, 4] as const) {
        panel.receive({ kind: "requestText", runId: run.id, call, part, maxBytes: 1024 * 1024, requestId: call });
        if (typeof part === "number")
          panel.receive({ kind: "requestMedia", runId: run.id, call, part, requestId: call });
      }
    }
    panel.receive({ kind: "ready" });
  };
  return { messages, askForAll };
}

function expectNone(what: string, text: string): void {
  expect([what, leaksIn(text, all)]).toEqual([what, []]);
}

it("secrets that tools and a model say back are in nothing that the window shows, logs or keeps", async () => {
  const redaction = new Redactor();
  const lines: string[] = [];
  const around = environment(redaction, lines);
  const text = await readFile(world.manifest, "utf8");
  const prepared = await prepare({ text, origin: "userFile", environment: around, servers: "start" });
  const header = prepared.header(newRunId(0), `About ${leaks.slice(0, 60).join(" ")}`, 0);
  const runs = join(world.state, "runs");
  const journal = new Journal(runs, (error) => expect(error).toBeUndefined());
  const session = prepared.session({ header }, { journal: journal.create(withoutSecrets(header, redaction)) });
  const task = new TaskRecord({
    initial: initialTaskState({
      prompt: leaks.join("\n"),
      mode: "plan",
      model: leaks[0] ?? "",
      offeredTools: 1,
      leftOut: leaks.slice(0, 20),
    }),
    redaction,
    prices: undefined,
    cancel: () => undefined,
    answerAgain: () => Promise.resolve(),
  });
  session.task = task;
  const { messages, askForAll } = watched(session);
  const events: unknown[] = [];
  session.subscribe((event) => events.push(event));

  const answer = leaks.join("\n");
  task.apply({ type: "modelCallStarted", atMs: 0, modelCall: 1, purpose: "plan" });
  for (let at = 0; at < answer.length; at += 37) {
    task.apply({ type: "textWritten", atMs: 1, modelCall: 1, text: answer.slice(at, at + 37) });
  }
  const message = leaks.slice(0, 70).join("\n");
  task.apply({ type: "modelCallDelayed", atMs: 2, modelCall: 1, retryAtMs: 3, message });
  task.apply({ type: "callRejected", atMs: 2, modelCall: 1, id: message, tool: message, problems: [answer] });
  task.apply({ type: "modelCallEnded", atMs: 3, modelCall: 1, failure: { kind: "auth", message } });
  await session.start();
  task.apply({ type: "taskEnded", atMs: 4, ending: { outcome: "failed", failure: { kind: "auth", message: answer } } });
  await journal.keepTask(session.id, task.state);
  askForAll();
  await session.close();

  expect(session.state.calls.filter(({ ending }) => ending?.outcome === "succeeded").length).toBeGreaterThan(5);
  expectNone("the panel", JSON.stringify(messages));
  expectNone("events", JSON.stringify(events));
  expectNone("the log", lines.join("\n"));
  expectNone("the journal", await onDisk(world.state));
  expectNone("problems", JSON.stringify(prepared.problems));
  expect(JSON.stringify(messages)).toContain(redactionMark);
  expect(lines.join("\n")).toContain(redactionMark);

  const followed = (await journal.follow(session.id))!;
  const elsewhere = new FollowedRun(
    followed.header,
    {
      read: (take) => followed.events.read(take),
      isLive: () => Promise.resolve(false),
      close: () => followed.events.close(),
    },
    () => undefined,
  );
  await elsewhere.begin();
  const again = watched(elsewhere);
  again.askForAll();
  expectNone("the panel of a kept run", JSON.stringify(again.messages));
  expectNone("the kept task", JSON.stringify(keptTask((await journal.readTask(session.id))!).state));
});

it("secrets that servers say of themselves are in no line and tooltip of the Tools view", async () => {
  const redaction = new Redactor();
  const lines: string[] = [];
  const { inputs, ...rest } = environment(redaction, lines);
  const around = { ...rest, inputs: { ...inputs, given: { pass: secrets.input } } };
  const text = await readFile(world.manifest, "utf8");
  const prepared = await prepare({ text, origin: "userFile", environment: around, servers: "leave" });
  const shown = new ShownSources(() => undefined, redaction);
  await shown.show({ toolbox: prepared, originOf: () => "here" });
  for (const { name } of prepared.sources) await shown.start(name);
  const states = shown.list().map(({ state }) => state);
  const tooltips = states.flatMap((state) =>
    state.kind === "running" ? state.tools.map((tool) => toolTooltip(redaction.value(tool))) : [],
  );
  await shown.close();
  await prepared.close();
  expect(states.map(({ kind }) => kind)).toContain("failed");
  expect(JSON.stringify(states)).toContain(redactionMark);
  expectNone("the tree", JSON.stringify([states, tooltips]));
  // What a list has is Markdown, in which each character may have a backslash before it.
  expectNone("tooltips", tooltips.join("\n").replaceAll(/\\(.)/g, "$1"));
  expectNone("the log", lines.join("\n"));
});

it("secrets are in no request that a model of the window is sent", async () => {
  const redaction = new Redactor();
  environment(redaction, []);
  for (const secret of Object.values(secrets)) redaction.addSecret(secret);
  const sent: unknown[] = [];
  const model = askedWithoutSecrets(
    {
      name: "m",
      stream: async function* (request) {
        sent.push(request);
        await Promise.resolve();
        yield { type: "text", text: "Done." };
      },
    },
    redaction,
  );
  const request = {
    messages: [
      { role: "user", content: leaks.join("\n") },
      { role: "tool", content: JSON.stringify(leaks) },
    ],
    tools: leaks.slice(0, 40).map((description) => ({ name: "t", description, parameters: { description } })),
  };
  for await (const _ of model.stream(request as unknown as ModelRequest, new AbortController().signal));
  expectNone("the request", JSON.stringify(sent));
});
