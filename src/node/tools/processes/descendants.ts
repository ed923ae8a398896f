import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * What a process has started, and what that has started: also what has left its group and would not end with it. As
 * soon as a process has ended the system forgets what it had started, so that one looks while it runs.
 */
export class Descendants {
  /** By process id, with what tells the process from a later one that is given the same number. */
  private readonly seen = new Map<number, string>();

  constructor(private readonly pid: number) {}

  findAll(): void {
    for (const pid of process.platform === "linux" ? childrenInProc(this.pid) : childrenByList(this.pid)) {
      const birth = birthOf(pid);
      if (birth !== "ended") this.seen.set(pid, birth);
    }
  }

  get isAnyAlive(): boolean {
    return [...this.seen].some(([pid, birth]) => isAlive(pid) && birthOf(pid) === birth);
  }

  signal(signal: "SIGTERM" | "SIGKILL"): void {
    for (const [pid, birth] of this.seen) {
      if (birthOf(pid) !== birth) continue;
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended, or belongs to somebody else by now.
      }
    }
  }
}

function childrenInProc(pid: number): number[] {
  const children = readOr([], () => readdirSync(`/proc/${String(pid)}/task`)).flatMap((thread) =>
    numbersIn(readOr("", () => readFileSync(`/proc/${String(pid)}/task/${thread}/children`, "utf8"))),
  );
  return children.flatMap((child) => [child, ...childrenInProc(child)]);
}

function childrenByList(pid: number): number[] {
  // On Windows `taskkill /T` finds them itself.
  if (process.platform === "win32") return [];
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const lines = stdout.split("\n").map(numbersIn);
  const found = new Set([pid]);
  // A child usually has a higher number than its parent, but numbers start again.
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [child, parent] of lines) {
      if (child !== undefined && parent !== undefined && found.has(parent)) found.add(child);
    }
  }
  found.delete(pid);
  return [...found];
}

/** When a process was started, in ticks since the machine was; "ended" once it has, empty where none can be found out. */
function birthOf(pid: number): string {
  if (process.platform !== "linux") return "";
  const stat = readOr("", () => readFileSync(`/proc/${String(pid)}/stat`, "utf8"));
  // The program's name, in parentheses, may hold spaces and parentheses.
  const [state = "", ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === "" || state === "Z" || state === "X" ? "ended" : (rest[18] ?? "");
}

function isAlive(pid: number): boolean {
  return readOr(false, () => process.kill(pid, 0));
}

function numbersIn(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

function readOr<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
