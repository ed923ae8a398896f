import type { RunEvent } from "../../src/core/model/run";
import { interruptionEvents } from "../../src/node/runs/resumption/interruption";
import { Journal, newRunId } from "../../src/node/runs/journal/journal";
import type { LeaseWorld } from "../../src/node/runs/journal/writing/lease";
import type { JournalWriter } from "../../src/node/runs/journal/writing/journalWriter";
import { prepare, reopen } from "../../src/node/runs/prepare";
import { failedCalls, remainingCalls } from "../../src/node/runs/retry";
import type { RunSession } from "../../src/node/runs/session";
import { plainEnvironment } from "../fixtures/runEnvironment";
import { Mount, type MemoryDisk } from "./memoryDisk";
import { ownWords } from "../../src/core/model/text/shown";
import type { Random } from "./random";

/** Where runs are kept on the disk in memory. */
const runsFolder = "/runs";

/** One machine: its disk, and which of its processes live. */
export class Machine {
  readonly alive = new Set<number>();

  constructor(readonly disk: MemoryDisk) {}

  world(files: Mount, pid: number): LeaseWorld {
    return {
      files,
      own: () => ({ machine: "this", pid }),
      livenessOf: (mark) => (this.alive.has(mark.pid) ? "alive" : "gone"),
      now: () => this.disk.now(),
    };
  }
}

/** What somebody was told of a call that may have changed something, while all that was told was on disk. */
export interface Told {
  readonly call: number;
  readonly outcome: string;
  /** As JSON; absent where it was told in another form. */
  readonly result?: string;
}

/** A window or a command line as a process of the machine, which can die at any of its operations on the disk. */
export class ChaosWindow {
  readonly told: Told[] = [];
  /** Calls that it ran again although they had reached their tool, which answered that they failed. */
  readonly asked: number[] = [];
  isDead = false;
  session: RunSession | undefined;
  /** Resolves when the process dies. */
  readonly died: Promise<void>;
  private setDied: () => void = () => undefined;
  private readonly files: Mount;
  private readonly journal: Journal;
  private writer: JournalWriter | undefined;
  /** Something could not be written at some time. */
  private hadTrouble = false;

  constructor(
    private readonly machine: Machine,
    private readonly pid: number,
    random: Random,
    onOperation: (window: ChaosWindow, count: number) => void = () => undefined,
  ) {
    this.died = new Promise((resolve) => {
      this.setDied = resolve;
    });
    machine.alive.add(pid);
    this.files = new Mount(machine.disk, random, (count) => {
      onOperation(this, count);
    });
    const onError = (): void => {
      this.hadTrouble = true;
    };
    this.journal = new Journal(runsFolder, onError, { files: this.files, world: machine.world(this.files, pid) });
  }

  /** Runs what was never run; resolves to the run's id when its round has ended, or the process has died. */
  async begin(text: string): Promise<string> {
    const prepared = await prepare({ text, environment: plainEnvironment(), servers: "start" });
    const id = newRunId(Date.now());
    const header = prepared.header(id, "chaos", Date.now());
    this.writer = this.journal.create(ownWords(header));
    this.adopt(prepared.session({ header }, { journal: this.writer }));
    await Promise.race([this.died, this.session?.start()]);
    return id;
  }

  /** Opens a kept run, or gives `false` where there is none. */
  async open(id: string): Promise<boolean> {
    const kept = await Promise.race([this.journal.read(id), this.died]);
    if (kept === undefined) return false;
    const missing = interruptionEvents(kept.header.plan, kept.events);
    this.writer = this.journal.resume(id, { knownWriters: kept.writers, missing });
    const run = { header: kept.header, history: [...kept.events, ...missing] };
    this.adopt(reopen(run, plainEnvironment(), undefined, { journal: this.writer }));
    return true;
  }

  /** Runs again what ended other than well, but nothing that somebody would have to be asked about. */
  async goOn(): Promise<void> {
    const { session } = this;
    if (session === undefined) return;
    if (session.state.rounds.length === 0) {
      await Promise.race([this.died, session.start()]);
      return;
    }
    const sure = (calls: readonly number[]): readonly number[] => calls.filter((call) => !isInDoubt(session, call));
    const failed = sure(failedCalls(session.state));
    const again = [...failed, ...sure(remainingCalls(session.state))];
    this.asked.push(...failed);
    await Promise.race([this.died, session.retry(again)]);
  }

  /** What is on disk of a run, as a process sees it that only looks, and whether somebody writes it. */
  async look(id: string) {
    return { isHeld: (await this.journal.holder(id)) !== undefined, kept: await this.journal.read(id) };
  }

  /** Ends as by SIGKILL: nothing more is written, and nobody is told anything more. */
  kill(): void {
    if (this.isDead) return;
    this.isDead = true;
    this.files.isDead = true;
    this.machine.alive.delete(this.pid);
    this.setDied();
    // What is in flight loses its connections, as that of a dead process does.
    void this.session?.close();
  }

  async close(): Promise<void> {
    if (this.isDead) return;
    await Promise.race([this.died, this.session?.close()]);
    this.machine.alive.delete(this.pid);
  }

  private adopt(session: RunSession): void {
    this.session = session;
    session.subscribe((event) => {
      this.hear(session, event);
    });
  }

  private hear(session: RunSession, event: RunEvent): void {
    if (this.isDead || this.hadTrouble || this.writer?.trouble !== undefined || event.type !== "callEnded") return;
    if (session.plan.calls[event.call]?.safety === "readOnly") return;
    const { ending } = event;
    this.told.push({
      call: event.call,
      outcome: ending.outcome,
      result: ending.outcome === "succeeded" ? JSON.stringify(ending.result) : "",
    });
  }
}

function isInDoubt({ state }: RunSession, call: number): boolean {
  const ending = [...state.calls].find(({ index }) => index === call)?.ending;
  return ending !== undefined && ending.outcome !== "succeeded" && ending.outcomeUnknown === true;
}
