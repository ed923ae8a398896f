import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline/promises";
import { text as readStream } from "node:stream/consumers";
import { parse } from "jsonc-parser";
import { messageOf } from "../model/failure";
import type { JsonObject } from "../model/json";
import type { PlannedCall } from "../model/plan";
import type { Tool } from "../model/tool";
import { isObject } from "../planner/acceptableSchema";
import { fullName, offerTools, type OfferedTools } from "../planner/offeredTools";
import { openAiModel } from "../planner/openaiModel";
import { manifestOf, PlannedCalls } from "../planner/plannedCalls";
import { SessionRun } from "../planner/sessionRun";
import { Task, type TaskOptions } from "../planner/task";
import type { TaskEnding, TaskEvent } from "../planner/taskEvents";
import { newRunId } from "../runs/journal";
import { prepare, type Prepared } from "../runs/prepare";
import { resultsDocument } from "../runs/resultsDocument";
import type { RunSession } from "../runs/session";
import { UsageError } from "./commandLine";
import { environmentOf } from "./environment";
import { readTaskLine, taskUsage, type TaskLine } from "./taskLine";
import { TaskReport } from "./taskReport";
import { callLine } from "./text";

const exitCodes = { answered: 0, partly: 1, noAnswer: 2 } as const;

/** Carries out `parallel-tools task …`; `words` stand after `task`. Gives the exit code; throws a `UsageError`. */
export async function runTaskCommand(words: readonly string[], stop: AbortSignal): Promise<number> {
  const line = readTaskLine(words, (name) => process.env[name]);
  if (line === "help") {
    process.stdout.write(taskUsage);
    return exitCodes.answered;
  }
  const prompt = line.prompt === "-" ? await readStream(process.stdin) : line.prompt;
  const text = line.manifest === undefined ? '{"version": 1, "calls": []}' : await readManifest(line.manifest);
  const prepared = await prepareTask(line, text, stop);
  try {
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
    process.stdout.write(`${JSON.stringify(manifestOf(calls.calls, base), null, 2)}\n`);
    return ending.problems.length === 0 ? exitCodes.answered : exitCodes.partly;
  }
  return tellEnding(ending);
}

async function run(line: TaskLine, { prepared, offered, stop }: Surroundings): Promise<number> {
  const startedAt = Date.now();
  const header = prepared.header(newRunId(startedAt), line.prompt.slice(0, 80), startedAt);
  const session = prepared.session({
    header: { ...header, plan: { ...header.plan, calls: [], edges: [], limits: [] } },
    growing: true,
  });
  const growing = new SessionRun(prepared, session, (call) => call.safety !== "readOnly");
  follow(session, line, stop);
  const round = session.start();
  const report = new TaskReport();
  const ending = await taskOf(line, { offered, stop, run: growing, report }).start();
  session.endGrowth();
  await round;
  await session.close();
  const { plan: ran, state } = session;
  if (line.format === "json") {
    const document = resultsDocument(ran, state, availableParallelism());
    process.stdout.write(`${JSON.stringify({ task: ending, ...document }, null, 2)}\n`);
  } else if (ran.calls.length > 0) process.stderr.write(report.line(ran, state));
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
    report?.see(event);
    tellEvent(event);
  };
  return new Task({ prompt, mode, model: openAiModel(model), signal: stop, emit, ...rest });
}

/** Prints calls as they end, and has calls that may change something approved. */
function follow(session: RunSession, line: TaskLine, stop: AbortSignal): void {
  let asking = Promise.resolve();
  session.subscribe((event) => {
    if (event.type === "callEnded" && line.format === "text") {
      const call = session.state.calls[event.call];
      if (call) process.stderr.write(callLine(session.plan, call));
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

async function isAllowed(call: PlannedCall, stop: AbortSignal): Promise<boolean> {
  const { tool, arguments: args, destructive } = call;
  const what = `${tool} ${JSON.stringify(args)}`;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    process.stderr.write(`Denied, since nobody can be asked (--allow-writes allows it): ${what}\n`);
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const effect = destructive ? "may change or destroy something" : "may change something";
    const answer = await terminal.question(`${what}\nThis ${effect}. Run it? [y/N] `, { signal: stop });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    // Interrupted, or the terminal went away: no answer is no.
    return false;
  } finally {
    terminal.close();
  }
}

function tellEvent(event: TaskEvent): void {
  switch (event.type) {
    case "modelCallDelayed":
      process.stderr.write(`${event.message}\n`);
      return;
    case "callRejected":
      process.stderr.write(`Sent back to the model: ${event.tool}: ${event.problems.join(" ")}\n`);
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
      process.stdout.write(`${ending.answer}\n`);
      if (ending.cutOff) process.stderr.write("The answer was cut off by the model's length limit.\n");
      break;
    case "stopped":
      if (ending.answer !== "") process.stdout.write(`${ending.answer}\n`);
      process.stderr.write(`${ending.reason}\n`);
      break;
    case "failed":
      process.stderr.write(`${ending.failure.message}\n`);
      break;
    case "cancelled":
      process.stderr.write("The task was cancelled.\n");
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
    command: "tools",
    file: line.manifest ?? "-",
    format: line.format,
    inputs: line.inputs,
    verbose: line.verbose,
    showSecrets: false,
    workspace: line.workspace ?? process.cwd(),
  });
  return prepare({ text, environment, servers: "start", signal });
}

async function toolsOf(prepared: Prepared, line: TaskLine, stop: AbortSignal): Promise<Tool[]> {
  const listings = await prepared.catalogue.list(stop);
  for (const listing of listings) {
    if ("unavailable" in listing)
      process.stderr.write(`Tools of "${listing.source}" are missing: ${listing.unavailable}\n`);
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
  process.stderr.write(
    `The model is offered 128 tools, the most that providers take. Left out: ${leftOut.join(", ")}. Choose with --tool.\n`,
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
  if (!isObject(manifest)) return {};
  const { calls: _calls, version: _version, ...base } = manifest;
  return base;
}
