import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo, connect } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { ensureChromium } from "../../scripts/chromium.mjs";
import { startProcess } from "../../scripts/processes.mjs";
import type { Machine } from "./subject";

/** Starts each daemon once, when the first subject asks for it, in a folder of this run's own. */
export function thisMachine(folder: string): Machine & { close(): void } {
  const websites: { close(): unknown }[] = [];
  const once = <T>(start: () => Promise<T>): (() => Promise<T>) => {
    let started: Promise<T> | undefined;
    return () => (started ??= start());
  };
  return {
    chromium: once(ensureChromium),
    redis: once(() => startRedis(folder)),
    postgres: once(() => startPostgres(folder)),
    website: once(async () => {
      const website = await startWebsite();
      websites.push(website);
      return website;
    }),
    close() {
      for (const website of websites) website.close();
    },
  };
}

async function startRedis(folder: string): Promise<string> {
  const program = onPath("redis-server");
  if (program === undefined) throw new Error("no redis-server here (on Debian: apt-get install redis-server)");
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  startProcess(program, args, { output: "pipe" });
  await untilAnswers(port);
  return `redis://127.0.0.1:${port}`;
}

async function startPostgres(folder: string): Promise<string> {
  const initdb = onPath("initdb");
  const program = onPath("postgres");
  if (initdb === undefined || program === undefined) {
    throw new Error("no postgres and initdb here (on Debian: apt-get install postgresql)");
  }
  const data = join(folder, "postgres");
  await mkdir(data, { recursive: true });
  const user = await ordinaryUser(data);
  const wrap = (command: string, args: string[]): [string, string[]] =>
    user === undefined
      ? [command, args]
      : ["setpriv", [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups", command, ...args]];
  await finished(...wrap(initdb, ["-D", join(data, "db"), "-A", "trust", "-U", "matrix", "-E", "UTF8"]));
  const port = await freePort();
  const args = ["-D", join(data, "db"), "-p", String(port), "-h", "127.0.0.1", "-k", data];
  startProcess(...wrap(program, args), { output: "pipe", cwd: data });
  await untilAnswers(port);
  return `postgresql://matrix@127.0.0.1:${port}/postgres`;
}

/** PostgreSQL refuses to run as root: then Debian's own user for it, to whom the folder is given. */
async function ordinaryUser(folder: string): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all([finished("id", ["-u", "postgres"]), finished("id", ["-g", "postgres"])]);
  await chown(folder, Number(uid), Number(gid));
  // A temporary folder is its maker's alone: others may only pass through it.
  await chmod(dirname(folder), 0o711);
  return { uid: Number(uid), gid: Number(gid) };
}

async function startWebsite(): Promise<{ url: string; kept: Set<string>; close(): void }> {
  const kept = new Set<string>();
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").slice(1);
    if (request.method === "POST") {
      kept.add(path.replace("kept/", ""));
      // Playwright's server waits seconds for an answer without a body.
      response.end("kept");
      return;
    }
    if (path === "favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    // A page takes a moment, as pages do.
    setTimeout(() => {
      response.setHeader("content-type", "text/html");
      response.end(`<!doctype html><title>page ${path}</title><h1>This is page ${path}</h1><button>Go on</button>`);
    }, 30);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, kept, close: () => void server.close() };
}

function onPath(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/lib/postgresql/15/bin"];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

const startTimeoutMs = 15_000;

async function untilAnswers(port: number): Promise<void> {
  const latest = Date.now() + startTimeoutMs;
  for (;;) {
    if (await answersAt(port)) return;
    if (Date.now() > latest) throw new Error(`nothing answers at port ${port}`);
    await delay(50);
  }
}

function answersAt(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return new Promise<boolean>((resolve) => {
    socket.once("connect", () => {
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  }).finally(() => socket.destroy());
}

function finished(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, [...args], (error, stdout) => {
      if (error === null) resolve(stdout.trim());
      else reject(error);
    });
  });
}
