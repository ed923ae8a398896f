/**
 * The client under test: a source of this project's, used as a run uses it. It lists the tools of the server that the
 * scenario has started and calls each; a browser that says yes to everything stands in for the person who signs in.
 */
import type { Json, JsonObject } from "../../src/core/model/data/json";
import { messageOf } from "../../src/core/model/failure";
import type { OAuthDefinition } from "../../src/core/model/manifest";
import { mcpHttpSource } from "../../src/node/tools/mcp/mcp";
import type { CredentialStore, McpHost, SignIn } from "../../src/node/tools/mcp/mcpHost";
import type { AttemptContext } from "../../src/node/tools/source";

const redirectUrl = "http://localhost:45454/callback";

/** Follows no redirect but reads where it leads, which is what the browser would have brought back. */
const signIn: SignIn = {
  redirectUrl: () => Promise.resolve(redirectUrl),
  async signIn({ url }) {
    const answer = await fetch(url, { redirect: "manual" });
    const location = answer.headers.get("location");
    if (location === null) throw new Error(`Signing in was answered with HTTP ${String(answer.status)}.`);
    return new URL(location).searchParams;
  },
};

function storeInMemory(): CredentialStore {
  const values = new Map<string, string>();
  return {
    get: (key) => Promise.resolve(values.get(key)),
    store: (key, value) => Promise.resolve(void values.set(key, value)),
  };
}

/** What the definition of the server says of signing in: what a user would write there for such a server. */
function oauthFor(scenario: string): OAuthDefinition | undefined {
  const given = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? "{}") as Record<string, string | undefined>;
  const { client_id: clientId, client_secret: clientSecret } = given;
  if (scenario === "auth/basic-cimd") return { clientId: "https://conformance-test.local/client-metadata.json" };
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return scenario.startsWith("auth/client-credentials")
    ? { clientId, clientSecret, grant: "client_credentials" }
    : { clientId, clientSecret };
}

/** Arguments that a schema accepts, as far as the scenarios' tools need any. */
function someArguments(schema: JsonObject | undefined): JsonObject {
  const properties = (schema?.properties ?? {}) as Record<string, { readonly type?: string }>;
  const values: Record<string, Json> = { number: 5, integer: 5, boolean: true, string: "text", array: [], object: {} };
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => [name, values[type ?? "string"] ?? ""]),
  );
}

async function main(): Promise<void> {
  const url = process.argv.at(-1) ?? "";
  const oauth = oauthFor(process.env.MCP_CONFORMANCE_SCENARIO ?? "");
  const host: McpHost = {
    signIn,
    credentials: storeInMemory(),
    elicit: () => Promise.resolve({ action: "accept", content: {} }),
  };
  const source = mcpHttpSource(
    "conformance",
    { type: "http", url, ...(oauth && { oauth }) },
    { mcp: host, log: (_, line) => process.stderr.write(`${line}\n`) },
  );
  const context: AttemptContext = {
    signal: new AbortController().signal,
    progress: () => undefined,
    pause: () => () => undefined,
    starting: () => () => undefined,
  };
  try {
    for (const tool of await source.list()) {
      const result = await source.call(tool.name, someArguments(tool.inputSchema), context);
      process.stdout.write(`${tool.name}: ${JSON.stringify(result)}\n`);
    }
  } finally {
    await source.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
