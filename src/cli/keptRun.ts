import { messageOf } from "../core/model/failure";
import { planAfterAll } from "../core/model/growth";
import { callNameAt } from "../core/model/callName";
import type { Plan } from "../core/model/plan";
import { interruptionEvents } from "../node/runs/resumption/interruption";
import { Journal, newRunId, type KeptRun, type UnreadableRun } from "../node/runs/journal/journal";
import type { Durations } from "../node/runs/environment/durations";
import type { KnownRun, RunHead, RunHeader } from "../node/runs/journal/header";
import { runsFolder } from "../node/runs/journal/stateFolder";
import type { Prepared } from "../node/runs/prepare";
import type { Redaction } from "../node/runs/redaction/redactor";
import { withoutSecrets } from "../node/runs/restoredRun";
import {
  eventsTakenOver,
  ledgerAfter,
  resumedCalls,
  takenOver,
  type ResumedCalls,
} from "../node/runs/resumption/resumption";
import { hasLostResult } from "../node/runs/resumption/lostResult";
import type { RunSession } from "../node/runs/session";
import { keptDurations } from "./keptDurations";
import { UsageError, type CommandLine } from "./commandLine";
import { ask, canAsk, printError } from "./printing/terminal";

/** So many runs of a workspace are kept. */
const mostRuns = 20;
/** So many names of calls are printed; of more it is said how many there are. */
const mostNames = 10;

export interface KeptRunOptions {
  readonly commandLine: CommandLine;
  readonly prepared: Prepared;
  readonly redaction: Redaction;
  readonly stop: AbortSignal;
}

/** A run that is kept while it goes on, and how to begin it: from its start, or from where it was cut off. */
export interface BegunRun {
  readonly session: RunSession;
  /** Calls that had succeeded before, by index. */
  readonly reused: readonly number[];
  readonly start: () => Promise<void>;
  /** Deletes the runs that are too many by now. It reads all of them, so calls would wait for it while they run. */
  readonly forgetOld: () => Promise<void>;
}

/** Whether a run is kept: not where it is asked not to be, or, unless it is asked to be, in continuous integration. */
export function isKept({ keep, resume }: CommandLine, ci: string | undefined): boolean {
  return keep ?? (resume !== undefined || ci === undefined || ["", "0", "false"].includes(ci.toLowerCase()));
}

/** Begins a new run, or goes on with one that was kept. Throws a `UsageError` where there is none to go on with. */
export async function beginKept(options: KeptRunOptions): Promise<BegunRun> {
  const { commandLine, prepared } = options;
  const { workspaceFolder } = prepared.places;
  const journal = new Journal(runsFolder(), onError, {
    keeper: { by: "commandLine", ...(workspaceFolder !== undefined && { workspace: workspaceFolder }) },
    isSynced: () => commandLine.sync,
    onHoldingBack,
  });
  const { resume } = commandLine;
  const { durations, save } = await keptDurations(workspaceFolder);
  const begun =
    resume === undefined ? beginNew(journal, options, durations) : await goOn(journal, options, resume, durations);
  return {
    ...begun,
    start: () => begun.start().finally(() => save().catch(forgotten)),
    forgetOld: () => journal.prune(mostRuns),
  };
}

/** What a person can do with a run that did not end well; empty where there is nothing. */
export function howToGoOn(session: RunSession, { file }: CommandLine): string {
  const { toRun, inDoubt } = resumedCalls(session.record.calls);
  if (toRun.length + inDoubt.length === 0 || session.trouble !== undefined) return "";
  const which = file === "-" ? `--run ${session.id}` : "--resume";
  return `The run is kept. Go on with what has not succeeded: parallel-tools run ${file} ${which}\n`;
}

/** The next run only knows less of how long calls take. */
function forgotten(): void {
  return;
}

function onError(error: unknown): void {
  printError(`The run cannot be kept: ${messageOf(error)}. It goes on, and is written once that is possible.\n`);
}

function onHoldingBack(error: unknown): void {
  printError(
    `The run waits for the disk: ${messageOf(error)}. Calls that may change something are sent once they can be written; ` +
      "make room, or end the run.\n",
  );
}

function beginNew(
  journal: Journal,
  { commandLine, prepared, redaction }: KeptRunOptions,
  durations: Durations,
): Omit<BegunRun, "forgetOld"> {
  const header = newHeader(prepared, commandLine.file);
  const shownHeader = withoutSecrets(header, redaction);
  const session = prepared.session({ header, shownHeader }, { durations, journal: journal.create(shownHeader) });
  return { session, reused: [], start: () => session.start() };
}

function newHeader(prepared: Prepared, file: string): RunHeader {
  const startedAt = Date.now();
  return prepared.header(newRunId(startedAt), file, startedAt);
}

async function goOn(
  journal: Journal,
  options: KeptRunOptions,
  wanted: NonNullable<CommandLine["resume"]>,
  durations: Durations,
) {
  const kept = await findKept(journal, options, wanted);
  const session = await sessionGoingOn(journal, options, kept, durations);
  const calls = withLostResults(session, resumedCalls(session.record.calls));
  const repeated = await whatToRepeat(session, calls, options);
  printError(goingOn(kept.header.id, session, calls, repeated));
  const again = [...calls.toRun, ...(repeated ? calls.inDoubt : [])].sort((one, other) => one - other);
  return { session, reused: calls.reused, start: () => session.retry(again) };
}

