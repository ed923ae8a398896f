import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { each, type MatrixCall, type Subject } from "../subject";

/** The official memory server: one file of JSON lines, read and written whole by every call. */
export const memory: Subject = {
  package: "@modelcontextprotocol/server-memory",
  workload: "16 entities, 8 observations, 8 searches",
  begin: (folder) => {
    const file = join(folder, "memory.jsonl");
    const calls: MatrixCall[] = each(16, (n) => [
      {
        tool: "create_entities",
        arguments: { entities: [{ name: `entity ${n}`, entityType: "thing", observations: [`first ${n}`] }] },
        writes: ["graph"],
      },
      ...(n % 2 === 1
        ? [
            {
              tool: "add_observations",
              arguments: { observations: [{ entityName: `entity ${n - 1}`, contents: [`second ${n}`] }] },
              writes: ["graph"],
            },
            { tool: "search_nodes", arguments: { query: `first ${n}` }, reads: ["graph"] },
          ]
        : []),
    ]).flat();
    return Promise.resolve({
      args: [],
      env: { MEMORY_FILE_PATH: file },
      calls,
      writes: 24,
      async kept() {
        const text = await readFile(file, "utf8");
        const entities = text.split("\n").filter((line) => isWhole(line) && line.includes('"type":"entity"'));
        const second = entities.filter((line) => line.includes('"second ')).length;
        return new Set(entities.map((line) => /"name":"([^"]+)"/.exec(line)?.[1])).size + second;
      },
    });
  },
};

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** A memory server whose graph lies in SQLite. */
export const libsql: Subject = {
  package: "mcp-memory-libsql",
  workload: "16 entities, 8 relations, 8 searches",
  begin: (folder) => {
    const entity = (n: number): MatrixCall => ({
      tool: "create_entities",
      arguments: { entities: [{ name: `entity${n}`, entityType: "thing", observations: [`seen${n}`] }] },
      writes: ["graph"],
    });
    const related = (n: number): MatrixCall => ({
      tool: "create_relations",
      arguments: { relations: [{ source: `entity${n - 1}`, target: `entity${n}`, type: "before" }] },
      writes: ["graph"],
    });
    const search = (n: number): MatrixCall => ({
      tool: "search_nodes",
      arguments: { query: `seen${n}` },
      reads: ["graph"],
    });
    return Promise.resolve({
      args: [],
      env: { LIBSQL_URL: `file:${join(folder, "memory.db")}` },
      calls: each(16, (n) => (n % 2 === 1 ? [entity(n), related(n), search(n)] : [entity(n)])).flat(),
      writes: 24,
      steady: withoutTimes,
      async kept(call) {
        let kept = 0;
        for (let n = 0; n < 16; n++) {
          const found = await call("search_nodes", { query: `seen${n}` });
          if (found.includes(`"entity${n}"`)) kept++;
          if (n % 2 === 1 && found.includes('"before"')) kept++;
        }
        return kept;
      },
    });
  },
};

/** The official server that thinks step by step: its answers count what it was told before. */
export const thinking: Subject = {
  package: "@modelcontextprotocol/server-sequential-thinking",
  workload: "24 thoughts, each answered with how many there were",
  begin: () => {
    let seen = 0;
    return Promise.resolve({
      args: [],
      env: { DISABLE_THOUGHT_LOGGING: "true" },
      calls: each(24, (n) => ({
        tool: "sequentialthinking",
        arguments: {
          thought: `thought ${n}`,
          thoughtNumber: n + 1,
          totalThoughts: 24,
          nextThoughtNeeded: n < 23,
        },
        writes: ["history"],
      })),
      writes: 24,
      // What it was told ends with its process: the highest count among its answers says how much that was.
      kept: () => Promise.resolve(seen),
      steady: (answer) => {
        seen = Math.max(seen, Number(/"thoughtHistoryLength": ?(\d+)/.exec(answer)?.[1] ?? 0));
        return answer;
      },
    });
  },
};

/** A task manager that keeps all requests in one JSON file. */
export const tasks: Subject = {
  package: "@kazuph/mcp-taskmanager",
  workload: "12 requests with tasks, 12 tasks more, 6 lists",
  begin: (folder) => {
    const file = join(folder, "tasks.json");
    return Promise.resolve({
      args: [],
      env: { TASK_MANAGER_FILE_PATH: file },
      calls: each(12, (n): MatrixCall[] => [
        {
          tool: "request_planning",
          arguments: { originalRequest: `request ${n}`, tasks: [{ title: `task ${n}`, description: "do it" }] },
          writes: ["store"],
        },
        {
          tool: "add_tasks_to_request",
          arguments: { requestId: `req-${n + 1}`, tasks: [{ title: `more ${n}`, description: "do that" }] },
          writes: ["store"],
        },
        ...(n % 2 === 1 ? [{ tool: "list_requests", arguments: {}, reads: ["store"] }] : []),
      ]).flat(),
      writes: 24,
      async kept() {
        const text = await readFile(file, "utf8");
        if (!isWhole(text)) return 0;
        return [/"(?:originalRequest)": ?"request \d+"/g, /"title": ?"more \d+"/g].flatMap((found) => [
          ...new Set(text.match(found)),
        ]).length;
      },
    });
  },
};

/** A memory bank: a file for each project and name. */
export const bank: Subject = {
  package: "@allpepper/memory-bank-mcp",
  workload: "12 files, 12 updates, 6 lists, 6 reads in three projects",
  begin: (folder) => {
    const file = (n: number) => ({ projectName: `project${n % 3}`, fileName: `note${Math.floor(n / 3)}.md` });
    const key = (n: number) => `project${n % 3}/note${Math.floor(n / 3)}.md`;
    return Promise.resolve({
      args: [],
      env: { MEMORY_BANK_ROOT: folder },
      calls: each(12, (n): MatrixCall[] => [
        { tool: "memory_bank_write", arguments: { ...file(n), content: `first ${n}` }, writes: [key(n)] },
        { tool: "memory_bank_update", arguments: { ...file(n), content: `second ${n}` }, writes: [key(n)] },
        n % 2 === 0
          ? { tool: "memory_bank_read", arguments: file(n), reads: [key(n)] }
          : {
              tool: "list_project_files",
              arguments: { projectName: `project${n % 3}` },
              reads: [`project${n % 3}`],
            },
      ]).flat(),
      writes: 24,
      async kept() {
        let kept = 0;
        for (let n = 0; n < 12; n++) {
          const text = await readFile(join(folder, key(n)), "utf8").catch(() => "");
          if (text !== "") kept++;
          if (text === `second ${n}`) kept++;
        }
        return kept;
      },
    });
  },
};

function withoutTimes(answer: string): string {
  return answer.replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, "«time»");
}
