import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { emptyWorkbook } from "./emptyWorkbook";
import { each, type MatrixCall, type Subject } from "../subject";

/** The official filesystem server: `edit_file` reads a file, changes a line and writes it back. */
export const filesystem: Subject = {
  package: "@modelcontextprotocol/server-filesystem",
  workload: "20 edits of one file, 6 files written, 10 reads and lists",
  begin: async (folder) => {
    const notes = join(folder, "notes.txt");
    await writeFile(notes, each(20, (n) => `line ${n} old\n`).join(""));
    const edit = (n: number): MatrixCall => ({
      tool: "edit_file",
      arguments: { path: notes, edits: [{ oldText: `line ${n} old`, newText: `line ${n} new` }] },
      writes: ["folder/notes.txt"],
    });
    const write = (n: number): MatrixCall => ({
      tool: "write_file",
      arguments: { path: join(folder, `file${n}.txt`), content: `content ${n}` },
      writes: [`folder/file${n}.txt`],
    });
    const read = (name: string): MatrixCall => ({
      tool: "read_text_file",
      arguments: { path: join(folder, name) },
      reads: [`folder/${name}`],
    });
    return {
      args: [folder],
      calls: [
        ...each(10, edit),
        ...each(6, write),
        ...each(6, (n) => read(`file${n}.txt`)),
        read("notes.txt"),
        { tool: "list_directory", arguments: { path: folder }, reads: ["folder"] },
        ...each(10, (n) => edit(n + 10)),
        read("notes.txt"),
        { tool: "list_directory", arguments: { path: folder }, reads: ["folder"] },
      ],
      writes: 26,
      async kept() {
        let kept = (await readFile(notes, "utf8")).match(/ new$/gm)?.length ?? 0;
        for (let n = 0; n < 6; n++) {
          if ((await readFile(join(folder, `file${n}.txt`), "utf8").catch(() => "")) === `content ${n}`) kept++;
        }
        return kept;
      },
    };
  },
};

/** A server that edits files and runs commands, which touch files that no argument names. */
export const commander: Subject = {
  package: "@wonderwhy-er/desktop-commander",
  workload: "12 edits and 8 appends of two files, 4 commands on them, 6 reads",
  begin: async (folder) => {
    const notes = join(folder, "notes.txt");
    const log = join(folder, "log.txt");
    await writeFile(notes, each(12, (n) => `line ${n} old\n`).join(""));
    await writeFile(log, "");
    const edit = (n: number): MatrixCall => ({
      tool: "edit_block",
      arguments: { file_path: notes, old_string: `line ${n} old`, new_string: `line ${n} new` },
      writes: ["notes"],
    });
    const append = (n: number): MatrixCall => ({
      tool: "write_file",
      arguments: { path: log, content: `entry ${n}\n`, mode: "append" },
      writes: ["log"],
    });
    const command = (n: number): MatrixCall => ({
      tool: "start_process",
      arguments: { command: `sed -i 's/^entry ${2 * n}$/entry ${2 * n}, seen/' ${log}`, timeout_ms: 500 },
      writes: ["log"],
    });
    const read = (path: string, name: string): MatrixCall => ({
      tool: "read_file",
      arguments: { path },
      reads: [name],
    });
    return {
      args: ["--no-onboarding"],
      env: { HOME: folder },
      calls: [
        ...each(6, edit),
        read(notes, "notes"),
        ...each(4, (n) => [append(2 * n), append(2 * n + 1), command(n)]).flat(),
        ...each(3, () => read(log, "log")),
        ...each(6, (n) => edit(n + 6)),
        read(notes, "notes"),
        read(log, "log"),
      ],
      writes: 24,
      steady: (answer) => answer.replaceAll(/PID \d+|pid:? \d+|\d+(?:\.\d+)? ?m?s\b/gi, "«»"),
      async kept() {
        const edits = (await readFile(notes, "utf8")).match(/ new$/gm)?.length ?? 0;
        const text = await readFile(log, "utf8");
        return edits + (text.match(/^entry/gm)?.length ?? 0) + (text.match(/, seen$/gm)?.length ?? 0);
      },
    };
  },
};

