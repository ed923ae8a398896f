import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { text as readStream } from "node:stream/consumers";
import { parse } from "jsonc-parser";
import { messageOf } from "../../core/model/failure";
import { isJsonObject, type JsonObject } from "../../core/model/data/json";
import type { PlannedCall } from "../../core/model/plan";
import type { Tool } from "../../core/model/tool";
import { visible, visibleName } from "../../core/model/text/visible";
import { reasonsToAsk, type AskReason } from "../../core/plan/approval/approval";
import { fullName, offerTools, type OfferedTools } from "../../node/tasks/offering/offeredTools";
import { askedWithoutSecrets } from "../../node/tasks/models/askedModel";
import { addModelSecrets } from "../../node/tasks/models/modelSecrets";
import { openAiModel } from "../../node/tasks/models/openaiModel";
import { manifestOf, PlannedCalls } from "../../node/tasks/calls/plannedCalls";
import { SessionRun } from "../../node/tasks/sessionRun";
import { Task, type TaskOptions } from "../../node/tasks/task";
import type { TaskEnding, TaskEvent } from "../../node/tasks/taskEvents";
import { newRunId } from "../../node/runs/journal/journal";
import { prepare, type Prepared } from "../../node/runs/prepare";
import { shownJsonPieces } from "../../node/runs/documents/jsonPieces";
import { documentPieces } from "../../node/runs/documents/resultsDocument";
import type { RunSession } from "../../node/runs/session";
import { UsageError } from "../commandLine";
import { environmentOf } from "../environment";
import { onUnprinted } from "../exit";
import { Interruption } from "../interruption";
import { readTaskLine, taskUsage, type TaskLine } from "./taskLine";
import { TaskReport } from "./taskReport";
import { ask, canAsk, print, printError, printJson, terminalRedaction } from "../printing/terminal";
import { Output } from "../printing/output";
import { callLine, problemLines } from "../printing/text";
import { ownMember } from "../../core/model/data/ownMember";
import { titleOfPrompt } from "../../node/tasks/record/promptHistory";
import { inEnglish } from "../../core/model/text/wording";

const exitCodes = { answered: 0, partly: 1, noAnswer: 2 } as const;

/** Carries out `parallel-tools task …`; `words` stand after `task`. Gives the exit code; throws a `UsageError`. */
export async function runTaskCommand(words: readonly string[]): Promise<number> {
  const stop = new AbortController();
  onUnprinted(() => stop.abort());
  return new Interruption(() => stop.abort()).during(() => runTask(words, stop.signal));
}

/** As above, until `stop` is aborted. */
export async function runTask(words: readonly string[], stop: AbortSignal): Promise<number> {
  const line = readTaskLine(words, (name) => ownMember(process.env, name));
  if (line === "help") {
    print(taskUsage);
    return exitCodes.answered;
  }
  addModelSecrets(terminalRedaction(), line.model);
  const prompt = line.prompt === "-" ? await readStream(process.stdin) : line.prompt;
  const text = line.manifest === undefined ? '{"version": 1, "calls": []}' : await readManifest(line.manifest);
  const prepared = await prepareTask(line, text, stop);
  try {
    if (line.manifest !== undefined) printError(problemLines(line.manifest, text, prepared.problems));
    if (prepared.problems.some(({ severity }) => severity === "error")) return exitCodes.noAnswer;
    const offered = offerTools(await toolsOf(prepared, line, stop));
    tellLeftOut(offered);
    return await (line.planOnly ? plan : run)({ ...line, prompt }, { prepared, offered, stop, base: baseOf(text) });
  } finally {
    await prepared.close();
  }
}

interface Surroundings {
  readonly prepared: Prepared;
  readonly offered: OfferedTools;
  readonly stop: AbortSignal;
  /** The manifest without its calls. */
  readonly base: JsonObject;
}

async function plan(line: TaskLine, { offered, stop, base }: Surroundings): Promise<number> {
  const calls = new PlannedCalls();
  const ending = await taskOf(line, { offered, stop, run: calls, planOnly: true }).start();
  if (ending.outcome === "planned") {
    for (const piece of shownJsonPieces(terminalRedaction().record(manifestOf(calls.calls, base)), "  "))
      printJson(piece);
    print("\n");
    return ending.problems.length === 0 ? exitCodes.answered : exitCodes.partly;
  }
  return tellEnding(ending);
}

async function run(line: TaskLine, { prepared, offered, stop }: Surroundings): Promise<number> {
  const startedAt = Date.now();
  const header = prepared.header(newRunId(startedAt), titleOfPrompt(terminalRedaction().text(line.prompt)), startedAt);
  const session = prepared.session({
    header: { ...header, plan: { ...header.plan, calls: [], edges: [], limits: [] } },
    growing: true,
  });
  const growing = new SessionRun(prepared, session, (call) => reasonsToAsk(call, "writes", false).length > 0);
  follow(session, line, stop);
  const round = session.start();
  const report = new TaskReport();
  const ending = await taskOf(line, { offered, stop, run: growing, report }).start();
  session.endGrowth();
  await round;
  await session.close();
  const { plan: ran, state } = session;
  if (line.format === "json") {
    const pieces = documentPieces(
      ran,
      session.record,
      availableParallelism(),
      terminalRedaction().record({ task: ending }),
    );
    await new Output(process.stdout, line.format).write(pieces);
  } else if (ran.calls.length > 0) printError(report.line(ran, state));
  const code = line.format === "json" ? codeOf(ending) : tellEnding(ending);
  const allSucceeded = state.calls.every((call) => call.ending?.outcome === "succeeded");
  return code === exitCodes.answered && !allSucceeded ? exitCodes.partly : code;
}

