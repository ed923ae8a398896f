import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { messageOf } from "../../src/core/model/failure";

interface ServerPackage {
  readonly version: string;
  /** The file that is run, in the package. */
  readonly entry: string;
  readonly overrides?: Readonly<Record<string, string>>;
  /** What it wants before it lists its tools; `{folder}` stands for an empty folder and `{redis}` for a Redis. No key is a real one. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const nowhere = "postgresql://127.0.0.1:1/none";

/** The servers that are tried, or whose tools are only listed, each at one version, so that a row says what it is about. */
export const serverPackages: Readonly<Record<string, ServerPackage>> = {
  "@modelcontextprotocol/server-memory": { version: "2026.8.31", entry: "dist/index.js" },
  "@modelcontextprotocol/server-filesystem": { version: "2026.8.31", entry: "dist/index.js", args: ["{folder}"] },
  "@modelcontextprotocol/server-sequential-thinking": { version: "2026.8.31", entry: "dist/index.js" },
  "@modelcontextprotocol/server-everything": { version: "2026.8.31", entry: "dist/index.js" },
  "@playwright/mcp": { version: "0.0.83", entry: "cli.js" },
  "chrome-devtools-mcp": { version: "1.11.0", entry: "build/src/bin/chrome-devtools-mcp.js" },
  "mcp-server-sqlite": {
    version: "0.0.2",
    entry: "dist/cli.js",
    // The usual one has to be compiled; this is the same interface over SQLite as WebAssembly.
    overrides: { "better-sqlite3": "npm:@ansvar/mcp-sqlite@1.0.5" },
    args: ["--db", "{folder}/notes.db"],
  },
  "mcp-memory-libsql": { version: "0.0.17", entry: "dist/index.js", env: { LIBSQL_URL: "file:{folder}/memory.db" } },
  "@bytebase/dbhub": {
    version: "1.4.0",
    entry: "dist/index.js",
    args: ["--transport", "stdio", "--dsn", "sqlite://{folder}/notes.db"],
  },
  "@negokaz/excel-mcp-server": { version: "0.12.0", entry: "dist/launcher.js" },
  "@cyanheads/git-mcp-server": { version: "2.15.3", entry: "dist/index.js" },
  "@kazuph/mcp-taskmanager": { version: "1.1.1", entry: "dist/index.js" },
  "@allpepper/memory-bank-mcp": {
    version: "0.2.2",
    entry: "dist/main/index.js",
    env: { MEMORY_BANK_ROOT: "{folder}" },
  },
  "@wonderwhy-er/desktop-commander": { version: "0.2.52", entry: "dist/index.js", env: { HOME: "{folder}" } },
  "@modelcontextprotocol/server-redis": { version: "2025.4.25", entry: "dist/index.js", args: ["{redis}"] },
  "enhanced-postgres-mcp-server": { version: "1.0.1", entry: "dist/index.js", args: [nowhere] },
  "@henkey/postgres-mcp-server": { version: "1.0.7", entry: "build/index.js", args: ["--connection-string", nowhere] },
  "@modelcontextprotocol/server-brave-search": {
    version: "0.6.2",
    entry: "dist/index.js",
    env: { BRAVE_API_KEY: "-" },
  },
  "@modelcontextprotocol/server-github": { version: "2025.4.8", entry: "dist/index.js" },
  "@modelcontextprotocol/server-google-maps": {
    version: "0.6.2",
    entry: "dist/index.js",
    env: { GOOGLE_MAPS_API_KEY: "-" },
  },
  "@modelcontextprotocol/server-puppeteer": { version: "2025.5.12", entry: "dist/index.js" },
  "@modelcontextprotocol/server-slack": {
    version: "2025.4.25",
    entry: "dist/index.js",
    env: { SLACK_BOT_TOKEN: "-", SLACK_TEAM_ID: "-" },
  },
  "@notionhq/notion-mcp-server": { version: "2.5.2", entry: "bin/cli.mjs", env: { NOTION_TOKEN: "-" } },
  "@upstash/context7-mcp": { version: "4.1.1", entry: "dist/index.js" },
  "@eslint/mcp": { version: "0.3.13", entry: "src/mcp-cli.js" },
  "@zereight/mcp-gitlab": { version: "2.1.64", entry: "build/index.js", env: { GITLAB_PERSONAL_ACCESS_TOKEN: "-" } },
  "airtable-mcp-server": { version: "1.14.0", entry: "dist/main.js", env: { AIRTABLE_API_KEY: "-" } },
  "figma-developer-mcp": { version: "0.13.2", entry: "dist/bin.js", args: ["--stdio", "--figma-api-key=-"] },
  "firecrawl-mcp": { version: "3.26.0", entry: "dist/index.js", env: { FIRECRAWL_API_KEY: "-" } },
  "linear-mcp-server": { version: "0.1.0", entry: "build/index.js", env: { LINEAR_API_KEY: "-" } },
  "mcp-server-commands": { version: "0.5.0", entry: "build/index.js" },
  "mcp-server-kubernetes": { version: "4.1.7", entry: "dist/index.js" },
  "mcp-shrimp-task-manager": { version: "1.0.21", entry: "dist/index.js", env: { DATA_DIR: "{folder}" } },
  "mongodb-mcp-server": { version: "3.0.4", entry: "dist/esm/index.js", env: { MDB_MCP_TELEMETRY: "disabled" } },
  "tavily-mcp": { version: "0.2.22", entry: "build/index.js", env: { TAVILY_API_KEY: "tvly-none" } },
};

/** Where they are kept: beside what else is fetched for tests, and ignored by git. */
const cache = join(process.cwd(), ".vscode-test", "servers");

const installTimeoutMs = 240_000;

/**
 * The file that starts a server, installed in a folder of its own unless it is there already. Install scripts do not run.
 * Rejects where the registry does not have it.
 */
export async function serverEntry(name: string): Promise<string> {
  const wanted = serverPackages[name];
  if (wanted === undefined) throw new Error(`${name} has no pinned version.`);
  const folder = join(cache, name.replaceAll(/[@/]+/g, "-").replace(/^-/, ""));
  const installed = join(folder, "node_modules", name);
  if (versionIn(installed) !== wanted.version) await install(folder, name, wanted);
  const entry = join(installed, wanted.entry);
  if (!existsSync(entry)) throw new Error(`${name}@${wanted.version} has no ${wanted.entry}.`);
  return entry;
}

async function install(folder: string, name: string, { version, overrides }: ServerPackage): Promise<void> {
  console.log(`Installing ${name}@${version}…`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const manifest = { private: true, dependencies: { [name]: version }, ...(overrides && { overrides }) };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await new Promise<void>((resolve, reject) => {
    execFile("npm", args, { cwd: folder, timeout: installTimeoutMs }, (error) => {
      if (error === null) resolve();
      else reject(new Error(`${name}@${version} could not be installed: ${messageOf(error)}`));
    });
  });
}

function versionIn(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version?: string }).version;
  } catch {
    return undefined;
  }
}
