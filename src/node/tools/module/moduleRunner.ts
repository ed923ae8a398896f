/*
 * The process in which modules run: loads the one that it is started with, calls its functions, and says what they return.
 * A program of its own, which imports nothing of the rest but types.
 */
import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";

import type { FromRunner, ToRunner } from "./messages";

const modulePath = process.argv[2] ?? "";
const maxResultCharacters = 100 * 1024 * 1024;
const maxMemoryBytes = 2 * 1024 * 1024 * 1024;
const memoryEveryMs = 250;

const running = new Map<number, AbortController>();
let loading: Promise<Readonly<Record<string, unknown>>> | undefined;

/** What of a call is the fault of its module rather than an error that its function reports. */
class Refusal extends Error {}

process.on("message", (message: ToRunner) => {
  if (message.kind === "call") void call(message);
  else {
    send({ kind: "cancelling", id: message.id });
    running.get(message.id)?.abort();
  }
});
// The host is gone.
process.on("disconnect", () => process.exit(0));
// Rejections that nobody handles come here, too.
process.on("uncaughtException", (error: unknown) => {
  crash(`it threw an error that nothing caught: ${described(error)}`);
});
// The heap has a limit of its own; this is for what lies beside it, such as buffers.
setInterval(() => {
  if (process.memoryUsage.rss() > maxMemoryBytes) crash("it used more than 2 GB of memory");
}, memoryEveryMs).unref();

async function call({ id, export: name, args }: Extract<ToRunner, { kind: "call" }>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const run = functionOf(await (loading ??= load()), name);
    const value: unknown = await run(args, {
      signal: controller.signal,
      progress: (progress: unknown) => {
        send({ kind: "progress", id, progress: plain(progress) });
      },
    });
    send(returned(id, value));
  } catch (thrown) {
    if (thrown instanceof Refusal) send({ kind: "refused", id, message: thrown.message });
    else send(threw(id, thrown));
  } finally {
    running.delete(id);
  }
}

async function load(): Promise<Readonly<Record<string, unknown>>> {
  try {
    if (/\.[cm]?tsx?$/.test(modulePath) && !process.features.typescript) readTypeScriptWithEsbuild();
    return (await import(pathToFileURL(modulePath).href)) as Readonly<Record<string, unknown>>;
  } catch (thrown) {
    loading = undefined;
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal(`could not be loaded: ${described(thrown)}`);
  }
}

function functionOf(module: Readonly<Record<string, unknown>>, name: string) {
  // A CommonJS module is all of it the default export.
  const common = module.default;
  const inCommon =
    typeof common === "object" && common !== null ? (common as Record<string, unknown>)[name] : undefined;
  const found = module[name] ?? inCommon;
  if (typeof found === "function") return found as (args: unknown, context: unknown) => unknown;
  const functions = Object.entries(module).flatMap(([key, value]) => (typeof value === "function" ? [`"${key}"`] : []));
  const others = functions.length === 0 ? "It exports no function." : `It exports ${functions.join(", ")}.`;
  throw new Refusal(
    name === "default"
      ? `has no function as its default export. ${others} Name one with "export".`
      : `exports no function "${name}". ${others}`,
  );
}

function returned(id: number, value: unknown): FromRunner {
  if (value instanceof Uint8Array) return { kind: "returnedBytes", id, base64: Buffer.from(value).toString("base64") };
  const json = asJson(value);
  if (json === undefined) return { kind: "returned", id };
  if (json.length > maxResultCharacters) throw new Refusal("returned more than 100 MB. Let it return less.");
  return { kind: "returned", id, json };
}

/** Throws a {@link Refusal} for what JSON cannot say, also where `JSON.stringify` would silently leave it out. */
function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_, part: unknown) => {
      const what = notJson(part);
      if (what !== undefined) throw new Refusal(`returned ${what}, which is no JSON. Let it return plain data.`);
      return part;
    });
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal(`returned what is no JSON: ${described(thrown)}`);
  }
}

function notJson(value: unknown): string | undefined {
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") return `a ${typeof value}`;
  if (value instanceof Map) return "a Map";
  if (value instanceof Set) return "a Set";
  return value instanceof Promise ? "a promise that it did not wait for" : undefined;
}

function threw(id: number, thrown: unknown): FromRunner {
  if (!(thrown instanceof Error))
    return { kind: "threw", id, message: typeof thrown === "string" ? thrown : described(thrown) };
  const { name, message, stack, ...data } = thrown;
  const isUsual = name === "Error" || message === "";
  const kept = plain(data);
  return {
    kind: "threw",
    id,
    message: isUsual ? message || name : `${name}: ${message}`,
    ...(stack !== undefined && { stack }),
    ...(kept !== undefined && { data: JSON.stringify(kept) }),
  };
}

/** What of a value can be handed over; undefined when none of it can. */
function plain(value: unknown): unknown {
  try {
    const json = JSON.stringify(value) as string | undefined;
    return json === undefined || json === "{}" ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

function described(thrown: unknown): string {
  if (!(thrown instanceof Error)) return inspect(thrown);
  const [place] = (thrown.stack ?? "").split("\n").filter((line) => line.includes(modulePath));
  return `${thrown.name}: ${thrown.message}${place === undefined ? "" : ` (${place.trim()})`}`;
}

function send(message: FromRunner): void {
  process.send?.(message);
}

function crash(message: string): void {
  const words: FromRunner = { kind: "crashed", message };
  if (process.send === undefined) process.exit(1);
  else process.send(words, () => process.exit(1));
}

/** For a Node that does not strip types itself. Needs the esbuild of the workspace; throws a {@link Refusal} without it. */
function readTypeScriptWithEsbuild(): void {
  const require = createRequire(modulePath);
  try {
    require.resolve("esbuild");
  } catch {
    throw new Refusal(
      `is TypeScript, which Node ${process.version} cannot read: install esbuild in its workspace, use Node 22.18 or newer, or write it in JavaScript.`,
    );
  }
  const hooks = `
    import { createRequire } from "node:module";
    import { readFile } from "node:fs/promises";
    import { fileURLToPath } from "node:url";
    let transform;
    export function initialize({ modulePath }) {
      ({ transform } = createRequire(modulePath)("esbuild"));
    }
    export async function load(url, context, next) {
      const [, kind] = /\\.([cm]?tsx?)$/.exec(url.replace(/[?#].*$/, "")) ?? [];
      if (kind === undefined || !url.startsWith("file:")) return next(url, context);
      const isCommon = kind === "cts";
      const { code } = await transform(await readFile(fileURLToPath(url), "utf8"), {
        loader: kind.endsWith("x") ? "tsx" : "ts",
        format: isCommon ? "cjs" : "esm",
        target: "node20",
        sourcemap: "inline",
        sourcefile: fileURLToPath(url),
      });
      return { format: isCommon ? "commonjs" : "module", source: code, shortCircuit: true };
    }`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`, {
    parentURL: pathToFileURL(modulePath).href,
    data: { modulePath },
  });
}
