import type { JsonObject } from "../../src/core/model/data/json";

/** One call of a workload, with what it truly touches on its server, whatever the arguments say. */
export interface MatrixCall {
  readonly tool: string;
  readonly arguments: JsonObject;
  /** Names of what it reads or writes; `a` contains `a/b`, as a folder contains its files. */
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
}

/** Calls one tool of a server and gives its answer as text; rejects when the tool reports an error. */
export type CallTool = (tool: string, args?: JsonObject) => Promise<string>;

/** What this machine has beside Node. Each rejects, saying what is missing, where it is not to be had. */
export interface Machine {
  chromium(): Promise<string>;
  /** The address of an empty Redis that nobody else uses. */
  redis(): Promise<string>;
  /** The address of a PostgreSQL database that nobody else uses. */
  postgres(): Promise<string>;
  /** The address of a website whose page `/n` has the title `page n`; `kept` holds what pages posted to `/kept/…`. */
  website(): Promise<{ readonly url: string; readonly kept: Set<string> }>;
}

/** A server that is tried, and what is asked of it. */
export interface Subject {
  /** The package of the npm registry; its version is in {@link serverPackages}. */
  readonly package: string;
  /** What is asked of it, for people: "16 entities, 4 observations, 6 searches". */
  readonly workload: string;
  /** How it is started on an empty folder of its own, and the workload. Rejects where something is missing here. */
  begin(folder: string, machine: Machine): Promise<Begun>;
}

/** A server's command line behind its entry file, and a workload for one run on one empty store. */
export interface Begun {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly calls: readonly MatrixCall[];
  /** Brings the store into its first state, by way of another process of the server. */
  setUp?(call: CallTool): Promise<unknown>;
  /** How many of the `writes` are in the store when all is over; `call` reaches a new process of the server. */
  kept(call: CallTool): Promise<number>;
  /** How many there are when nothing is lost. */
  readonly writes: number;
  /** An answer without what differs from run to run though nothing is wrong: times, ids, ports. */
  readonly steady?: (answer: string) => string;
}

/** 0 … count-1. */
export function each<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
