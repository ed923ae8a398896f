/** One line of the table. `goal` is what the project asks for, `ok` whether it was met; lines without a goal inform. */
export interface Row {
  readonly group: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
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

/**
 * Milliseconds that each takes, in turns and in one process, so that a slow moment of the machine hits all of them; the
 * lowest of each, since noise only ever adds. The first turn warms up and is not counted.
 */
export async function inTurns<Name extends string>(
  turns: number,
  contenders: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[];
  const best = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])) as Record<Name, number>;
  for (let turn = 0; turn <= turns; turn++) {
    for (let place = 0; place < names.length; place++) {
      const name = names[(place + turn) % names.length];
      if (name === undefined) continue;
      globalThis.gc?.();
      const startedAt = performance.now();
      await contenders[name]();
      const tookMs = performance.now() - startedAt;
      if (turn > 0) best[name] = Math.min(best[name], tookMs);
    }
  }
  return best;
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
      `  ${each.name.padEnd(62)} ${shortNumber(each.value).padStart(10)} ${each.unit.padEnd(9)} ${(each.goal ?? "").padEnd(8)} ${verdict}`.trimEnd(),
    );
  }
  return lines.join("\n");
}

function shortNumber(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
