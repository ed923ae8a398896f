import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Journal } from "../../src/node/runs/journal/journal";
import { chaosPlan } from "./chaosPlan";
import type { CountingServer } from "./countingServer";
import { violations } from "./invariants";
import { Random } from "./random";
import type { Counts, RoundReport } from "./round";
import type { Told } from "./window";

const driver = fileURLToPath(new URL("driver.mjs", import.meta.url));

interface Message {
  readonly id?: string;
  readonly told?: Told;
  readonly asked?: readonly number[];
}

/** A process of the round, and what it has said. */
class Driver {
  id: string | undefined;
  readonly told: Told[] = [];
  readonly asked: number[] = [];
  readonly exited: Promise<unknown>;
  private readonly child: ChildProcess;

  constructor(folder: string, ...words: readonly string[]) {
    this.child = fork(driver, [folder, ...words], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.exited = once(this.child, "exit");
    this.child.on("message", (message: Message) => {
      this.id = message.id ?? this.id;
      if (message.told) this.told.push(message.told);
      this.asked.push(...(message.asked ?? []));
    });
  }

  signal(name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    this.child.kill(name);
  }
}

/** The same with real processes on a real disk, which are stopped and killed at random moments. */
export async function processRound(seed: number, server: CountingServer): Promise<RoundReport> {
  const random = new Random(seed);
  const { text, behaviours, unsafe } = chaosPlan(random, server.address);
  server.reset(behaviours);
  const folder = await mkdtemp(join(tmpdir(), "chaos-"));
  const count: Counts = { calls: behaviours.length, kills: 0, damages: 0, fullDisks: 0, secondWindows: 0 };
  const drivers: Driver[] = [];
  try {
    let id: string | undefined;
    const mostDeaths = random.between(1, 3);
    for (let death = 0; death <= mostDeaths; death++) {
      const words = id === undefined ? ["begin", text] : ["resume", id];
      const one = new Driver(folder, ...words);
      drivers.push(one);
      if (id !== undefined && random.chance(0.3)) {
        count.secondWindows++;
        drivers.push(new Driver(folder, "resume", id));
      }
      if (death < mostDeaths) await killSometime(one, () => one.id !== undefined, random, count);
      await Promise.all(drivers.map(({ exited }) => exited));
      id ??= one.id;
    }
    const kept = id === undefined ? undefined : await new Journal(folder, () => undefined).read(id);
    const told = drivers.flatMap((each) => each.told);
    const asked = drivers.flatMap((each) => each.asked);
    const evidence = { kept, told, asked, unsafe, executed: server.executed, isDamaged: false, wasFull: false };
    return { ...count, violations: violations(evidence) };
  } finally {
    for (const each of drivers) each.signal("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
}

/** What can be killed. */
interface Killable {
  readonly exited: Promise<unknown>;
  signal(name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
}

/** Stops a process for a while, perhaps, and kills it, unless it has ended before. */
export async function killSometime(
  one: Killable,
  hasBegun: () => boolean,
  random: Random,
  count: Counts,
): Promise<void> {
  const end = { isThere: false };
  const ended = one.exited.then(() => (end.isThere = true));
  const sleep = (ms: number): Promise<unknown> => Promise.race([ended, new Promise((done) => setTimeout(done, ms))]);
  // Once it has begun, so that it is killed in its work and not while it loads.
  for (let waits = 0; !hasBegun() && !end.isThere && waits < 5000; waits++) await sleep(2);
  await sleep(random.between(0, 60));
  if (random.chance(0.4)) {
    one.signal("SIGSTOP");
    await sleep(random.between(10, 200));
    one.signal("SIGCONT");
    await sleep(random.between(0, 30));
  }
  one.signal("SIGKILL");
  count.kills++;
}
