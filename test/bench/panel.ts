import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

import type { CDPSession, Page } from "playwright-core";

import { startPanelBrowser, type PanelBrowser } from "../fixtures/panel/panelPage";
import { wireBytes, wireText } from "../fixtures/panel/wire";
import { row, table, type Row } from "./measure";
import { generatedEvents, generatedPlan, generatedRun } from "./panel/generatedRun";
import { PanelMessages } from "./panel/panelMessages";

const quick = process.argv.includes("--quick");
const callCount = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 100_000);
const frameCount = quick ? 60 : 240;
const megabyte = 1_000_000;

const plan = generatedPlan(callCount);
const events = generatedEvents(plan);
const group = `${callCount.toLocaleString("en")} calls in the panel`;

/** A page with the means to measure it, and the browser's own counters. */
class Measured {
  private constructor(
    readonly page: Page,
    private readonly cdp: CDPSession,
  ) {}

  static async open(browser: PanelBrowser, script?: string): Promise<Measured> {
    const { page } = await browser.open();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable");
    await cdp.send("Profiler.enable");
    await cdp.send("Profiler.setSamplingInterval", { interval: 500 });
    await page.addInitScript({ path: resolve("test/fixtures/panel/measured/inPage.js") });
    if (script === undefined) await page.reload();
    else {
      await page.goto("about:blank");
      await page.evaluate("0");
      await page.addScriptTag({ path: resolve("test/fixtures/panel/measured", script) });
    }
    return new Measured(page, cdp);
  }

  /** Gives messages to the page under a name, without their being heard yet. */
  async hold(name: string, messages: readonly unknown[]): Promise<void> {
    const size = 2000;
    await this.run(`globalThis.${name} = []`);
    for (let from = 0; from < messages.length; from += size) {
      const text = JSON.stringify(wireText(messages.slice(from, from + size)));
      await this.run(`void ${name}.push(...fromWire(${text}))`);
    }
  }

  run<Value>(expression: string): Promise<Value> {
    return this.page.evaluate<Value>(expression);
  }

  /** Milliseconds that scripts, and the main thread with all that it does, took for each of `count` things. */
  async busyMs(count: number, expression: string): Promise<{ readonly script: number; readonly task: number }> {
    await this.cdp.send("Profiler.start");
    const before = await this.taskSeconds();
    await this.run(expression);
    const after = await this.taskSeconds();
    const { profile } = await this.cdp.send("Profiler.stop");
    const own = new Map(
      profile.nodes.map(({ id, callFrame }) => [id, !/^\((program|idle)\)$/.test(callFrame.functionName)]),
    );
    const { samples = [], timeDeltas = [] } = profile;
    const script = samples.reduce((sum, id, at) => sum + (own.get(id) === true ? (timeDeltas[at + 1] ?? 0) : 0), 0);
    return { script: script / 1000 / count, task: ((after - before) * 1000) / count };
  }

  async heapMb(): Promise<number> {
    await this.cdp.send("HeapProfiler.collectGarbage");
    return (await this.metric("JSHeapUsedSize")) / megabyte;
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  private taskSeconds(): Promise<number> {
    return this.metric("TaskDuration");
  }

  private async metric(name: string): Promise<number> {
    const { metrics } = await this.cdp.send("Performance.getMetrics");
    return metrics.find((metric) => metric.name === name)?.value ?? 0;
  }
}

function p95(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * 0.95)] ?? 0;
}

async function frames(measured: Measured, of: string, name: string, act: string): Promise<Row[]> {
  await measured.run("bench.longestTask()");
  const measure = `bench.frames(${frameCount}, bench.${act}).then((took) => void (globalThis.took = took))`;
  const busy = await measured.busyMs(frameCount, measure);
  return [
    row(of, `${name}: 95th percentile of frames`, p95(await measured.run<number[]>("globalThis.took")), "ms"),
    row(of, `${name}: script a frame`, busy.script, "ms", of === group ? 8 : undefined),
    row(of, `${name}: main thread a frame`, busy.task, "ms"),
    row(
      of,
      `${name}: longest task`,
      await measured.run<number>("bench.longestTask()"),
      "ms",
      of === group ? 50 : undefined,
    ),
  ];
}

