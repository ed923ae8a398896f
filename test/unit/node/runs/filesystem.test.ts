import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newRunId } from "../../../../src/node/runs/journal/journal";
import { Redactor } from "../../../../src/node/runs/redaction/redactor";
import { prepare } from "../../../../src/node/runs/prepare";
import { documentOf } from "../../../fixtures/resultsDocument";
import { plainEnvironment } from "../../../fixtures/runEnvironment";

const server = resolve("node_modules/@modelcontextprotocol/server-filesystem/dist/index.js");

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "files-")));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function start(calls: readonly unknown[], options: object = {}, hints: readonly string[] = []) {
  const text = JSON.stringify({
    version: 1,
    maxConcurrency: 20,
    servers: { fs: { command: process.execPath, args: [server, folder] } },
    ...options,
    calls,
  });
  const prepared = await prepare({
    text,
    environment: plainEnvironment({ places: { workspaceFolder: folder }, redaction: new Redactor() }),
    servers: "start",
  });
  expect(prepared.problems.map(({ message }) => message)).toEqual(hints);
  const session = prepared.session({ header: prepared.header(newRunId(0), "test", 0) });
  await session.start();
  return session;
}

async function run(calls: readonly unknown[], options: object = {}, hints: readonly string[] = []) {
  const session = await start(calls, options, hints);
  await session.close();
  return { plan: session.plan, document: documentOf(session) };
}

const line = (index: number): string => `line ${index} before`;
const lines = Array.from({ length: 20 }, (_, index) => `${line(index)}\n`).join("");

function edit(path: string, index: number) {
  const edits = [{ oldText: line(index), newText: `line ${index} after` }];
  return { tool: "fs/edit_file", arguments: { path, edits } };
}

describe("the official filesystem server", () => {
  it("loses none of twenty edits of one file under many names, while edits of other files run beside them", async () => {
    await mkdir(join(folder, "sub"));
    await symlink(folder, join(folder, "sub", "link"));
    await writeFile(join(folder, "one.txt"), lines);
    await Promise.all(Array.from({ length: 20 }, (_, index) => writeFile(join(folder, `${index}.txt`), lines)));
    const spellings = [
      join(folder, "one.txt"),
      `${folder}/./one.txt`,
      `${folder}/sub/../one.txt`,
      `${folder}//one.txt`,
      `${folder}/sub/link/one.txt`,
    ];
    const sameFile = Array.from({ length: 20 }, (_, index) => edit(spellings[index % spellings.length]!, index));
    const otherFiles = Array.from({ length: 20 }, (_, index) => edit(join(folder, `${index}.txt`), index));

    const { plan, document } = await run([...sameFile, ...otherFiles]);

    expect(document.summary).toMatchObject({ total: 40, succeeded: 40 });
    expect(await readFile(join(folder, "one.txt"), "utf8")).toBe(lines.replaceAll("before", "after"));
    expect(plan.edges).toHaveLength(19);
    expect(plan.edges.every((edge) => edge.kind === "conflict" && edge.reason.includes("one.txt"))).toBe(true);
    expect(document.summary.peakConcurrency).toBeGreaterThan(5);
  });

  it("reads a moved file where it went, and a folder's listing after all that is written into it", async () => {
    await writeFile(join(folder, "a.txt"), "hello");
    await mkdir(join(folder, "out"));
    const { document } = await run([
      { tool: "fs/move_file", arguments: { source: join(folder, "a.txt"), destination: join(folder, "out", "b.txt") } },
      { tool: "fs/read_text_file", arguments: { path: join(folder, "out", "b.txt") } },
      { tool: "fs/list_directory", arguments: { path: join(folder, "out") } },
    ]);
    expect(document.summary).toMatchObject({ succeeded: 3 });
    expect(JSON.stringify(document.results[1]?.result)).toContain("hello");
    expect(JSON.stringify(document.results[2]?.result)).toContain("b.txt");
  });

  it("does lose edits without conflict edges: this is what they are for", async () => {
    await writeFile(join(folder, "one.txt"), lines);
    const calls = Array.from({ length: 20 }, (_, index) => edit(join(folder, "one.txt"), index));
    const { document } = await run(calls, { conflicts: "off" }, [
      '20 of 20 calls may write what fs keeps, and nothing orders them: "conflicts" is "off".',
    ]);
    const text = await readFile(join(folder, "one.txt"), "utf8");
    expect(document.summary.succeeded).toBe(20);
    expect(text.match(/after/g)?.length ?? 0).toBeLessThan(20);
  });

  it("loses no edit of calls that are retried with arguments which name one file", async () => {
    const session = await start([0, 1, 2].map((index) => edit(join(folder, `missing-${index}.txt`), index)));
    await writeFile(join(folder, "one.txt"), lines);
    const retry = async (index: number) => {
      const begun = await session.edits.retry(index, edit(join(folder, "one.txt"), index).arguments);
      if ("round" in begun) await begun.round;
    };
    await Promise.all([0, 1, 2].map(retry));
    await session.close();

    expect(session.state.calls.map(({ ending }) => ending?.outcome)).toEqual(["succeeded", "succeeded", "succeeded"]);
    const text = await readFile(join(folder, "one.txt"), "utf8");
    expect(text.match(/after/g)).toHaveLength(3);
    expect(session.plan.edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`)).toEqual([
      "0 conflict 1",
      "1 conflict 2",
    ]);
  });

  it("follows links as they are when arguments are edited, not as they were before", async () => {
    const session = await start([0, 1].map((index) => edit(join(folder, `missing-${index}.txt`), index)));
    const retry = async (index: number, path: string) => {
      const begun = await session.edits.retry(index, edit(join(folder, path), index).arguments);
      if ("round" in begun) await begun.round;
    };
    await retry(0, "link.txt");
    await writeFile(join(folder, "one.txt"), lines);
    await symlink(join(folder, "one.txt"), join(folder, "link.txt"));
    await Promise.all([retry(0, "link.txt"), retry(1, "one.txt")]);
    await session.close();

    expect((await readFile(join(folder, "one.txt"), "utf8")).match(/after/g)).toHaveLength(2);
    expect(session.plan.edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`)).toEqual(["0 conflict 1"]);
  });

  it("says what is wrong with edited arguments, and runs nothing", async () => {
    const session = await start([edit(join(folder, "missing.txt"), 0)]);
    expect(await session.edits.retry(0, { path: 5 })).toEqual({
      problems: [
        'fs/edit_file: arguments lacks "edits" (array), which is required.',
        "fs/edit_file: arguments.path must be a string, but is the number 5.",
      ],
    });
    expect(session.state.rounds).toHaveLength(1);
    await session.close();
  });
});
