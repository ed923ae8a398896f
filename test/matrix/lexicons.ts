import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { JsonObject } from "../../src/core/model/data/json";
import type { SourceFacts, Tool } from "../../src/core/model/tool";
import { isAddressed } from "../../src/core/plan/resources/addressed";
import { effectsOf } from "../../src/core/plan/effects/sourceEffects";
import { callTimeoutMs, connect } from "./client";
import labels from "./labels.json";
import { serverEntry, serverPackages } from "./packages";
import type { Machine } from "./subject";
import { whySkipped } from "./trial";

/** What a person says of a server's tools who knows them; `either` are those of which both would be right. */
interface Labels {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly either?: readonly string[];
}

/** How often the verdict on a tool was right, where the label is the truth. */
interface Score {
  writersFound: number;
  writersMissed: number;
  readersHeld: number;
  readersFree: number;
  readonly missed: string[];
  readonly held: string[];
}

/** What the verdict is made of, from least to most. */
const knowing = ["names alone", "names and descriptions", "all that the server says"] as const;
type Knowing = (typeof knowing)[number];

/** Asks every labelled server for its tools, judges each tool, and compares with the labels. */
export async function lexiconTable(folder: string, machine: Machine): Promise<string> {
  const scores = new Map<Knowing, Score>(knowing.map((name) => [name, emptyScore()]));
  const addressed: string[] = [];
  const skipped: string[] = [];
  for (const [name, label] of Object.entries(labels as Readonly<Record<string, Labels>>)) {
    try {
      const facts = await listedTools(name, join(folder, name.replaceAll("/", "-")), machine);
      for (const how of knowing) judge(scores.get(how) ?? emptyScore(), factsFor(how, facts), label, name);
      if (isAddressed(facts)) addressed.push(name);
    } catch (error) {
      skipped.push(`${name}: ${whySkipped(error)}`);
      console.log(`– ${name} is skipped: ${whySkipped(error)}`);
    }
  }
  for (const [how, { missed, held }] of scores) {
    console.log(
      `\n${how}\n  writers taken for readers: ${missed.join(", ")}\n  readers taken for writers: ${held.join(", ")}`,
    );
  }
  return [table(scores), "", sources(addressed), ...missing(skipped)].join("\n");
}

/** What a server says of its tools, asked of a process of it on an empty folder. */
export async function listedTools(name: string, folder: string, machine: Machine): Promise<SourceFacts> {
  const entry = await serverEntry(name);
  await mkdir(folder, { recursive: true });
  const { args = [], env = {} } = serverPackages[name] ?? {};
  const redis = args.includes("{redis}") ? await machine.redis() : "";
  const filled = (text: string): string => text.replaceAll("{folder}", folder).replaceAll("{redis}", redis);
  const server = await connect({
    command: process.execPath,
    args: [entry, ...args.map(filled)],
    env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)])),
    cwd: folder,
  });
  try {
    const { tools } = await server.client.listTools(undefined, { timeout: callTimeoutMs });
    const serverName = server.client.getServerVersion()?.name;
    return {
      kind: "server",
      ...(serverName !== undefined && { serverName }),
      tools: tools.map(({ name: tool, description, inputSchema, annotations }) => ({
        source: name,
        name: tool,
        ...(description !== undefined && { description }),
        inputSchema: inputSchema as JsonObject,
        ...(annotations && { annotations: annotations as Tool["annotations"] & object }),
      })),
    };
  } finally {
    await server.close();
  }
}

function factsFor(how: Knowing, facts: SourceFacts): SourceFacts {
  if (how === "all that the server says") return facts;
  const tools = facts.tools.map(({ source, name, description, inputSchema }) => ({
    source,
    name,
    ...(inputSchema && { inputSchema }),
    ...(how === "names and descriptions" && description !== undefined && { description }),
  }));
  return { kind: "server", tools };
}

/** A tool of which nothing is known counts as planning counts it: as writing, where its source has a writer. */
function judge(score: Score, facts: SourceFacts, { reads, writes }: Labels, name: string): void {
  const effects = effectsOf(facts);
  const hasWriter = [...effects.values()].some(({ effect }) => effect === "writes");
  const isHeld = (tool: string): boolean => {
    const effect = effects.get(tool)?.effect ?? "unknown";
    return effect === "writes" || (effect === "unknown" && hasWriter);
  };
  for (const tool of writes.filter((it) => effects.has(it))) {
    if (isHeld(tool)) score.writersFound++;
    else {
      score.writersMissed++;
      score.missed.push(`${name} ${tool}`);
    }
  }
  for (const tool of reads.filter((it) => effects.has(it))) {
    if (isHeld(tool)) {
      score.readersHeld++;
      score.held.push(`${name} ${tool}`);
    } else score.readersFree++;
  }
}

function emptyScore(): Score {
  return { writersFound: 0, writersMissed: 0, readersHeld: 0, readersFree: 0, missed: [], held: [] };
}

function table(scores: ReadonlyMap<Knowing, Score>): string {
  const head = [
    "known of a tool",
    "tools",
    "writers found (recall)",
    "writers that write (precision)",
    "readers left free",
  ];
  const rows = [...scores].map(([how, { writersFound, writersMissed, readersHeld, readersFree }]) => [
    how,
    String(writersFound + writersMissed + readersHeld + readersFree),
    share(writersFound, writersFound + writersMissed),
    share(writersFound, writersFound + readersHeld),
    share(readersFree, readersFree + readersHeld),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} % of ${whole}`;
}

function sources(addressed: readonly string[]): string {
  return `Addressed, so that their calls are ordered by the files that they name: ${addressed.join(", ")}.`;
}

function missing(skipped: readonly string[]): string[] {
  return skipped.length === 0 ? [] : ["", "Not to be had on the machine:", "", ...skipped.map((it) => `- ${it}`)];
}
