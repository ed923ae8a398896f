import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Json, JsonObject } from "../../src/core/model/data/json";
import type { SourceFacts } from "../../src/core/model/tool";
import { listedTools } from "./lexicons";
import type { Machine } from "./subject";

/** The servers of which it is built in what they keep. */
const described = [
  "@modelcontextprotocol/server-filesystem",
  "@modelcontextprotocol/server-sequential-thinking",
  "@modelcontextprotocol/server-redis",
  "@modelcontextprotocol/server-slack",
  "@allpepper/memory-bank-mcp",
  "@cyanheads/git-mcp-server",
  "@wonderwhy-er/desktop-commander",
  "chrome-devtools-mcp",
  "mcp-shrimp-task-manager",
];

/** The parts of a schema that say which arguments there are; what describes them in words is the server's own text. */
const formal = new Set("type properties required items enum const anyOf oneOf allOf default format".split(" "));

/** Asks these servers for their tools and writes each list, without its prose, to where the unit tests read it. */
export async function recordToolLists(folder: string, machine: Machine): Promise<void> {
  const lists = join("test", "fixtures", "toolLists");
  await mkdir(lists, { recursive: true });
  for (const name of described) {
    const facts = await listedTools(name, join(folder, name.replaceAll("/", "-")), machine);
    const file = join(lists, `${name.replace(/^@/, "").replaceAll("/", "-")}.json`);
    await writeFile(file, `${JSON.stringify(withoutProse(facts), null, 2)}\n`);
    console.log(`${name}: ${facts.tools.length} tools`);
  }
}

function withoutProse({ serverName, tools }: SourceFacts): unknown {
  return {
    serverName,
    tools: tools.map(({ name, annotations, inputSchema }) => ({
      name,
      ...(annotations && { annotations: Object.fromEntries(Object.entries(annotations).filter(isHint)) }),
      inputSchema: formalPart(inputSchema ?? {}),
    })),
  };
}

function isHint([name]: readonly [string, unknown]): boolean {
  return name.endsWith("Hint");
}

function formalPart(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([name, value]) => (formal.has(name) ? [[name, formalValue(name, value)]] : [])),
  );
}

function formalValue(name: string, value: Json): Json {
  if (name === "properties" && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([each, schema]) => [each, formalItem(schema)]));
  }
  if (name === "items" || name === "anyOf" || name === "oneOf" || name === "allOf") return formalItem(value);
  return value;
}

function formalItem(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(formalItem);
  return isObject(value) ? formalPart(value) : value;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