async function finished(browser: PanelBrowser): Promise<Row[]> {
  const run = generatedRun(plan, events);
  run.advance(Number.POSITIVE_INFINITY);
  const startedAt = performance.now();
  const host = new PanelMessages(run);
  const messages = host.take();
  const hostMs = performance.now() - startedAt;
  const measured = await Measured.open(browser);
  await measured.hold("messages", messages);
  const firstPaint = await measured.run<number>(`bench.firstPaint(messages, ".call-row")`);
  await measured.run("void (messages.length = 0)");
  const rows = [
    row(group, "host: making what is sent", hostMs, "ms"),
    row(group, "bytes from host to panel", wireBytes(messages) / megabyte, "MB", 6),
    row(group, "data to first paint", firstPaint, "ms", 100),
    row(group, "longest task while it loads", await measured.run<number>("bench.longestTask()"), "ms", 50),
    ...(await frames(measured, group, "scroll", "scroll")),
    ...(await frames(measured, group, "zoom", "zoom")),
    await actRow(measured, "filter", "bench.click('.filter:nth-child(2)')"),
    await actRow(measured, "filter back", "bench.click('.filter:nth-child(1)')"),
    await actRow(measured, "search", "bench.search('part-99')"),
    await actRow(measured, "search back", "bench.search('')"),
    await actRow(measured, "select", "bench.click('.call-row:nth-child(5)')"),
    row(group, "heap of the panel", await measured.heapMb(), "MB", 20),
  ];
  host.end();
  await measured.close();
  return rows;
}

async function actRow(measured: Measured, name: string, act: string): Promise<Row> {
  return row(group, name, await measured.run<number>(`bench.until(() => ${act})`), "ms", 50);
}

/** A run that is half done: single updates, then as many as 1,000 a second. */
async function live(browser: PanelBrowser): Promise<Row[]> {
  const seconds = quick ? 3 : 10;
  const perPatch = 33;
  const single = 40;
  const run = generatedRun(plan, events);
  run.advance(Math.floor(events.length / 2));
  const host = new PanelMessages(run);
  const measured = await Measured.open(browser);
  await measured.hold("messages", host.take());
  await measured.run(`bench.firstPaint(messages, ".call-row")`);
  await measured.hold("messages", patches(host, run, single, 1));
  await measured.run(`bench.until(() => undefined)`);
  const idle = await measured.busyMs(single, `bench.oneByOne(Array(${single}).fill({}))`);
  const update = await measured.busyMs(single, "bench.oneByOne(messages)");
  await measured.hold("messages", patches(host, run, (seconds * 1000) / perPatch, perPatch));
  await measured.run("bench.longestTask()");
  const took = await measured.run<number[]>(`bench.stream(messages, ${perPatch})`);
  const rows = [
    row(group, "one update: main thread", update.task - idle.task, "ms", 2),
    row(group, "one update: script", update.script - idle.script, "ms"),
    row(group, "1,000 updates a second: 95th percentile of frames", p95(took), "ms", 17),
    row(group, "1,000 updates a second: longest task", await measured.run<number>("bench.longestTask()"), "ms", 50),
  ];
  host.end();
  await measured.close();
  return rows;
}

function patches(host: PanelMessages, run: ReturnType<typeof generatedRun>, count: number, size: number): unknown[] {
  const gathered: unknown[] = [];
  for (let index = 0; index < count; index++) {
    run.advance(size);
    gathered.push(...host.take());
  }
  return gathered;
}

/** The same calls as plain virtualised rows, of which a script paints nothing but what is in view. */
async function peer(browser: PanelBrowser): Promise<Row[]> {
  const run = generatedRun(plan, events);
  run.advance(Number.POSITIVE_INFINITY);
  const calls = run.state.calls.map(({ index, attempts, endedAtMs, ending }) => ({
    index,
    tool: plan.calls[index]?.tool,
    words: JSON.stringify(plan.calls[index]?.arguments),
    outcome: ending?.outcome,
    startedAtMs: attempts[0]?.startedAtMs,
    endedAtMs,
  }));
  const measured = await Measured.open(browser, "virtualRows.js");
  await measured.hold("messages", [{ calls }]);
  const firstPaint = await measured.run<number>(`bench.firstPaint(messages, ".call-row")`);
  await measured.run("void (messages.length = 0)");
  const rows = [
    row("plain virtual rows", "data to first paint", firstPaint, "ms"),
    ...(await frames(measured, "plain virtual rows", "scroll", "scroll")),
    row("plain virtual rows", "heap", await measured.heapMb(), "MB"),
  ];
  await measured.close();
  return rows;
}

/** What the host holds for a kept run that somebody looks at, beside its plan and its results. */
function hostMemory(): Row {
  const before = heldBytes();
  const run = generatedRun(plan, events);
  run.advance(Number.POSITIVE_INFINITY);
  const host = new PanelMessages(run);
  host.take();
  const held = heldBytes() - before;
  host.end();
  return row(group, "host: memory for a kept run, a call", held / callCount, "bytes", 300);
}

function heldBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function main(): Promise<void> {
  const memory = hostMemory();
  const browser = await startPanelBrowser();
  const rows = [...(await finished(browser)), ...(await live(browser)), memory, ...(await peer(browser))];
  await browser.close();
  console.log(table(rows));
  mkdirSync("out/bench", { recursive: true });
  writeFileSync("out/bench/panel.json", `${JSON.stringify({ quick, callCount, rows }, null, 2)}\n`);
}

await main();
