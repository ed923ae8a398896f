import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { inTurns, row, type Row } from "./measure";

const group = "Command line: calls that calculate";
const cli = join("dist", "cli.js");
const count = 100_000;

/** A process's own figures, as it ends, on the first descriptor that it uses for nothing else. */
const figuresAtExit = `data:text/javascript,${encodeURIComponent(
  'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())));',
)}`;

/**
 * What the command line takes for a call, from the start of the process to its end: processor time of all its threads, beside
 * what reading the same text as JSON and writing it again takes; and its memory where calls are very many.
 */
export async function cost(quick: boolean): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "cost-"));
  try {
    return [...(await timeOf(folder, quick ? 1 : 5)), ...memoryOf(folder, quick ? count : 1_000_000)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function timeOf(folder: string, turns: number): Promise<Row[]> {
  const { file, text } = manifest(folder, count);
  const { copy } = await inTurns(turns, { copy: () => Promise.resolve(JSON.stringify(JSON.parse(text))) });
  const copyMicros = (copy.cpu * 1000) / count;
  const kinds = [
    { name: "planned", words: ["plan", file] },
    { name: "run, nothing kept", words: ["run", file, "--no-keep"], mostMicros: 15 },
    { name: "run and kept", words: ["run", file], mostMicros: 22 },
  ];
  return [
    row(group, "a call as JSON, read and written", copyMicros, "µs"),
    ...kinds.flatMap(({ name, words, mostMicros }) => {
      const micros = Math.min(...Array.from({ length: turns }, () => figuresOf(words, folder).cpuMicros / count));
      return [
        row(group, `a call, ${name}`, micros, "µs", mostMicros),
        row(group, `a call, ${name} ÷ as JSON`, micros / copyMicros, "×"),
      ];
    }),
  ];
}

/** Of a million calls. */
const mostMegabytes = 1_500;

function memoryOf(folder: string, most: number): Row[] {
  const all = `${most.toLocaleString("en")} calls`;
  const kinds = { planned: ["plan"], "run, nothing kept": ["run", "--no-keep"], "run and kept": ["run"] };
  const one = manifest(folder, 1);
  const many = manifest(folder, most);
  return Object.entries(kinds).flatMap(([name, words]) => {
    const start = figuresOf([...words, one.file], folder).peakBytes;
    const peak = figuresOf([...words, many.file], folder).peakBytes;
    return [
      row(group, `most memory, ${all}, ${name}`, peak / 1e6, "MB", most < 1_000_000 ? undefined : mostMegabytes),
      row(group, `most bytes a call beyond the first, ${all}, ${name}`, (peak - start) / most, "B"),
    ];
  });
}

function manifest(folder: string, calls: number): { readonly file: string; readonly text: string } {
  const file = join(folder, `${calls}.toolcalls.json`);
  const text = JSON.stringify({
    version: 1,
    calls: Array.from({ length: calls }, (_, index) => ({
      tool: "calculate",
      arguments: { expression: `${index} + 1` },
    })),
  });
  writeFileSync(file, text);
  return { file, text };
}

interface Figures {
  readonly cpuMicros: number;
  readonly peakBytes: number;
}

/** What one run of the command line takes. Its runs are kept in a folder of its own, and are gone afterwards. */
function figuresOf(words: readonly string[], folder: string): Figures {
  const state = mkdtempSync(join(folder, "state-"));
  const { CI: _, ...rest } = process.env;
  const { status, output } = spawnSync(process.execPath, ["--import", figuresAtExit, cli, ...words], {
    env: { ...rest, XDG_STATE_HOME: state, LOCALAPPDATA: state },
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    encoding: "utf8",
  });
  rmSync(state, { recursive: true });
  if (status !== 0) throw new Error(`${words.join(" ")} ended with ${String(status)}.`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(output[3] ?? "") as NodeJS.ResourceUsage;
  return { cpuMicros: userCPUTime + systemCPUTime, peakBytes: maxRSS * 1024 };
}
