import { execFileSync, spawn } from "node:child_process";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { onEnding } from "./ending.mjs";

/**
 * A process of this machine. `session` is the id of the process that leads its session, 0 where that is not known;
 * `folder` is its working folder, empty where that is not known.
 *
 * @typedef {{ id: number, parent: number, session: number, command: string, folder: string }} RunningProcess
 */

/** @type {Set<import("node:child_process").ChildProcess>} */
const owned = new Set();

// Whatever way this process goes, an uncaught error included, nothing of its own stays behind.
process.on("exit", () => {
  for (const { pid } of owned) if (pid !== undefined) signalAll(familyOf(pid), "SIGKILL");
});

/**
 * Starts a process that leads a session of its own, so that {@link endProcess} finds all that it starts in turn, even
 * what outlives its parent. Standard input is closed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, output?: "inherit" | "pipe" }} [options]
 */
export function startProcess(command, args, { output = "inherit", ...options } = {}) {
  const child = spawn(command, args, {
    ...options,
    detached: process.platform !== "win32",
    stdio: ["ignore", output, output],
  });
  owned.add(child);
  return child;
}

/**
 * Ends a process of {@link startProcess} with everything that it started: asks first, insists after a few seconds.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
export async function endProcess(child) {
  owned.delete(child);
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    endWindowsTree(child.pid);
    return;
  }
  const { pid } = child;
  const family = familyOf(pid);
  // The first one knows best how to end the others; those that it leaves are asked themselves.
  signalAll([pid], "SIGTERM");
  await ended([pid], 4000);
  const left = [...new Set([...family.filter(isAlive), ...familyOf(pid)])];
  signalAll(left, "SIGTERM");
  await ended(left, 2000);
  signalAll(left.filter(isAlive), "SIGKILL");
}

/**
 * Waits until none of these processes runs any more, or the time is up.
 *
 * @param {readonly number[]} ids
 * @param {number} timeoutMs
 */
async function ended(ids, timeoutMs) {
  const latest = Date.now() + timeoutMs;
  while (ids.some(isAlive) && Date.now() < latest) await delay(50);
}

/** Ends every process that is still owned, one after another. */
export async function endAllProcesses() {
  for (const child of owned) await endProcess(child);
}

/** On Ctrl-C and its like, ends what this script started before it exits. */
export function endProcessesOnEnding() {
  onEnding((exitCode) => {
    endAllProcesses().finally(() => process.exit(exitCode));
  });
}

/**
 * Ids of a process, of all below it, and of all in the session that it leads.
 *
 * @param {number} root
 */
function familyOf(root) {
  const all = runningProcesses();
  const family = new Set(all.filter(({ id, session }) => id === root || session === root).map(({ id }) => id));
  for (const id of family) for (const each of all) if (each.parent === id) family.add(each.id);
  return [...family];
}

/** @returns {RunningProcess[]} All processes that can be seen; none on Windows. */
export function runningProcesses() {
  if (process.platform === "linux") return linuxProcesses();
  if (process.platform === "win32") return [];
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,sess=,command="], { encoding: "utf8" });
  return table.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\w+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    const [, id, parent, session, command = ""] = match;
    return [{ id: Number(id), parent: Number(parent), session: Number(session) || 0, command, folder: "" }];
  });
}

function linuxProcesses() {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      // The name in parentheses may itself hold spaces and parentheses; what follows it is regular.
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const [state, parent, , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state === "Z") return [];
      const command = readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " ").trimEnd();
      const folder = readlinkSync(`/proc/${entry}/cwd`);
      return [{ id: Number(entry), parent: Number(parent), session: Number(session), command, folder }];
    } catch {
      return []; // It ended while it was being looked at, or belongs to somebody else.
    }
  });
}

/** @param {number} id */
function isAlive(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {readonly number[]} ids
 * @param {NodeJS.Signals} signal
 */
function signalAll(ids, signal) {
  for (const id of ids) {
    try {
      process.kill(id, signal);
    } catch {
      // It has ended already.
    }
  }
}

/** @param {number} id */
function endWindowsTree(id) {
  try {
    execFileSync("taskkill", ["/pid", String(id), "/T", "/F"], { stdio: "ignore" });
  } catch {
    // It has ended already.
  }
}
