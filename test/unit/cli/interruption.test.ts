import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { Interruption } from "../../../src/cli/interruption";

const nothing = (): void => undefined;
const listening = (): number => process.listenerCount("SIGTERM");

it("leaves signals to the system unless something is waited for, since a busy thread would hear none", async () => {
  const before = listening();
  const interruption = new Interruption(() => undefined, nothing);
  expect(listening()).toBe(before);
  const within = await interruption.during(() => Promise.resolve(listening()));
  expect(within).toBe(before + 1);
  expect(listening()).toBe(before);
});

it("cancels at the first signal, and leaves the second one to the system", async () => {
  const before = listening();
  let cancelled = 0;
  const interruption = new Interruption(() => {
    cancelled++;
  }, nothing);
  const after = await interruption.during(() => {
    process.emit("SIGTERM", "SIGTERM");
    return Promise.resolve(listening());
  });
  const later = await interruption.during(() => Promise.resolve(listening()));
  expect([cancelled, after, later]).toEqual([1, before, before]);
});

it.each([
  ["a timer", () => delay(1)],
  ["a file", () => stat(".")],
  ["another turn", () => nextTurn()],
])("hears a signal that came while the thread was busy with the end of %s", async (_, something) => {
  let cancelled = 0;
  await something();
  await new Interruption(() => {
    cancelled++;
  }, nothing).during(() => {
    process.kill(process.pid, "SIGHUP");
    return Promise.resolve();
  });
  expect(cancelled).toBe(1);
});

it("ends the process by the same signal where cancelling takes more than five quarters of a second", async () => {
  const steps: unknown[] = [];
  const interruption = new Interruption(
    () => steps.push("cancelled"),
    (afterMs, signal) => steps.push([afterMs, signal]),
  );
  await interruption.during(() => {
    process.emit("SIGTERM", "SIGTERM");
    return Promise.resolve();
  });
  // What cancels may keep the thread busy, so that the end is set before.
  expect(steps).toEqual([[1_250, "SIGTERM"], "cancelled"]);
});

// Windows has no such signals.
it.skipIf(process.platform === "win32")("ends the process although cancelling never leaves the thread", async () => {
  const bundle = join(await mkdtemp(join(tmpdir(), "interruption-")), "busy.mjs");
  await build({
    stdin: {
      contents: `import { Interruption } from "./src/cli/interruption";
        const busy = () => { for (;;); };
        void new Interruption(busy).during(() => new Promise(() => setInterval(() => process.stdout.write("waits"), 10)));`,
      resolveDir: process.cwd(),
      loader: "ts",
    },
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
  });
  const child = spawn(process.execPath, [bundle]);
  const ended = once(child, "exit");
  child.stdout.once("data", () => child.kill("SIGTERM"));
  expect(await ended).toEqual([null, "SIGTERM"]);
  await rm(dirname(bundle), { recursive: true });
});
