import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Tells this process from every other, also later and from elsewhere. */
export interface ProcessMark {
  /** Two processes with the same can see whether the other one lives. */
  readonly machine: string;
  readonly pid: number;
  /** When it started, where the system tells: another process may get the same number later. */
  readonly startedAt?: string;
}

/** What can be said of a process from here. */
export type Liveness = "alive" | "gone" | "unknown";

/** This process. */
export function ownMark(): ProcessMark {
  const startedAt = startOf(process.pid);
  return { machine: machine(), pid: process.pid, ...(startedAt !== undefined && { startedAt }) };
}

/** Whether a process lives; unknown for one of another machine, container or start of the machine. */
export function livenessOf(mark: ProcessMark): Liveness {
  if (mark.machine !== machine()) return "unknown";
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, but is there.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return "gone";
  }
  const startedAt = startOf(mark.pid);
  if (startedAt === undefined || mark.startedAt === undefined) return "alive";
  return startedAt === mark.startedAt ? "alive" : "gone";
}

let knownMachine: string | undefined;

/** On Linux, numbers of processes mean the same only since the machine started, and within one container. */
function machine(): string {
  knownMachine ??= [hostname(), linuxFile("/proc/sys/kernel/random/boot_id"), linuxLink("/proc/self/ns/pid")].join(" ");
  return knownMachine;
}

/** In clock ticks since the machine started. A dead process that nobody waited for has none. */
function startOf(pid: number): string | undefined {
  const status = linuxFile(`/proc/${pid}/stat`);
  // The name, in parentheses, may hold anything.
  const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
  return status === "" ? undefined : fields[0] === "Z" ? "ended" : fields[19];
}

function linuxFile(path: string): string {
  try {
    return process.platform === "linux" ? readFileSync(path, "utf8").trim() : "";
  } catch {
    return "";
  }
}

function linuxLink(path: string): string {
  try {
    return process.platform === "linux" ? readlinkSync(path) : "";
  } catch {
    return "";
  }
}
