import { availableParallelism } from "node:os";
import type { RunRecord } from "../../core/model/runState";
import { newRunId } from "../../node/runs/journal/journal";
import type { Prepared } from "../../node/runs/prepare";
import { closingLines, documentPieces } from "../../node/runs/documents/resultsDocument";
import { Scratch } from "../../node/runs/environment/scratch";
import { UsageError, type CommandLine } from "../commandLine";
import { allIsPrinted, exitCodes } from "../exit";
import { beginKept, howToGoOn, isKept, type BegunRun } from "../keptRun";
import { orderedRunLines } from "../printing/orderText";
import type { Interruption } from "../interruption";
import type { Output } from "../printing/output";
import { ResultLines } from "../printing/resultLines";
import { printError, terminalRedaction } from "../printing/terminal";
import { callLine, problemLines, restartLine, summaryLine } from "../printing/text";

/** A document that was prepared, and what it is run with. */
interface RunRequest {
  readonly commandLine: CommandLine;
  /** The document. */
  readonly text: string;
  readonly prepared: Prepared;
  readonly output: Output;
  readonly stop: AbortSignal;
  readonly interruption: Interruption;
}

/** Runs what was prepared and writes what came of it. */
export async function runCalls(request: RunRequest): Promise<number> {
  const scratch = new Scratch();
  try {
    return await runWith(request, scratch);
  } finally {
    await scratch.close();
  }
}

async function runWith(request: RunRequest, scratch: Scratch): Promise<number> {
  const { commandLine, text, prepared, output, stop, interruption } = request;
  const { file, format } = commandLine;
  printError(problemLines(file, text, prepared.problems));
  const cores = availableParallelism();
  if (prepared.problems.some((problem) => problem.severity === "error")) {
    const { session: unrun } = beginUnkept(prepared, file, stop, scratch);
    const nothing = terminalRedaction().record({ ...unrun.record, calls: [] });
    if (format === "json") await output.write(documentPieces(unrun.plan, nothing, cores));
    if (format === "jsonl") await output.write(closingLines(unrun.plan, nothing, cores));
    return exitCodes.nothingRan;
  }
  if (!prepared.inputsProvided) {
    throw new UsageError(`${file} asks for an input that has no value. Give it with --input NAME=VALUE.`);
  }
  // Who interrupted while the tools were looked up gets a document of calls that were all cancelled.
  const isToBeKept = !stop.aborted && isKept(commandLine, process.env.CI);
  const { session, reused, start, forgetOld } = isToBeKept
    ? await beginKept({ commandLine, prepared, redaction: terminalRedaction(), stop })
    : beginUnkept(prepared, file, stop, scratch);
  for (const restart of session.record.restarts ?? []) printError(restartLine(restart));
  session.subscribe((event) => {
    if (event.type === "sourceRestarted") printError(restartLine(event));
  });
  const lines = format === "jsonl" ? new ResultLines(output, session) : undefined;
  if (format === "text") {
    session.subscribe((event) => {
      const call = event.type === "callEnded" ? session.callState(event.call) : undefined;
      if (call) output.addLine(callLine(session.plan, call));
    });
  }
  stop.addEventListener("abort", () => session.cancel(), { once: true });
  // Writing down and starting many calls holds the thread; a signal that comes then ends the process at once.
  const ended = start();
  lines?.add(reused);
  if (stop.aborted) session.cancel();
  const { forgotten } = await interruption.during(async () => {
    await ended;
    const begun = { forgotten: forgetOld() };
    await session.close();
    await lines?.written();
    return begun;
  });
  const { plan: ran, record } = session;
  await interruption.during(async () => {
    if (format === "json") await output.write(documentPieces(ran, record, cores));
    else if (format === "jsonl") await output.write(closingLines(ran, record, cores));
    else await output.writeLines([summaryLine(ran, record, cores), orderedRunLines(ran, record, cores)]);
  });
  if (isToBeKept && allIsPrinted()) printError(howToGoOn(session, commandLine));
  await forgotten;
  return allSucceeded(record) ? exitCodes.allSucceeded : exitCodes.someDidNot;
}

function beginUnkept(prepared: Prepared, file: string, stop: AbortSignal, scratch: Scratch): BegunRun {
  const run = {
    header: prepared.header(newRunId(Date.now()), file, Date.now()),
    ...(stop.aborted && { awaitingApproval: new Set(prepared.plan.calls.map(({ index }) => index)) }),
  };
  const session = prepared.session(run, { scratch });
  return { session, reused: [], start: () => session.start(), forgetOld: () => Promise.resolve() };
}

function allSucceeded({ calls }: RunRecord): boolean {
  for (const { ending } of calls) if (ending?.outcome !== "succeeded") return false;
  return true;
}
