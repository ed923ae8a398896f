/** One line of the table. `goal` is what the project asks for, `ok` whether it was met; lines without a goal inform. */
export interface Row {
  readonly group: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same by the clock on the wall, where `value` is processor time. */
  readonly wall?: number;
  readonly goal?: string;
  readonly ok?: boolean;
}

export function row(group: string, name: string, value: number, unit: string, atMost?: number): Row {
  const plain = { group, name, value, unit };
  return atMost === undefined ? plain : { ...plain, goal: `≤ ${atMost}`, ok: value <= atMost };
}

export function rowAtLeast(group: string, name: string, value: number, unit: string, atLeast: number): Row {
  return { group, name, value, unit, goal: `≥ ${atLeast}`, ok: value >= atLeast };
}

/** What one run of something takes, in milliseconds: of processors, in all threads, and of the clock on the wall. */
export interface Took {
  readonly cpu: number;
  readonly wall: number;
}

/** `cpu` and `wall` are the lowest of all turns, since noise only ever adds; `usualWall` is the median. */
export interface TookInTurns extends Took {
  readonly usualWall: number;
}

/**
 * What each takes, in turns and in one process, so that a slow moment of the machine hits all of them. The first turn warms
 * up and is not counted. Who has used up `budgetMs` is left out of further turns, so that the slow ones of the peers do not
 * hold up the rest.
 */
export async function inTurns<Name extends string>(
  turns: number,
  contenders: Readonly<Record<Name, () => Promise<unknown>>>,
  budgetMs = 8000,
): Promise<Record<Name, TookInTurns>> {
  const names = Object.keys(contenders) as Name[];
  const all = new Map(names.map((name): [Name, Took[]] => [name, []]));
  const spent = new Map<Name, number>();
  for (let turn = 0; turn <= turns; turn++) {
    for (let place = 0; place < names.length; place++) {
      const name = names[(place + turn) % names.length];
      if (name === undefined || (turn > 1 && (spent.get(name) ?? 0) > budgetMs)) continue;
      const took = await measured(contenders[name]);
      spent.set(name, (spent.get(name) ?? 0) + took.wall);
      if (turn > 0) all.get(name)?.push(took);
    }
  }
  return Object.fromEntries([...all].map(([name, took]) => [name, summed(took)])) as Record<Name, TookInTurns>;
}

function summed(took: readonly Took[]): TookInTurns {
  const walls = took.map(({ wall }) => wall).sort((a, b) => a - b);
  return {
    cpu: Math.min(...took.map(({ cpu }) => cpu)),
    wall: walls[0] ?? 0,
    usualWall: walls[Math.floor(walls.length / 2)] ?? 0,
  };
}

/**
 * Only what is young is collected beforehand. A full collection would also throw away compiled code, of whatever has no
 * object alive at that moment, and each turn would measure the compiler: 2.4 µs a call at 10,000 calls.
 */
async function measured(run: () => Promise<unknown>): Promise<Took> {
  globalThis.gc?.({ type: "minor" });
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await run();
  const wall = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpu: (user + system) / 1000, wall };
}

/** A line for each of them: processor time a call in microseconds, and beside it the time of the clock on the wall. */
export function perCall(group: string, count: number, took: Readonly<Record<string, Took>>): Row[] {
  return Object.entries(took).map(([name, { cpu, wall }]) => ({
    ...row(group, name, (cpu * 1000) / count, "µs/call"),
    wall: (wall * 1000) / count,
  }));
}

/** How much one takes of what another takes. */
export function ratio(group: string, name: string, ours: Took, theirs: Took, atMost?: number): Row {
  return { ...row(group, name, ours.cpu / theirs.cpu, "×", atMost), wall: ours.wall / theirs.wall };
}

/** Bytes of heap that `make` leaves behind, held by what it returns. */
export async function retainedBytes(make: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const held = await make();
  globalThis.gc?.();
  const after = process.memoryUsage().heapUsed;
  return held === undefined ? 0 : after - before;
}

export function table(rows: readonly Row[]): string {
  const lines: string[] = [];
  let group = "";
  for (const each of rows) {
    if (each.group !== group) lines.push("", each.group, "-".repeat(each.group.length));
    group = each.group;
    const verdict = each.ok === undefined ? "" : each.ok ? "met" : "MISSED";
    lines.push(
      `  ${each.name.padEnd(62)} ${shortNumber(each.value).padStart(10)} ${each.unit.padEnd(9)} ${wallOf(each).padEnd(14)} ${(each.goal ?? "").padEnd(8)} ${verdict}`.trimEnd(),
    );
  }
  return lines.join("\n");
}

function wallOf({ wall }: Row): string {
  return wall === undefined ? "" : `(wall ${shortNumber(wall)})`;
}

function shortNumber(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
