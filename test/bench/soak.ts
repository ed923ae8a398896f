import { readdirSync } from "node:fs";

import { SoakRuns } from "./soakRuns";

/** What a process holds at a moment, garbage apart. */
interface Figures {
  readonly runs: number;
  readonly heapMb: number;
  readonly memoryMb: number;
  /** Timers, sockets, processes and whatever else would keep the process from ending. */
  readonly handles: number;
  /** Files and sockets that are open; 0 where the system does not tell. */
  readonly files: number;
}

/** Until here caches fill and code is compiled. */
const runsToWarmUp = 100;
const figuresShown = 20;
/** What may be more at the end than after warming up: a few connections are kept open for the next request. */
const allowed = { heapShare: 0.1, heapMb: 3, handles: 4, files: 8 } as const;

function filesOpen(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

async function figuresAfter(runs: number): Promise<Figures> {
  // What was closed goes in the turns after.
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 20));
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const mb = 1024 * 1024;
  const handles = process.getActiveResourcesInfo().length;
  return { runs, heapMb: heapUsed / mb, memoryMb: rss / mb, handles, files: filesOpen() };
}

function line({ runs, heapMb, memoryMb, handles, files }: Figures): string {
  const columns = [`${String(runs)} runs`, `heap ${heapMb.toFixed(1)} MB`, `memory ${memoryMb.toFixed(0)} MB`, `${String(handles)} handles`, `${String(files)} files`]; // prettier-ignore
  return columns.map((column) => column.padStart(16)).join("");
}

/** What has grown, in words; empty when nothing has. */
function grown(first: Figures, last: Figures): string[] {
  const heapMb = last.heapMb - first.heapMb;
  return [
    ...(heapMb > first.heapMb * allowed.heapShare + allowed.heapMb ? [`the heap by ${heapMb.toFixed(1)} MB`] : []),
    ...(last.handles > first.handles + allowed.handles ? [`handles by ${String(last.handles - first.handles)}`] : []),
    ...(last.files > first.files + allowed.files ? [`files by ${String(last.files - first.files)}`] : []),
  ];
}

function minutesAskedFor(words: readonly string[]): number {
  const at = words.indexOf("--minutes");
  const minutes = at < 0 ? 10 : Number(words[at + 1]);
  if (minutes > 0) return minutes;
  throw new Error("--minutes takes a number of minutes above 0.");
}

async function main(): Promise<void> {
  const minutes = minutesAskedFor(process.argv.slice(2));
  const runs = await SoakRuns.open();
  let count = 0;
  for (; count < runsToWarmUp; count++) await runs.runOne();
  const first = await figuresAfter(count);
  console.log(line(first));
  let last = first;
  for (let shown = 0; shown < figuresShown; shown++) {
    const until = performance.now() + (minutes * 60_000) / figuresShown;
    for (; performance.now() < until; count++) await runs.runOne();
    last = await figuresAfter(count);
    console.log(line(last));
  }
  await runs.close();
  const words = grown(first, last);
  console.log(words.length === 0 ? "\nNothing has grown." : `\nGrown: ${words.join(", ")}.`);
  process.exitCode = words.length === 0 ? 0 : 1;
}

await main();
