import { spawn, type ChildProcess } from "node:child_process";

/**
 * Keeps the groups that it is told of, and ends those that are left when nobody holds its input open any more, with what
 * has left them.
 */
const script = `
trap '' INT TERM HUP
started() {
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null || pgrep -P "$1"); do
    echo "$child"
    started "$child"
  done
}
groups=" "
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
  esac
done
[ -z "\${groups# }" ] && exit
all=""
for group in $groups; do all="$all -$group $(started "$group")"; done
kill -s TERM -- $all
sleep 1
kill -s KILL -- $all
`;

/**
 * A small process beside this one that outlives it when it is killed or crashes, which nothing in it could notice, and
 * then ends the process groups that this one had started. Windows has no groups, and no guard. It ends them in its own way,
 * in a shell, and not with `ProcessTree`: that has died with this process, and a second Node would take 40 MB to wait.
 */
export class HostGuard {
  private guard: ChildProcess | undefined;

  watch(group: number): void {
    if (process.platform === "win32") return;
    this.guard ??= start();
    this.guard.stdin?.write(`+ ${String(group)}\n`);
  }

  forget(group: number): void {
    this.guard?.stdin?.write(`- ${String(group)}\n`);
  }
}

function start(): ChildProcess {
  const guard = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "ignore", "ignore"], detached: true, cwd: "/" });
  // Without a guard all goes on as it would.
  guard.on("error", () => undefined);
  guard.stdin.on("error", () => undefined);
  guard.unref();
  (guard.stdin as unknown as { unref(): void }).unref();
  return guard;
}
