import { beforeEach, expect, it, vi } from "vitest";
import { act } from "../../../../src/vscode/runs/act";
import type { Services } from "../../../../src/vscode/runs/commands/services";
import type { Intent } from "../../../../src/protocol/intents";
import { createScriptedRun } from "../../../fixtures/panel/scriptedRun";
import { fourteenCalls } from "../../../fixtures/panel/scripts";

const { done, told } = vi.hoisted(() => {
  const all: string[] = [];
  /** Does nothing but tell its name and what it gets beside what every action gets. */
  const tell =
    (name: string, result?: unknown) =>
    (...given: readonly unknown[]) => {
      const words = given.filter((each) => typeof each !== "object" || Array.isArray(each)).map(String);
      all.push([name, ...words].join(" "));
      return Promise.resolve(result);
    };
  return { done: all, told: tell };
});
vi.mock("../../../../src/vscode/runs/callParts", () => ({
  copyCall: told("copyCall"),
  copyPart: told("copy"),
  openPart: told("open"),
  savePart: told("save"),
}));
vi.mock("../../../../src/vscode/runs/commands/editAndRetry", () => ({ editAndRetryCall: told("edit") }));
vi.mock("../../../../src/vscode/runs/elsewhere", () => ({ sayIfElsewhere: told("elsewhere") }));
vi.mock("../../../../src/vscode/runs/followRound", () => ({ retryCalls: told("retry") }));
vi.mock("../../../../src/vscode/runs/commands/freeOrder", () => ({ freeOrderOfRun: told("free") }));
vi.mock("../../../../src/vscode/runs/commands/openCall", () => ({ openCall: told("source") }));
const trust = vi.hoisted(() => ({ isGiven: true }));
vi.mock("../../../../src/vscode/window/trust", () => ({ requireTrust: () => Promise.resolve(trust.isGiven) }));

const here = { runs: { get: () => Promise.resolve({}) } } as unknown as Services;
const elsewhere = { runs: { get: () => Promise.resolve(undefined) } } as unknown as Services;

beforeEach(() => {
  done.length = 0;
  trust.isGiven = true;
});

function finishedRun() {
  const run = createScriptedRun("a", fourteenCalls);
  run.finish();
  return Object.assign(run, { cancel: (call?: number) => done.push(`cancel ${String(call ?? "all")}`) });
}

async function doneFor(intent: Intent, services = here): Promise<string> {
  await act(services, finishedRun(), intent);
  return done.splice(0).join();
}

const part = { call: 3, part: "error" } as const;

/** What comes of every intent; the compiler asks for those that are missing. */
const outcomes: { readonly [Kind in Intent["kind"]]: readonly [Extract<Intent, { kind: Kind }>, string] } = {
  retryFailed: [{ kind: "retryFailed" }, "retry 3,5"],
  resumeRun: [{ kind: "resumeRun" }, "retry "],
  retryCall: [{ kind: "retryCall", call: 3 }, "retry 3"],
  runForResult: [{ kind: "runForResult", call: 0 }, "retry 0"],
  editAndRetryCall: [{ kind: "editAndRetryCall", call: 3 }, "edit 3"],
  cancelRun: [{ kind: "cancelRun" }, "cancel all"],
  cancelCall: [{ kind: "cancelCall", call: 5 }, "cancel 5"],
  openSource: [{ kind: "openSource", call: 2 }, "source run-a 2"],
  freeOrder: [{ kind: "freeOrder", call: 2 }, ""],
  copyCall: [{ kind: "copyCall", call: 3 }, "copyCall 3"],
  copy: [{ kind: "copy", ...part }, "copy 3 error"],
  openInEditor: [{ kind: "openInEditor", ...part }, "open 3 error"],
  save: [{ kind: "save", ...part }, "save 3 error"],
};

it.each(Object.values(outcomes))("$0.kind is done", async (intent, outcome) => {
  expect(await doneFor(intent)).toBe(outcome);
});

it("a skipped call is retried together with the one that it was skipped because of", async () => {
  expect(await doneFor({ kind: "retryCall", call: 4 })).toBe("retry 3,4");
});

it("an order that a source's state asks for is given up for that source", async () => {
  const run = createScriptedRun("a", fourteenCalls);
  const about = { kind: "state", label: "the state of fs", source: "fs", freedBy: { pattern: "fs/*", value: "none" } };
  Object.assign(run.plan, { edges: [{ from: 0, to: 1, kind: "conflict", reason: "", about }] });
  await act(here, run, { kind: "freeOrder", call: 1 });
  expect(done).toEqual(["free run-a"]);
});

it("nothing is run again in a workspace that is not trusted", async () => {
  trust.isGiven = false;
  expect(await doneFor({ kind: "retryFailed" })).toBe("");
});

it("a run that is not this window's is not run again, but said to go on elsewhere", async () => {
  expect(await doneFor({ kind: "retryFailed" }, elsewhere)).toBe("elsewhere");
  expect(await doneFor({ kind: "editAndRetryCall", call: 3 }, elsewhere)).toBe("elsewhere");
});