/** What only reads and has lost its result is run again for it. */
function withLostResults(session: RunSession, { reused, inDoubt, toRun }: ResumedCalls): ResumedCalls {
  const isLost = (call: number): boolean =>
    session.plan.calls[call]?.safety === "readOnly" && hasLostResult(session.callState(call));
  const lost = new Set(reused.filter(isLost));
  return { reused: reused.filter((call) => !lost.has(call)), inDoubt, toRun: [...toRun, ...lost] };
}

async function sessionGoingOn(
  journal: Journal,
  { prepared, redaction, commandLine }: KeptRunOptions,
  { header, events, writers }: KeptRun,
  durations: Durations,
): Promise<RunSession> {
  const missing = interruptionEvents(header.plan, events);
  const history = events.append(missing);
  const ledger = ledgerAfter(header.plan.calls.length, history);
  const plan: Plan = redaction.record(prepared.plan);
  const grown = planAfterAll(header.plan, history);
  const { isSameRun, before } = takenOver(grown, ledger, plan);
  if (isSameRun && grown === header.plan) {
    const run = { header: { ...header, manifest: prepared.manifest, plan: prepared.plan }, history };
    return prepared.session(run, {
      journal: journal.resume(header.id, { knownWriters: writers, missing }),
      durations,
    });
  }
  // The calls are not those of the kept run any more: a new one takes over what has not changed.
  const own = newHeader(prepared, commandLine.file);
  await journal.createWith(withoutSecrets(own, redaction), eventsTakenOver(plan, before, history));
  const copy = await journal.read(own.id);
  if (copy === undefined) throw new Error(`${runsFolder()} does not give back the run that was written there.`);
  return prepared.session(
    { header: own, history: copy.events },
    { journal: journal.resume(own.id, { knownWriters: copy.writers }), durations },
  );
}

async function findKept(
  journal: Journal,
  { prepared, commandLine }: KeptRunOptions,
  wanted: NonNullable<CommandLine["resume"]>,
): Promise<KeptRun> {
  if (wanted !== "newest") {
    const kept = await readIdle(journal, wanted.id, prepared);
    if (kept !== undefined) return kept;
    refuseUnreadable(await journal.unreadable(wanted.id));
    throw new UsageError(`There is no run ${wanted.id} in ${runsFolder()}.`);
  }
  const { file } = prepared.places;
  if (file === undefined)
    throw new UsageError("--resume needs a FILE; for standard input, name the run with --run ID.");
  // It may be one of this file, so that going on with the one before it would send again what it had sent.
  refuseUnreadable(await journal.newestUnreadable());
  const ofFile = (await journal.heads()).filter((head: RunHead) => head.file === file).reverse();
  for (const { id } of ofFile) {
    const kept = await readIdle(journal, id, prepared);
    if (kept === undefined) refuseUnreadable(await journal.unreadable(id));
    // Calls of a task were written by a model: the manifest has only its tools.
    if (kept !== undefined && kept.header.plan.calls.length > 0) return kept;
  }
  throw new UsageError(`No run of ${commandLine.file} is kept in ${runsFolder()}. Run it without --resume.`);
}

function refuseUnreadable(run: UnreadableRun | undefined): void {
  if (run === undefined) return;
  const why = run.isNewer
    ? "a later version of this program wrote it"
    : "both copies of what says which calls it has are damaged";
  throw new UsageError(
    `Run ${run.id} cannot be read: ${why}. What is left of it, with what its calls returned, is in ${run.folder}. ` +
      "Go on with an earlier run by --run ID, or begin a new one without --resume.",
  );
}

async function readIdle(journal: Journal, id: string, known: KnownRun): Promise<KeptRun | undefined> {
  const holder = await journal.holder(id);
  if (holder === undefined) return journal.read(id, known);
  const who = holder.mark === undefined ? "another process" : `process ${holder.mark.pid}`;
  throw new UsageError(`Run ${id} goes on at present, in ${who}. Wait until it has ended, or end it there.`);
}

/** Whether calls in doubt run again: only if somebody says so. */
async function whatToRepeat(
  session: RunSession,
  { inDoubt }: ResumedCalls,
  { commandLine, stop }: KeptRunOptions,
): Promise<boolean> {
  if (inDoubt.length === 0) return false;
  if (commandLine.allowWrites) return true;
  if (!canAsk()) return false;
  const lines = [`These calls may already have changed something: ${namesOf(session, inDoubt)}.`];
  const answer = await ask(lines, "Run them again all the same? [y/N] ", stop);
  return answer !== undefined && /^y(?:es)?$/i.test(answer.trim());
}

function goingOn(id: string, session: RunSession, calls: ResumedCalls, repeated: boolean): string {
  const { reused, inDoubt, toRun } = calls;
  const count = toRun.length + (repeated ? inDoubt.length : 0);
  const lines = [`Going on with run ${id}: ${reused.length} reused, ${inDoubt.length} in doubt, ${count} to run.`];
  if (inDoubt.length > 0) {
    lines.push(
      repeated
        ? `Run again although they may already have changed something: ${namesOf(session, inDoubt)}.`
        : `Left as they are, since they may already have changed something: ${namesOf(session, inDoubt)}. Look there, then run them again with --allow-writes.`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function namesOf(session: RunSession, calls: readonly number[]): string {
  const names = calls.slice(0, mostNames).map((index) => callNameAt(session.plan.calls, index));
  const more = calls.length - names.length;
  return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
}
