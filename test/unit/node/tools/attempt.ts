import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";

import { ToolFailure } from "../../../../src/core/model/failure";
import type { AttemptContext } from "../../../../src/node/tools/source";

/** An attempt that nobody stops, with what it reported and how its clock was paused. */
export function attempt(
  signal: AbortSignal = new AbortController().signal,
): AttemptContext & { reports: unknown[]; clock: ("paused" | "resumed")[] } {
  const reports: unknown[] = [];
  const clock: ("paused" | "resumed")[] = [];
  return {
    signal,
    reports,
    clock,
    progress: (progress) => void reports.push(progress),
    pause: () => {
      clock.push("paused");
      return () => void clock.push("resumed");
    },
    starting: () => () => undefined,
  };
}

/** The failure that a call ends with; an error if it ends otherwise. */
export async function failureOf(call: Promise<unknown>): Promise<ToolFailure> {
  const thrown: unknown = await call.then(
    (value) => new Error(`It succeeded: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (thrown instanceof ToolFailure) return thrown;
  throw thrown;
}

/** Resolves once `isTrue` does; rejects when it never does. */
export async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(isTrue, { interval: 10, message: String(isTrue) }).toBe(true);
}

/** Whether a process runs; one that has ended and waits to be reaped does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => undefined);
  return stat === undefined ? process.platform !== "linux" : !/\) [ZX] /.test(stat);
}

export const fixtures = resolve(import.meta.dirname, "../../../fixtures");

/** What a command line is started with that may take as long as it needs to end; its address, for `--import`. */
export const patience = pathToFileURL(join(fixtures, "patience.mjs")).href;

/** The program of an official server, to be started with this Node. */
export function officialServer(name: string): string {
  const main = createRequire(import.meta.url).resolve(`@modelcontextprotocol/${name}/package.json`);
  return join(dirname(main), "dist/index.js");
}
