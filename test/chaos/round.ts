import { chaosPlan } from "./chaosPlan";
import type { CountingServer } from "./countingServer";
import { violations } from "./invariants";
import { MemoryDisk } from "./memoryDisk";
import { Random } from "./random";
import { ChaosWindow, Machine, type Told } from "./window";

/** What happened, for the figures. */
export interface Counts {
  calls: number;
  kills: number;
  damages: number;
  fullDisks: number;
  secondWindows: number;
}

export interface RoundReport extends Readonly<Counts> {
  /** What was promised and did not hold, in words. */
  readonly violations: readonly string[];
}

const mostWindows = 4;

/** One random run through crashes, damage, full disks, other windows and lost answers, to its end. */
export async function chaosRound(seed: number, server: CountingServer): Promise<RoundReport> {
  const count = { calls: 0, kills: 0, damages: 0, fullDisks: 0, secondWindows: 0 };
  try {
    const found = await play(seed, server, count);
    return { ...count, violations: found };
  } catch (thrown) {
    return { ...count, violations: [String(thrown)] };
  }
}

async function play(seed: number, server: CountingServer, count: Counts): Promise<readonly string[]> {
  const random = new Random(seed);
  const { text, behaviours, unsafe } = chaosPlan(random, server.address);
  server.reset(behaviours);
  const machine = new Machine(new MemoryDisk());
  const windows: ChaosWindow[] = [];
  count.calls = behaviours.length;
  let wasFull = false;

  const open = (isLast: boolean): ChaosWindow => {
    const killAt = !isLast && random.chance(0.8) ? random.between(1, 80) : Number.POSITIVE_INFINITY;
    const fullAt = !isLast && random.chance(0.2) ? random.between(1, 40) : Number.POSITIVE_INFINITY;
    const window = new ChaosWindow(machine, windows.length + 1, random, (self, operation) => {
      if (operation === fullAt) {
        machine.disk.isFull = wasFull = true;
        count.fullDisks++;
        setTimeout(
          () => {
            machine.disk.isFull = false;
          },
          random.between(5, 100),
        );
      }
      if (operation === killAt) {
        count.kills++;
        self.kill();
      }
    });
    windows.push(window);
    return window;
  };

  const alongside = async (window: ChaosWindow, id: string, work: Promise<unknown>): Promise<void> => {
    if (random.chance(0.3)) {
      count.secondWindows++;
      const other = open(true);
      await new Promise((resolve) => setTimeout(resolve, random.between(0, 20)));
      if (await ends("opening beside", other.open(id))) await ends("going on beside", other.goOn());
      await ends("closing beside", other.close());
    }
    if (random.chance(0.2)) server.forgetSessions();
    await ends("a round", work);
    if (!window.isDead && random.chance(0.5)) await ends("closing", window.close());
    else window.kill();
  };

  const first = open(false);
  const id = await ends("the first round", first.begin(text));
  await alongside(first, id, Promise.resolve());
  const mostResumes = random.between(0, mostWindows);
  for (let resumes = 0; resumes < mostResumes; resumes++) {
    for (let times = random.chance(0.25) ? random.between(1, 4) : 0; times > 0; times--) {
      if (machine.disk.damage(random) !== undefined) count.damages++;
      // A lease that nobody can read holds for a while.
      machine.disk.wait(60_000);
    }
    const window = open(false);
    await alongside(window, id, (await ends("opening", window.open(id))) ? window.goOn() : Promise.resolve());
  }

  machine.disk.isFull = false;
  // A process that died over its lease leaves one that nobody can read, which holds for a while as a damaged one does.
  machine.disk.wait(60_000);
  const last = open(true);
  if (await ends("opening at last", last.open(id))) await ends("going on at last", last.goOn());
  await ends("closing at last", last.close());
  const { kept, isHeld } = await ends("looking", open(true).look(id));
  if (isHeld) return ["The run is held, and nobody lives who could."];
  const told: Told[] = windows.flatMap((window) => window.told);
  const asked = windows.flatMap((window) => window.asked);
  return violations({
    kept,
    told,
    asked,
    unsafe,
    executed: server.executed,
    isDamaged: count.damages > 0,
    wasFull,
  });
}

const longestMs = 30_000;

/** What takes so long hangs, which is a violation as well. */
async function ends<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`It hangs in ${what}.`));
    }, longestMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
