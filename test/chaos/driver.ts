import type { RunEvent } from "../../src/core/model/run";
import { interruptionEvents } from "../../src/node/runs/resumption/interruption";
import { Journal, newRunId } from "../../src/node/runs/journal/journal";
import { prepare, reopen } from "../../src/node/runs/prepare";
import { failedCalls, remainingCalls } from "../../src/node/runs/retry";
import type { RunSession } from "../../src/node/runs/session";
import { ownWords } from "../../src/core/model/text/shown";
import { plainEnvironment } from "../fixtures/runEnvironment";

/**
 * A process that runs or goes on with a run, to be killed: `driver FOLDER begin MANIFEST` or `driver FOLDER resume ID`.
 * It sends its parent `{ id }`, then `{ told }` for each end of a call that may change something, then `{ over: true }`.
 */
async function main([folder = "", what = "", given = ""]: readonly string[]): Promise<void> {
  const journal = new Journal(folder, () => undefined);
  const session = what === "begin" ? await begun(journal, given) : await resumed(journal, given);
  if (session !== undefined) {
    process.send?.({ id: session.id });
    session.subscribe((event) => {
      hear(session, event);
    });
    await goOn(session);
    await session.close();
  }
  process.send?.({ over: true });
  process.disconnect();
}

async function begun(journal: Journal, text: string): Promise<RunSession> {
  const prepared = await prepare({ text, environment: plainEnvironment(), servers: "start" });
  const header = prepared.header(newRunId(Date.now()), "chaos", Date.now());
  return prepared.session({ header }, { journal: journal.create(ownWords(header)) });
}

async function resumed(journal: Journal, id: string): Promise<RunSession | undefined> {
  const kept = await journal.read(id);
  if (kept === undefined) return undefined;
  const missing = interruptionEvents(kept.header.plan, kept.events);
  const writer = journal.resume(id, { knownWriters: kept.writers, missing });
  const run = { header: kept.header, history: [...kept.events, ...missing] };
  return reopen(run, plainEnvironment(), undefined, { journal: writer });
}

async function goOn(session: RunSession): Promise<void> {
  if (session.state.rounds.length === 0) {
    await session.start();
    return;
  }
  const { calls } = session.state;
  const isSure = (call: number): boolean => {
    const ending = calls[call]?.ending;
    return ending?.outcome === "succeeded" || ending?.outcomeUnknown !== true;
  };
  const failed = failedCalls(session.state).filter(isSure);
  process.send?.({ asked: failed });
  await session.retry([...failed, ...remainingCalls(session.state).filter(isSure)]);
}

function hear(session: RunSession, event: RunEvent): void {
  if (event.type !== "callEnded" || session.plan.calls[event.call]?.safety === "readOnly") return;
  const { ending } = event;
  const result = ending.outcome === "succeeded" ? JSON.stringify(ending.result) : "";
  process.send?.({ told: { call: event.call, outcome: ending.outcome, result } });
}

void main(process.argv.slice(2));
