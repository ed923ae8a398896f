import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { messageOf } from "../../src/core/model/failure";
import type { ResultsDocument } from "../../src/node/runs/documents/resultsDocument";
import { answerText, connect, type RawServer, type ServerCommand } from "./client";
import { trueEdges } from "./order";
import type { MatrixCall } from "./subject";

/** What came of a workload: answers in the order of the calls, and the time from the first call to the last answer. */
export interface Ran {
  readonly answers: readonly string[];
  readonly wallMs: number;
}

/** As many calls at a time as the product has by default. */
const handLimit = 5;

export async function oneByOne(server: RawServer, calls: readonly MatrixCall[]): Promise<Ran> {
  return timed(async () => {
    const answers: string[] = [];
    for (const { tool, arguments: args } of calls) answers.push(await server.call(tool, args));
    return answers;
  });
}

/** What people paste into a script: `Promise.all` over the plain client. */
export async function rawParallel(server: RawServer, calls: readonly MatrixCall[]): Promise<Ran> {
  return timed(() => Promise.all(calls.map(({ tool, arguments: args }) => server.call(tool, args))));
}

/**
 * {@link handOrdered} in a process of its own, as the product has one: a client that has called a hundred tools before is
 * faster than one that just started.
 */
export async function handOrderedApart(
  command: ServerCommand,
  calls: readonly MatrixCall[],
  folder: string,
): Promise<Ran> {
  const task = join(folder, "by-hand.json");
  await writeFile(task, JSON.stringify({ command, calls } satisfies HandTask));
  const [out, error] = await outputOf([process.argv[1] ?? "", handWord, task], folder);
  return parsed(out, error) as Ran;
}

/** What the process is told that does a workload as somebody would by hand, and then ends. */
interface HandTask {
  readonly command: ServerCommand;
  readonly calls: readonly MatrixCall[];
}

/** The first word of such a process. */
export const handWord = "--by-hand";

/** That process: does what the file says, and prints what came of it. */
export async function byHand(file: string): Promise<void> {
  const { command, calls } = JSON.parse(await readFile(file, "utf8")) as HandTask;
  const server = await connect(command);
  const ran = await handOrdered(server, calls).finally(() => server.close());
  process.stdout.write(JSON.stringify(ran));
}

/** The best that a person could write who knows the server: each call begins when those that it truly needs have ended. */
async function handOrdered(server: RawServer, calls: readonly MatrixCall[]): Promise<Ran> {
  const edges = trueEdges(calls);
  const ended: Promise<unknown>[] = [];
  const limit = new Slots(handLimit);
  return timed(() =>
    Promise.all(
      calls.map(({ tool, arguments: args }, index) => {
        const before = edges.flatMap(({ from, to }) => (to === index ? (ended[from] ?? []) : []));
        const answer = Promise.all(before).then(() => limit.run(() => server.call(tool, args)));
        ended[index] = answer;
        return answer;
      }),
    ),
  );
}

async function timed(run: () => Promise<readonly string[]>): Promise<Ran> {
  const startedAt = performance.now();
  const answers = await run();
  return { answers, wallMs: performance.now() - startedAt };
}

class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

/** The product as a user has it: a manifest without a word about order, run by the command line. */
export async function ours(
  server: ServerCommand,
  calls: readonly MatrixCall[],
  folder: string,
): Promise<Ran & Pick<ResultsDocument, "edges">> {
  const manifest = join(folder, "workload.toolcalls.json");
  const { command, args, env, cwd } = server;
  const written = calls.map(({ tool, arguments: given }) => ({ tool: `server/${tool}`, arguments: given }));
  const servers = { server: { command, args, env, cwd } };
  await writeFile(manifest, JSON.stringify({ version: 1, servers, calls: written }, null, 2));
  const document = await runManifest(manifest, folder);
  return {
    edges: document.edges,
    wallMs: document.summary.wallMs,
    answers: document.results.map(({ result, error }) =>
      error === undefined ? answerText(result) : `error: ${error.message}`,
    ),
  };
}

const runTimeoutMs = 120_000;

async function runManifest(file: string, cwd: string): Promise<ResultsDocument> {
  const cli = join(process.cwd(), "dist", "cli.js");
  const [out, error] = await outputOf([cli, "run", file, "--format", "json", "--show-secrets"], cwd);
  return parsed(out, error) as ResultsDocument;
}

/** What another process of Node prints on its two outputs. */
function outputOf(args: readonly string[], cwd: string): Promise<[string, string]> {
  const options = { cwd, timeout: runTimeoutMs, maxBuffer: 256 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (_, stdout, stderr) => {
      resolve([stdout, stderr]);
    });
  });
}

function parsed(out: string, error: string): unknown {
  try {
    return JSON.parse(out);
  } catch (thrown) {
    throw new Error(`There was no document (${messageOf(thrown)}): ${error.slice(0, 500)}`);
  }
}
