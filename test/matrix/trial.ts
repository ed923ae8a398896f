import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { messageOf } from "../../src/core/model/failure";
import { connect, type RawServer, type ServerCommand } from "./client";
import { falsePairs, orderBy, trueEdges } from "./order";
import { serverEntry, serverPackages } from "./packages";
import type { Begun, CallTool, Machine, Subject } from "./subject";
import { handOrderedApart, oneByOne, ours, rawParallel, type Ran } from "./ways";

/** What one way of running a workload came to. */
export interface Came {
  readonly kept: number;
  /** Answers other than those that came one by one. */
  readonly wrong: number;
  readonly wallMs: number;
}

/** One row of the table. */
export interface Trial {
  readonly package: string;
  readonly version: string;
  readonly workload: string;
  readonly writes: number;
  readonly calls: number;
  readonly oneByOne: Came;
  readonly raw: Came;
  readonly hand: Came;
  readonly ours: Came;
  readonly edges: number;
  /** Of the pairs of calls that truly are free of each other, how many are ordered. */
  readonly falsePairs: { readonly ordered: number; readonly free: number };
  /** What came out wrong in our run, for who looks into it. */
  readonly faults: readonly string[];
}

interface Way {
  readonly came: Came;
  readonly ran: Ran;
}

/** Runs a subject's workload in all ways, each on an empty store and a new process. Rejects when it cannot be had. */
export async function tryOut(subject: Subject, folder: string, machine: Machine): Promise<Trial> {
  const entry = await serverEntry(subject.package);
  const lab = new Lab(subject, entry, folder, machine);
  const alone = await lab.raw("alone", oneByOne);
  const expected = alone.ran.answers;
  const raw = await lab.raw("raw", rawParallel, expected);
  let hand = await lab.hand(expected);
  let product = await lab.ours(expected);
  for (let round = 1; round < rounds && hand.came.wallMs < shortMs; round++) {
    hand = { ...hand, came: worse(hand.came, (await lab.hand(expected)).came) };
    const again = await lab.ours(expected);
    product = { ...(again.came.wrong > product.came.wrong ? again : product), came: worse(product.came, again.came) };
  }
  const { calls, writes } = product.begun;
  const truth = orderBy(calls.length, trueEdges(calls));
  return {
    package: subject.package,
    version: serverPackages[subject.package]?.version ?? "",
    workload: subject.workload,
    writes,
    calls: calls.length,
    oneByOne: alone.came,
    raw: raw.came,
    hand: hand.came,
    ours: product.came,
    edges: product.edges.length,
    falsePairs: falsePairs(truth, orderBy(calls.length, product.edges)),
    faults: faultsOf(calls, expected, product.ran.answers),
  };
}

/** Where a workload takes less than this, other work of the machine shows in its time: it is measured several times. */
const shortMs = 1000;
const rounds = 4;

/** Of two runs what was lost and wrong in the worse one, and the time of the faster one, since noise only adds. */
function worse(one: Came, other: Came): Came {
  return {
    kept: Math.min(one.kept, other.kept),
    wrong: Math.max(one.wrong, other.wrong),
    wallMs: Math.min(one.wallMs, other.wallMs),
  };
}

/** A place where each way of running gets a folder and a server of its own. */
class Lab {
  constructor(
    private readonly subject: Subject,
    private readonly entry: string,
    private readonly folder: string,
    private readonly machine: Machine,
  ) {}

  async raw(
    name: string,
    way: (server: RawServer, calls: Begun["calls"]) => Promise<Ran>,
    expected?: readonly string[],
  ): Promise<Way> {
    const { begun, command } = await this.begin(name);
    const server = await connect(command);
    const ran = await way(server, begun.calls).finally(() => server.close());
    return this.looked(begun, command, ran, expected);
  }

  async hand(expected: readonly string[]): Promise<Way> {
    const { begun, command, place } = await this.begin("hand");
    return this.looked(begun, command, await handOrderedApart(command, begun.calls, place), expected);
  }

  async ours(expected: readonly string[]) {
    const { begun, command, place } = await this.begin("ours");
    const ran = await ours(command, begun.calls, place);
    return { ...(await this.looked(begun, command, ran, expected)), begun, edges: ran.edges };
  }

  private async begin(name: string): Promise<{ begun: Begun; command: ServerCommand; place: string }> {
    const place = join(this.folder, name);
    await rm(place, { recursive: true, force: true });
    await mkdir(join(place, "store"), { recursive: true });
    const store = join(place, "store");
    const begun = await this.subject.begin(store, this.machine);
    const command = { command: process.execPath, args: [this.entry, ...begun.args], env: begun.env ?? {}, cwd: store };
    if (begun.setUp) await aside(command, begun.setUp.bind(begun));
    return { begun, command, place };
  }

  private async looked(
    begun: Begun,
    command: ServerCommand,
    { answers, wallMs }: Ran,
    expected: readonly string[] | undefined,
  ): Promise<Way> {
    const steady = answers.map((answer) => this.withoutPlace(begun.steady?.(answer) ?? answer));
    const kept = await aside(command, (call) => begun.kept(call)).catch(() => 0);
    const wrong = expected === undefined ? 0 : steady.filter((answer, index) => answer !== expected[index]).length;
    return { came: { kept, wrong, wallMs }, ran: { answers: steady, wallMs } };
  }

  /** The folders of the ways have different names, and some answers hold them. */
  private withoutPlace(answer: string): string {
    return answer.replaceAll(new RegExp(`${this.folder}/(?:alone|raw|hand|ours)`, "g"), "«folder»");
  }
}

/** Has something done by a process of the server that is there for nothing else. */
async function aside<T>(command: ServerCommand, work: (call: CallTool) => Promise<T>): Promise<T> {
  const server = await connect(command);
  try {
    return await work(async (tool, args = {}) => {
      const answer = await server.call(tool, args);
      if (answer.startsWith("error: ")) throw new Error(answer.slice(7));
      return answer;
    });
  } finally {
    await server.close();
  }
}

function faultsOf(calls: Begun["calls"], expected: readonly string[], answers: readonly string[]): string[] {
  return calls.flatMap(({ tool }, index) => {
    const [right = "", got = ""] = [expected[index], answers[index]];
    return right === got ? [] : [`#${index + 1} ${tool}: ${short(got)} instead of ${short(right)}`];
  });
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/** Why a subject could not be tried, in one line. */
export function whySkipped(error: unknown): string {
  return messageOf(error).split("\n")[0] ?? "";
}
