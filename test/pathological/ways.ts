import { orderedRunLines, orderLines } from "../../src/cli/printing/orderText";
import { callLine, planLines, problemLines, summaryLine } from "../../src/cli/printing/text";
import { parseJson } from "../../src/core/model/data/parsedJson";
import { newRunId } from "../../src/node/runs/journal/journal";
import { prepare, type Prepared } from "../../src/node/runs/prepare";
import { Redactor } from "../../src/node/runs/redaction/redactor";
import { documentPieces } from "../../src/node/runs/documents/resultsDocument";
import { Scratch } from "../../src/node/runs/environment/scratch";
import type { ToolSource } from "../../src/node/tools/source";
import { plainEnvironment } from "../fixtures/runEnvironment";
import type { Hostile } from "./kind";

/** What is done with a text: `folder` has its files. */
type Way = (hostile: Hostile, folder: string) => Promise<void>;

const cores = 2;

/** As the command line plans, as an editor checks, as the command line runs, and as all that leaves is looked through. */
export const ways: Readonly<Record<string, Way>> = {
  plan: (hostile, folder) =>
    prepared(hostile, folder, "start", ({ plan, problems }) => {
      drain(planLines(plan, cores));
      orderLines(plan, cores);
      problemLines("a.toolcalls.json", hostile.text, problems);
    }),
  check: (hostile, folder) => prepared(hostile, folder, "leave", () => undefined),
  run: (hostile, folder) => {
    const run = { ...hostile, text: hostile.runText ?? hostile.text };
    return prepared(run, folder, "start", (ready) => ran(run, ready));
  },
  redact: ({ text, secretPatterns = [] }) => {
    const redactor = new Redactor();
    for (const secret of ["hunter2-pass", "hunter3 &ä\"'", "0123456789"]) redactor.addSecret(secret);
    redactor.setPatterns(secretPatterns);
    redactor.text(text);
    redactor.value(jsonOf(text));
    return Promise.resolve();
  },
};

async function prepared(
  hostile: Hostile,
  folder: string,
  servers: "start" | "leave",
  use: (ready: Prepared) => Promise<void> | void,
): Promise<void> {
  const environment = plainEnvironment({
    places: { workspaceFolder: folder },
    redaction: new Redactor(),
    ...(hostile.tools && { extraSources: [sourceOf(hostile.tools)] }),
  });
  const ready = await prepare({ text: hostile.text, origin: "userFile", environment, servers });
  try {
    await use(ready);
  } finally {
    await ready.close();
  }
}

async function ran(hostile: Hostile, ready: Prepared): Promise<void> {
  problemLines("a.toolcalls.json", hostile.text, ready.problems);
  if (ready.problems.some(({ severity }) => severity === "error") || !ready.inputsProvided) return;
  const header = ready.header(newRunId(0), "a.toolcalls.json", 0);
  const session = ready.session({ header }, { scratch: new Scratch() });
  session.subscribe((event) => {
    const call = event.type === "callEnded" ? session.callState(event.call) : undefined;
    if (call) callLine(session.plan, call);
  });
  await session.start();
  await session.close();
  summaryLine(session.plan, session.record, cores);
  orderedRunLines(session.plan, session.record, cores);
  drain(documentPieces(session.plan, session.record, cores));
}

function sourceOf(tools: NonNullable<Hostile["tools"]>): ToolSource {
  return {
    name: "many",
    isPassive: true,
    list: () => Promise.resolve(tools),
    call: () => Promise.resolve({ content: [{ type: "text", text: "done" }] }),
    close: () => Promise.resolve(),
  };
}

function drain(pieces: Iterable<unknown>): void {
  const iterator = pieces[Symbol.iterator]();
  while (iterator.next().done !== true);
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
