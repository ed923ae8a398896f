import type { Behaviour } from "./countingServer";
import type { Random } from "./random";

/** A random run: the text of its manifest, and what the server does with each of its calls. */
export interface ChaosPlan {
  readonly text: string;
  readonly behaviours: readonly Behaviour[];
  /** The calls that may change something. */
  readonly unsafe: ReadonlySet<number>;
}

export function chaosPlan(random: Random, address: string): ChaosPlan {
  const count = random.between(3, 40);
  const calls = Array.from({ length: count }, (_, i) => ({
    id: `c${String(i)}`,
    ...request(random, address, i),
    ...(i > 0 && random.chance(0.25) && { dependsOn: [`c${String(random.between(0, i - 1))}`] }),
  }));
  const behaviours = calls.map((): Behaviour => ({
    kind: random.chance(0.7) ? "answers" : random.pick(["losesOnce", "cutsOnce", "fails"]),
    delayMs: random.between(0, 8),
    bytes: random.chance(0.2) ? random.between(1000, 30_000) : random.between(1, 200),
  }));
  const manifest = {
    version: 1,
    maxConcurrency: random.between(1, 12),
    retry: { maxAttempts: 3, backoffMs: 1, maxBackoffMs: 4 },
    conflicts: "off",
    servers: { far: { type: "http", url: `${address}/mcp` } },
    calls,
  };
  const unsafe = calls.flatMap((call, i) => (changesSomething(call) ? [i] : []));
  return { text: JSON.stringify(manifest), behaviours, unsafe: new Set(unsafe) };
}

type Request = ReturnType<typeof request>;

function changesSomething({ tool, arguments: args }: Request): boolean {
  return tool === "far/write" || "method" in args;
}

function request(random: Random, address: string, i: number) {
  const url = `${address}/calls/${String(i)}`;
  switch (random.pick(["get", "post", "read", "write", "write"])) {
    case "get":
      return { tool: "http_request", arguments: { url } };
    case "post":
      return { tool: "http_request", arguments: { method: "POST", url, body: "x" } };
    case "read":
      return { tool: "far/read", arguments: { i } };
    default:
      return { tool: "far/write", arguments: { i } };
  }
}
