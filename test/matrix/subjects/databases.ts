import { join } from "node:path";

import { each, type CallTool, type MatrixCall, type Subject } from "../subject";

const table = "CREATE TABLE note (id INTEGER PRIMARY KEY, name TEXT, body TEXT)";

/** An SQLite server with a tool for each kind of statement. */
export const sqlite: Subject = {
  package: "mcp-server-sqlite",
  workload: "14 rows inserted, 14 updates, 7 counts",
  begin: (folder) => {
    const calls = each(14, (n): MatrixCall[] => [
      { tool: "insert-record", arguments: { table: "note", data: { name: `note ${n}`, body: "" } }, writes: ["db"] },
      {
        tool: "execute",
        arguments: { sql: `UPDATE note SET body = body || 'after ${n},' WHERE name = 'note 0'` },
        writes: ["db"],
      },
      ...(n % 2 === 1 ? [{ tool: "query", arguments: { sql: countAndBody }, reads: ["db"] }] : []),
    ]).flat();
    return Promise.resolve({
      args: ["--db", join(folder, "notes.db")],
      calls,
      writes: 28,
      setUp: (call) => call("execute", { sql: table }),
      kept: (call) => keptIn((sql) => call("query", { sql }), 14),
    });
  },
};

/** DBHub: one tool that runs any statement, here over SQLite. */
export const dbhub: Subject = {
  package: "@bytebase/dbhub",
  workload: "14 rows inserted, 14 updates, 7 counts",
  begin: (folder) => {
    const run = (sql: string, touch: Pick<MatrixCall, "reads" | "writes">): MatrixCall => ({
      tool: "execute_sql",
      arguments: { sql },
      ...touch,
    });
    return Promise.resolve({
      args: ["--transport", "stdio", "--dsn", `sqlite://${join(folder, "notes.db")}`],
      calls: each(14, (n) => [
        run(`INSERT INTO note (name, body) VALUES ('note ${n}', '')`, { writes: ["db"] }),
        run(`UPDATE note SET body = body || 'after ${n},' WHERE name = 'note 0'`, { writes: ["db"] }),
        ...(n % 2 === 1 ? [run(countAndBody, { reads: ["db"] })] : []),
      ]).flat(),
      writes: 28,
      setUp: (call) => call("execute_sql", { sql: table }),
      kept: (call) => keptIn((sql) => call("execute_sql", { sql }), 14),
    });
  },
};

/** A PostgreSQL server over a pool of connections: two statements at once are two transactions. */
export const postgres: Subject = {
  package: "enhanced-postgres-mcp-server",
  workload: "14 rows inserted, 14 updates that read what they change, 7 counts",
  async begin(_folder, machine) {
    const address = await machine.postgres();
    return {
      args: [address],
      calls: each(14, (n): MatrixCall[] => [
        { tool: "insert", arguments: { table: "note", data: { name: `note ${n}`, body: "" } }, writes: ["note"] },
        {
          tool: "execute",
          arguments: {
            sql:
              "WITH seen AS (SELECT body, pg_sleep(0.02) FROM note WHERE name = 'log') " +
              `UPDATE note SET body = seen.body || 'after ${n},' FROM seen WHERE name = 'log'`,
          },
          writes: ["note"],
        },
        ...(n % 2 === 1
          ? [{ tool: "query", arguments: { sql: countAndBody.replace("note 0", "log") }, reads: ["note"] }]
          : []),
      ]).flat(),
      writes: 28,
      async setUp(call) {
        await call("execute", { sql: "DROP TABLE IF EXISTS note" });
        await call("execute", { sql: table.replace("INTEGER", "SERIAL") });
        await call("insert", { table: "note", data: { name: "log", body: "" } });
      },
      kept: (call) => keptIn((sql) => call("query", { sql }), 14),
    };
  },
};

/** The official Redis server. */
export const redis: Subject = {
  package: "@modelcontextprotocol/server-redis",
  workload: "8 keys set twice, 8 deleted, 16 read, 4 lists",
  async begin(_folder, machine) {
    const address = await machine.redis();
    const set = (n: number, value: string): MatrixCall => ({
      tool: "set",
      arguments: { key: `key${n}`, value },
      writes: [`keys/${n}`],
    });
    const get = (n: number): MatrixCall => ({ tool: "get", arguments: { key: `key${n}` }, reads: [`keys/${n}`] });
    const list: MatrixCall = { tool: "list", arguments: { pattern: "key*" }, reads: ["keys"] };
    return {
      args: [address],
      calls: each(8, (n): MatrixCall[] => [
        set(n, `first ${n}`),
        get(n),
        set(n, `second ${n}`),
        get(n),
        { tool: "set", arguments: { key: `passing${n}`, value: "x" }, writes: [`keys/passing${n}`] },
        { tool: "delete", arguments: { key: `passing${n}` }, writes: [`keys/passing${n}`] },
        ...(n % 2 === 1 ? [list] : []),
      ]).flat(),
      writes: 16,
      // The order of the keys is Redis's own affair.
      steady: (answer) => answer.split("\n").sort().join("\n"),
      setUp: emptied,
      async kept(call) {
        let kept = 0;
        for (let n = 0; n < 8; n++) {
          if ((await call("get", { key: `key${n}` })).includes(`second ${n}`)) kept++;
          if (!(await call("list", { pattern: `passing${n}` })).includes(`passing${n}`)) kept++;
        }
        return kept;
      },
    };
  },
};

async function emptied(call: CallTool): Promise<void> {
  const keys = each(8, (n) => [`key${n}`, `passing${n}`]).flat();
  await call("delete", { key: keys });
}

const countAndBody = "SELECT (SELECT count(*) FROM note) AS notes, body FROM note WHERE name = 'note 0'";

/** Rows and entries of the log that are there. */
async function keptIn(query: (sql: string) => Promise<string>, count: number): Promise<number> {
  const names = await query("SELECT DISTINCT name FROM note WHERE name LIKE 'note %'");
  const bodies = await query("SELECT body FROM note WHERE body <> ''");
  return each(count, (n) => n).reduce(
    (kept, n) => kept + (new RegExp(`note ${n}\\b`).test(names) ? 1 : 0) + (bodies.includes(`after ${n},`) ? 1 : 0),
    0,
  );
}