function taskOf(
  { prompt, mode, model }: TaskLine,
  parts: Pick<TaskOptions, "run" | "planOnly" | "offered"> & { stop: AbortSignal; report?: TaskReport },
): Task {
  const { stop, report, ...rest } = parts;
  const emit = (event: TaskEvent): void => {
    report?.count(event);
    tellEvent(event);
  };
  return new Task({
    prompt,
    mode,
    model: askedWithoutSecrets(openAiModel(model), terminalRedaction()),
    signal: stop,
    emit,
    ...rest,
  });
}

/** Prints calls as they end, and has calls that may change something approved. */
function follow(session: RunSession, line: TaskLine, stop: AbortSignal): void {
  let asking = Promise.resolve();
  session.subscribe((event) => {
    if (event.type === "callEnded" && line.format === "text") {
      const call = session.callState(event.call);
      if (call) printError(callLine(session.plan, call));
    }
    for (const index of event.type === "roundStarted" ? (event.awaitingApproval ?? []) : []) {
      const call = session.plan.calls[index];
      asking = asking.then(async () => {
        const allowed = call !== undefined && (line.allowWrites || (await isAllowed(call, stop)));
        session.approve([index], allowed ? "allow" : "deny");
      });
    }
  });
}

const effects: Readonly<Record<AskReason, string>> = {
  always: "is to be asked about",
  mayDestroy: "may change or destroy something",
  mayChange: "may change something",
  reachesOut: "reaches out of this machine",
  variables: "fills in variables",
  outside: "leads out of the workspace",
  foreignTool: "has a tool that is not yours",
};

async function isAllowed(call: PlannedCall, stop: AbortSignal): Promise<boolean> {
  const name = visibleName(call.tool);
  const what = `${name} ${visible(JSON.stringify(call.arguments))}`;
  const why = `This ${reasonsToAsk(call, "writes", false)
    .map((reason) => effects[reason])
    .join(", ")}.`;
  if (!canAsk()) {
    printError(`Denied, since nobody can be asked (--allow-writes allows it): ${what} ${why}\n`);
    return false;
  }
  const answer = await ask([what], `${why} Run ${name}? [y/N] `, stop);
  // No answer is no.
  return /^y(es)?$/i.test(answer?.trim() ?? "");
}

function tellEvent(event: TaskEvent): void {
  switch (event.type) {
    case "modelCallDelayed":
      printError(`${visible(event.message)}\n`);
      return;
    case "callRejected":
      printError(`Sent back to the model: ${visibleName(event.tool)}: ${visible(event.problems.join(" "))}\n`);
      return;
    case "modelCallStarted":
    case "firstToken":
    case "textWritten":
    case "callAccepted":
    case "modelCallEnded":
    case "taskEnded":
  }
}

function tellEnding(ending: TaskEnding): number {
  switch (ending.outcome) {
    case "answered":
      print(`${ending.answer}\n`);
      if (ending.cutOff) printError("The answer was cut off by the model's length limit.\n");
      break;
    case "stopped":
      if (ending.answer !== "") print(`${ending.answer}\n`);
      printError(`${ending.reason}\n`);
      break;
    case "failed":
      printError(`${ending.failure.message}\n`);
      break;
    case "cancelled":
      printError("The task was cancelled.\n");
      break;
    case "planned":
  }
  return codeOf(ending);
}

function codeOf(ending: TaskEnding): number {
  switch (ending.outcome) {
    case "answered":
      return ending.cutOff ? exitCodes.partly : exitCodes.answered;
    case "planned":
      return exitCodes.answered;
    case "stopped":
      return exitCodes.partly;
    case "failed":
    case "cancelled":
      return exitCodes.noAnswer;
  }
}

async function prepareTask(line: TaskLine, text: string, signal: AbortSignal): Promise<Prepared> {
  const environment = await environmentOf({
    file: line.manifest ?? "-",
    inputs: line.inputs,
    verbose: line.verbose,
    workspace: line.workspace ?? process.cwd(),
  });
  return prepare({
    text,
    origin: "userFile",
    definitions: "ofUser",
    environment,
    servers: "start",
    form: "settings",
    signal,
  });
}

async function toolsOf(prepared: Prepared, line: TaskLine, stop: AbortSignal): Promise<Tool[]> {
  for (const { name } of prepared.sources) await prepared.provideInputsOf(name);
  const listings = await prepared.catalogue.list(stop);
  for (const listing of listings) {
    if ("unavailable" in listing)
      printError(`Tools of "${visibleName(listing.source)}" are missing: ${visible(inEnglish(listing.unavailable))}\n`);
  }
  const all = listings.flatMap((listing) => ("tools" in listing ? listing.tools : []));
  const unused = line.tools.filter((pattern) => !all.some((tool) => isNamedBy(tool, pattern)));
  if (unused.length > 0) throw new UsageError(`There is no tool ${unused.map((each) => `"${each}"`).join(" or ")}.`);
  return line.tools.length === 0 ? all : all.filter((tool) => line.tools.some((pattern) => isNamedBy(tool, pattern)));
}

function isNamedBy(tool: Tool, pattern: string): boolean {
  return pattern === fullName(tool) || pattern === tool.name || pattern === `${tool.source}/*`;
}

function tellLeftOut({ leftOut }: OfferedTools): void {
  if (leftOut.length === 0) return;
  printError(
    `The model is offered 128 tools, the most that providers take. Left out: ${leftOut.map(visibleName).join(", ")}. Choose with --tool.\n`,
  );
}

async function readManifest(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} could not be read: ${messageOf(error)}`);
  }
}

function baseOf(text: string): JsonObject {
  const manifest: unknown = parse(text, [], { allowTrailingComma: true });
  if (!isJsonObject(manifest)) return {};
  const { calls: _calls, version: _version, ...base } = manifest;
  return base;
}
