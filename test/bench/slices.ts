import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PerformanceObserver, type PerformanceEntry } from "node:perf_hooks";

import { ownWords } from "../../src/core/model/text/shown";
import { callLine } from "../../src/cli/printing/text";
import { Journal, newRunId } from "../../src/node/runs/journal/journal";
import { prepare } from "../../src/node/runs/prepare";
import { Redactor } from "../../src/node/runs/redaction/redactor";
import { mcpStdioSource } from "../../src/node/tools/mcp/mcp";
import { plainEnvironment } from "../fixtures/runEnvironment";
import { kindsOfAnswer, LargeAnswers, stdioServerCode, type KindOfAnswer } from "./largeAnswers";
import { row, type Row } from "./measure";

const posts = 400;
const timeoutMs = 300;

const ways = ["HTTP", "stdio"] as const;
type Way = (typeof ways)[number];

/** How long the process could do nothing else while it took a result of 98 MB in, and what became of the calls beside it. */
export async function slices(): Promise<Row[]> {
  const server = await LargeAnswers.open();
  const rows: Row[] = [];
  for (const way of ways) {
    for (const kind of kindsOfAnswer) {
      const group = `A result of 98 MB over ${way} (${kind})`;
      const alone = await longestSlice(() => run(server.address, way, kind, 0));
      rows.push(row(group, "longest slice of the thread", alone.ms, "ms"));
      rows.push(row(group, "the same without collecting garbage", alone.withoutGarbageMs, "ms", 50));
      if (way !== "HTTP") continue;
      const beside = await longestSlice(() => run(server.address, way, kind, posts));
      rows.push(row(group, `longest slice beside ${String(posts)} POSTs`, beside.ms, "ms"));
      rows.push(row(group, "the same without collecting garbage", beside.withoutGarbageMs, "ms", 50));
      rows.push(row(group, "calls that timed out or failed", beside.of, "", 0));
    }
  }
  server.close();
  return rows;
}

/** Of processor time of this thread, so that it does not matter what else the machine does; Node before 23.9 has the clock alone. */
const threadMs = (): number => {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  if (threadCpuUsage === undefined) return performance.now();
  const { user, system } = threadCpuUsage();
  return (user + system) / 1000;
};

interface Slice {
  readonly ms: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Slices shorter than this are none of the longest. */
const shortMs = 5;

async function longestSlice<T>(
  work: () => Promise<T>,
): Promise<{ readonly ms: number; readonly withoutGarbageMs: number; readonly of: T }> {
  globalThis.gc?.();
  const pauses: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => pauses.push(...list.getEntries()));
  observer.observe({ entryTypes: ["gc"] });
  const all: Slice[] = [];
  let last = { ms: threadMs(), atMs: performance.now() };
  const timer = setInterval(() => {
    const now = { ms: threadMs(), atMs: performance.now() };
    if (now.ms - last.ms > shortMs) all.push({ ms: now.ms - last.ms, fromMs: last.atMs, toMs: now.atMs });
    last = now;
  }, 1);
  const of = await work();
  clearInterval(timer);
  // What was collected last is told in a later turn.
  await new Promise((next) => setTimeout(next, 2 * shortMs));
  observer.disconnect();
  const inPauses = ({ fromMs, toMs }: Slice): number =>
    pauses.reduce((ms, { startTime, duration }) => (startTime >= fromMs && startTime < toMs ? ms + duration : ms), 0);
  return {
    ms: Math.max(...all.map(({ ms }) => ms)),
    withoutGarbageMs: Math.max(...all.map((slice) => slice.ms - inPauses(slice))),
    of,
  };
}

/** How many calls did not succeed. */
async function run(address: string, way: Way, kind: KindOfAnswer, postCount: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "slices-"));
  const redaction = new Redactor();
  for (let index = 0; index < 5; index++) redaction.addSecret(`nobody's secret ${String(index)}`);
  const calls = [
    way === "HTTP"
      ? {
          tool: "http_request",
          arguments: { url: `${address}/${kind}`, maxResponseBytes: 100_000_000 },
          timeoutMs: 60_000,
        }
      : { tool: `large/${kind}`, timeoutMs: 60_000 },
    ...Array.from({ length: postCount }, (_, index) => ({
      tool: "http_request",
      arguments: { method: "POST", url: `${address}/posts/${String(index)}`, body: "x" },
      timeoutMs,
    })),
  ];
  const stdio = { command: process.execPath, args: ["-e", stdioServerCode] };
  const environment = plainEnvironment({
    places: { workspaceFolder: folder },
    tools: { extraSources: [mcpStdioSource("large", stdio, { log: () => undefined })] },
    redaction,
  });
  const text = JSON.stringify({ version: 1, maxConcurrency: 8, calls });
  const prepared = await prepare({ text, environment, servers: "start", origin: "userFile" });
  const header = prepared.header(newRunId(Date.now()), "slices", Date.now());
  const session = prepared.session(
    { header },
    { journal: new Journal(folder, () => undefined).create(ownWords(header)) },
  );
  session.subscribe((event) => {
    const call = event.type === "callEnded" ? session.callState(event.call) : undefined;
    if (call) callLine(session.plan, call);
  });
  await session.start();
  const bad = [...session.record.calls].filter(({ ending }) => ending?.outcome !== "succeeded");
  await session.close();
  await rm(folder, { recursive: true, force: true });
  return bad.length;
}
