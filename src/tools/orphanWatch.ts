import { spawn, type ChildProcess } from "node:child_process";
import { Socket } from "node:net";

/**
 * Notes the groups of processes that it is told of, and kills those that are left when its input ends: that is when this
 * process has gone, however it went. Signals that end whole terminals do not end it.
 */
const script = `
trap '' HUP INT TERM
groups=' '
while read -r change group; do
  case $change in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -9 "-$group" 2>/dev/null; done
`;

/**
 * Sees to it that groups of processes end with this process also when it is killed, or crashes, and can do nothing about
 * them any more. A small shell does so, since it costs next to nothing; Windows has none.
 */
export class OrphanWatch {
  private watcher: ChildProcess | undefined;

  add(group: number): void {
    if (process.platform === "win32") return;
    this.watcher ??= startWatcher(() => {
      this.watcher = undefined;
    });
    this.watcher.stdin?.write(`+ ${String(group)}\n`);
  }

  delete(group: number): void {
    this.watcher?.stdin?.write(`- ${String(group)}\n`);
  }
}

function startWatcher(ended: () => void): ChildProcess {
  // A group of its own, so that what ends this one leaves it to do its work.
  const watcher = spawn("/bin/sh", ["-c", script], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    cwd: "/",
    env: {},
  });
  watcher.on("error", ended);
  watcher.on("exit", ended);
  watcher.stdin.on("error", () => undefined);
  // Neither is a reason for this process to stay.
  watcher.unref();
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
  return watcher;
}