/** A server for workbooks, whose argument for the file is `fileAbsolutePath`. */
export const excel: Subject = {
  package: "@negokaz/excel-mcp-server",
  workload: "20 cells in each of two workbooks, 8 reads",
  begin: (folder) => {
    const book = (name: string) => join(folder, `${name}.xlsx`);
    const cell = (name: string, n: number): MatrixCall => ({
      tool: "excel_write_to_sheet",
      arguments: {
        fileAbsolutePath: book(name),
        sheetName: "Data",
        newSheet: false,
        range: `A${n + 1}:A${n + 1}`,
        values: [[`${name} ${n}`]],
      },
      writes: [name],
    });
    const read = (name: string, count: number): MatrixCall => ({
      tool: "excel_read_sheet",
      arguments: { fileAbsolutePath: book(name), sheetName: "Data", range: `A1:A${count}` },
      reads: [name],
    });
    return Promise.resolve({
      args: [],
      calls: each(20, (n) => [
        cell("left", n),
        cell("right", n),
        ...(n % 5 === 4 ? [read("left", n + 1), read("right", n + 1)] : []),
      ]).flat(),
      writes: 40,
      async setUp(call) {
        for (const name of ["left", "right"]) {
          await writeFile(book(name), emptyWorkbook());
          await call("excel_write_to_sheet", {
            fileAbsolutePath: book(name),
            sheetName: "Data",
            newSheet: true,
            range: "B1:B1",
            values: [["begin"]],
          });
        }
      },
      async kept(call) {
        let kept = 0;
        for (const name of ["left", "right"]) {
          const text = await call("excel_read_sheet", {
            fileAbsolutePath: book(name),
            sheetName: "Data",
            range: "A1:A20",
          });
          kept += new Set(text.match(new RegExp(`${name} \\d+`, "g"))).size;
        }
        return kept;
      },
    });
  },
};

/** A git server; two repositories, in which commits and tags are made and logs are read. */
export const git: Subject = {
  package: "@cyanheads/git-mcp-server",
  workload: "10 commits and 4 tags in each of two repositories, 8 logs",
  begin: (folder) => {
    const path = (name: string) => join(folder, name);
    const commit = (name: string, n: number): MatrixCall => ({
      tool: "git_commit",
      arguments: { path: path(name), message: `commit ${n}`, allowEmpty: true },
      writes: [name],
    });
    const tag = (name: string, n: number): MatrixCall => ({
      tool: "git_tag",
      arguments: { path: path(name), mode: "create", tagName: `tag${n}` },
      writes: [name],
    });
    const log = (name: string): MatrixCall => ({
      tool: "git_log",
      arguments: { path: path(name), oneline: true, maxCount: 50 },
      reads: [name],
    });
    return Promise.resolve({
      args: [],
      env: {
        GIT_AUTHOR_NAME: "matrix",
        GIT_AUTHOR_EMAIL: "matrix@example.org",
        GIT_COMMITTER_NAME: "matrix",
        GIT_COMMITTER_EMAIL: "matrix@example.org",
        GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
        GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
      },
      calls: each(10, (n) => [
        commit("left", n),
        commit("right", n),
        ...(n % 3 === 0 ? [tag("left", n), tag("right", n), log("left"), log("right")] : []),
      ]).flat(),
      writes: 28,
      steady: (answer) => answer.replaceAll(/\b[0-9a-f]{7,40}\b/g, "«hash»").replaceAll(folder, "«folder»"),
      async setUp(call) {
        for (const name of ["left", "right"]) await call("git_init", { path: path(name), initialBranch: "main" });
      },
      async kept(call) {
        let kept = 0;
        for (const name of ["left", "right"]) {
          const commits = await call("git_log", { path: path(name), oneline: true, maxCount: 50 });
          kept += new Set(commits.match(/commit \d+/g)).size;
          const tags = await call("git_tag", { path: path(name), mode: "list" });
          kept += new Set(tags.match(/tag\d+/g)).size;
        }
        return kept;
      },
    });
  },
};
