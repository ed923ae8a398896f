import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ownWords } from "../../src/core/model/text/shown";
import { callLine } from "../../src/cli/printing/text";
import { Journal, newRunId } from "../../src/node/runs/journal/journal";
import { prepare } from "../../src/node/runs/prepare";
import { Redactor } from "../../src/node/runs/redaction/redactor";
import { plainEnvironment } from "../fixtures/runEnvironment";
import { kindsOfAnswer, LargeAnswers, type KindOfAnswer } from "./largeAnswers";
import { row, type Row } from "./measure";

const posts = 400;
const timeoutMs = 300;

/** How long the process could do nothing else while it took a result of 100 MB in, and what became of the calls beside it. */
export async function slices(): Promise<Row[]> {
  const server = await LargeAnswers.open();
  const rows: Row[] = [];
  for (const kind of kindsOfAnswer) {
    const alone = await longestSlice(() => run(server.address, kind, 0));
    rows.push(row(`A result of 100 MB (${kind})`, "longest slice of the thread", alone.ms, "ms"));
    const beside = await longestSlice(() => run(server.address, kind, posts));
    rows.push(row(`A result of 100 MB (${kind})`, `longest slice beside ${String(posts)} POSTs`, beside.ms, "ms"));
    rows.push(row(`A result of 100 MB (${kind})`, "calls that timed out or failed", beside.of, "", 0));
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

async function longestSlice<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly of: T }> {
  globalThis.gc?.();
  let last = threadMs();
  let longest = 0;
  const timer = setInterval(() => {
    const now = threadMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  const of = await work();
  clearInterval(timer);
  return { ms: longest, of };
}

/** How many calls did not succeed. */
async function run(address: string, kind: KindOfAnswer, postCount: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "slices-"));
  const redaction = new Redactor();
  for (let index = 0; index < 5; index++) redaction.addSecret(`nobody's secret ${String(index)}`);
  const calls = [
    {
      tool: "http_request",
      arguments: { url: `${address}/${kind}`, maxResponseBytes: 100_000_000 },
      timeoutMs: 60_000,
    },
    ...Array.from({ length: postCount }, (_, index) => ({
      tool: "http_request",
      arguments: { method: "POST", url: `${address}/posts/${String(index)}`, body: "x" },
      timeoutMs,
    })),
  ];
  const environment = plainEnvironment({ places: { workspaceFolder: folder }, redaction });
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
