import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { interruptionEvents } from "../../src/node/runs/resumption/interruption";
import { Journal } from "../../src/node/runs/journal/journal";
import { resumedCalls, ledgerAfter } from "../../src/node/runs/resumption/resumption";
import { chaosPlan } from "./chaosPlan";
import type { CountingServer } from "./countingServer";
import { violations } from "./invariants";
import { killSometime } from "./processRound";
import { Random } from "./random";
import type { Counts, RoundReport } from "./round";
import type { Told } from "./window";

/** The command line as it is shipped; `npm run chaos` builds it. */
const commandLine = resolve("dist/cli.js");

interface Line {
  readonly index?: number;
  readonly success?: boolean;
}

/** `parallel-tools run` as a process, and which calls it has said to have succeeded. */
class CommandLine {
  readonly told: Told[] = [];
  readonly exited: Promise<unknown>;
  private readonly child: ChildProcess;

  constructor(folder: string, file: string, words: readonly string[]) {
    this.child = spawn(process.execPath, [commandLine, "run", file, "--format", "jsonl", "--keep", ...words], {
      cwd: folder,
      env: { ...process.env, XDG_STATE_HOME: folder },
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.exited = once(this.child, "close");
    if (this.child.stdout === null) throw new Error("It has no output.");
    createInterface(this.child.stdout).on("line", (text) => {
      const { index, success } = lineOf(text);
      if (index !== undefined && success === true) this.told.push({ call: index, outcome: "succeeded" });
    });
  }

  signal(name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    this.child.kill(name);
  }
}

/** The last line of a process that was killed may be torn. */
function lineOf(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return {};
  }
}

/** `run FILE` and then `run FILE --resume` until one of them is not killed, at times two of them at once. */
export async function commandLineRound(seed: number, server: CountingServer): Promise<RoundReport> {
  const random = new Random(seed);
  const { text, behaviours, unsafe } = chaosPlan(random, server.address);
  server.reset(behaviours);
  const folder = await mkdtemp(join(tmpdir(), "chaos-"));
  const file = join(folder, "chaos.toolcalls.json");
  await writeFile(file, text);
  const journal = new Journal(join(folder, "parallel-tools", "runs"), () => undefined);
  const count: Counts = { calls: behaviours.length, kills: 0, damages: 0, fullDisks: 0, secondWindows: 0 };
  const lines: CommandLine[] = [];
  const asked: number[] = [];
  const begin = (words: readonly string[]): CommandLine => {
    const line = new CommandLine(folder, file, words);
    lines.push(line);
    return line;
  };
  try {
    const mostDeaths = random.between(1, 3);
    for (let death = 0; death <= mostDeaths; death++) {
      const id = (await journal.heads()).at(-1)?.id;
      if (id !== undefined) asked.push(...(await failedIn(journal, id)));
      const sent = server.executedInAll;
      const one = begin(id === undefined ? [] : ["--resume"]);
      if (id !== undefined && random.chance(0.3)) {
        count.secondWindows++;
        begin(["--resume"]);
        // It may come once the first one has ended, and then runs again what failed in that.
        asked.push(...behaviours.flatMap(({ kind }, call) => (kind === "fails" ? [call] : [])));
      }
      if (death < mostDeaths) await killSometime(one, () => server.executedInAll > sent, random, count);
      await Promise.all(lines.map(({ exited }) => exited));
    }
    const [head, ...others] = await journal.heads();
    if (others.length > 0) return { ...count, violations: [`There are ${String(1 + others.length)} runs.`] };
    const kept = head && (await journal.read(head.id));
    // What only reads may have been told a moment before it is kept.
    const told = lines.flatMap((each) => each.told).filter(({ call }) => unsafe.has(call));
    const evidence = { kept, told, asked, unsafe, executed: server.executed, isDamaged: false, wasFull: false };
    return { ...count, violations: violations(evidence) };
  } finally {
    for (const each of lines) each.signal("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
}

/** The calls that `--resume` runs again although they had reached their tool: what failed for sure. */
async function failedIn(journal: Journal, id: string): Promise<readonly number[]> {
  const kept = await journal.read(id);
  if (kept === undefined) return [];
  const events = [...kept.events, ...interruptionEvents(kept.header.plan, kept.events)];
  const { calls } = ledgerAfter(kept.header.plan.calls.length, events).state;
  const toRun = new Set(resumedCalls(calls).toRun);
  return calls
    .filter(({ index, ending }) => toRun.has(index) && ending?.outcome === "failed")
    .map(({ index }) => index);
}
