import { afterEach, describe, expect, it } from "vitest";

import { resultValue } from "../../../../../../src/core/model/result";
import { mcpHttpSource } from "../../../../../../src/node/tools/mcp/mcp";
import { RefusedByPerson, type McpHost, type SignInRequest } from "../../../../../../src/node/tools/mcp/mcpHost";
import { GuardedServer } from "../../../../../fixtures/servers/guardedServer";
import { attempt, failureOf } from "../../attempt";
import { worded } from "../../../../../../src/core/model/text/wording";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Person {
  readonly requests: SignInRequest[];
  readonly kept: Map<string, string>;
  readonly secrets: string[];
  readonly host: McpHost;
}

function person(answer: (request: SignInRequest) => URLSearchParams, redirectUrl = "vscode://us/oauth"): Person {
  const requests: SignInRequest[] = [];
  const kept = new Map<string, string>();
  const secrets: string[] = [];
  const host: McpHost = {
    signIn: {
      redirectUrl: () => Promise.resolve(redirectUrl),
      signIn: (request) => {
        requests.push(request);
        return new Promise((resolve) => {
          resolve(answer(request));
        });
      },
    },
    credentials: {
      get: (url) => Promise.resolve(kept.get(url)),
      store: (url, value) => Promise.resolve(void kept.set(url, value)),
    },
    secret: (value) => void secrets.push(value),
  };
  return { requests, kept, secrets, host };
}

function source(server: GuardedServer, mcp: McpHost, oauth = {}) {
  const made = mcpHttpSource(
    "guarded",
    { type: "http", url: `${server.origin}/mcp`, ...(Object.keys(oauth).length > 0 && { oauth }) },
    { mcp, log: () => undefined },
  );
  closers.push(() => made.close());
  return made;
}

const enter = (made: ReturnType<typeof source>, context = attempt()) => made.call("enter", {}, context);

async function guardedServer(): Promise<GuardedServer> {
  const server = await new GuardedServer().listen();
  closers.push(() => {
    server.close();
  });
  return server;
}

describe("a server that lets nobody in without a token", () => {
  it("is signed in to once for all that need it, with PKCE and state, and the token is kept", async () => {
    const server = await guardedServer();
    const ada = person(({ url }) => server.browse(url));
    const made = source(server, ada.host);
    const context = attempt();
    const results = await Promise.all([enter(made, context), enter(made), made.list()]);
    expect(resultValue(results[0])).toBe("let in");
    expect(context.clock).toEqual(["paused", "resumed"]);
    const [request, ...more] = ada.requests;
    expect(more).toEqual([]);
    expect(request?.server).toBe("guarded");
    expect(request?.url.searchParams.get("code_challenge_method")).toBe("S256");
    expect(request?.url.searchParams.get("redirect_uri")).toBe("vscode://us/oauth");
    expect(request?.state).toMatch(/^[\w-]{32}$/);
    expect(server.tokenRequests[0]?.get("code_verifier")).toBeTruthy();
    expect([...ada.kept.keys()]).toEqual([`${server.origin}/mcp`]);
    expect(ada.secrets).toEqual(expect.arrayContaining(["token-1", "refresh-token-1"]));

    await made.close();
    expect(resultValue(await enter(source(server, ada.host)))).toBe("let in");
    expect(ada.requests).toHaveLength(1);
    expect(server.registered).toHaveLength(1);
  });

  it("gets an expired token refreshed once, however many calls find it expired", async () => {
    const server = await guardedServer();
    const ada = person(({ url }) => server.browse(url));
    const made = source(server, ada.host);
    await enter(made);
    server.valid.clear();
    const results = await Promise.all(Array.from({ length: 10 }, () => enter(made)));
    expect(results.map(resultValue)).toEqual(Array.from({ length: 10 }, () => "let in"));
    const uses = server.tokenRequests.map((request) => request.get("refresh_token")).filter((token) => token !== null);
    expect(new Set(uses).size).toBe(uses.length);
    expect(ada.requests).toHaveLength(1);
  });

  it.each(["ms-officecmd://login.example.org/x", "file:///x", "vscode://a.b/c", "http://login.example.org/x"])(
    "has nobody sent to %s to sign in",
    async (address) => {
      const server = await guardedServer();
      server.authorizationEndpoint = address;
      const ada = person(({ url }) => server.browse(url));
      expect(await failureOf(enter(source(server, ada.host)))).toMatchObject({
        kind: "unavailable",
        reachedTool: false,
      });
      expect(ada.requests).toEqual([]);
    },
  );

  it("fails its calls with the reason when that is declined, and does not ask again for each", async () => {
    const server = await guardedServer();
    const ada = person(() => {
      throw new RefusedByPerson(worded("It was declined."));
    });
    const made = source(server, ada.host);
    for (let call = 0; call < 3; call++) {
      expect(await failureOf(enter(made))).toMatchObject({ kind: "unavailable", reachedTool: false });
    }
    expect(ada.requests).toHaveLength(1);
  });

  it("is not let in by an answer to something else, nor by another authorization server", async () => {
    const server = await guardedServer();
    const forged = person(() => new URLSearchParams({ code: "stolen", state: "guessed" }));
    expect((await failureOf(enter(source(server, forged.host)))).message).toContain("not to what was asked");
    const mixedUp = person(({ url }) => {
      const callback = server.browse(url);
      callback.set("iss", "https://evil.example");
      return callback;
    });
    const failure = await failureOf(enter(source(server, mixedUp.host)));
    expect(failure.message).toContain("another authorization server");
    expect(failure.message).not.toContain("evil");
    expect(server.tokenRequests).toEqual([]);
  });

  it("is registered with anew when the browser would come back elsewhere", async () => {
    const server = await guardedServer();
    const here = person(({ url }) => server.browse(url), "vscode://us/oauth?windowId=1");
    await enter(source(server, here.host));
    server.valid.clear();
    const kept = JSON.parse([...here.kept.values()][0] ?? "{}") as { tokens?: object };
    delete kept.tokens;
    const there = person(({ url }) => server.browse(url), "vscode://us/oauth?windowId=2");
    there.kept.set(`${server.origin}/mcp`, JSON.stringify(kept));
    await enter(source(server, there.host));
    expect(server.registered).toMatchObject([
      { redirect_uris: ["vscode://us/oauth?windowId=1"] },
      { redirect_uris: ["vscode://us/oauth?windowId=2"] },
    ]);
  });

  it("knows a client that was registered beforehand, and lets one in that needs no person", async () => {
    const server = await guardedServer();
    const ada = person(({ url }) => server.browse(url));
    await enter(source(server, ada.host, { clientId: "known", scope: "read" }));
    expect(server.registered).toEqual([]);
    expect(ada.requests[0]?.url.searchParams.get("client_id")).toBe("known");
    expect(ada.requests[0]?.url.searchParams.get("scope")).toBe("read");

    const credentials = {
      clientId: "robot",
      clientSecret: "s3cret",
      grant: "client_credentials",
      issuer: server.origin,
    };
    expect(resultValue(await enter(source(server, {}, credentials)))).toBe("let in");
    expect(server.tokenRequests.at(-1)?.get("grant_type")).toBe("client_credentials");
  });

  it("does not get a client's secret when it names another authorization server than the one it is for", async () => {
    const server = await guardedServer();
    const credentials = {
      clientId: "robot",
      clientSecret: "s3cret",
      grant: "client_credentials",
      issuer: "https://auth.example.org",
    };
    expect((await failureOf(enter(source(server, {}, credentials)))).kind).toBe("unavailable");
    expect(server.tokenRequests).toEqual([]);
  });

  it("says what to do where nobody can sign in", async () => {
    const server = await guardedServer();
    const { message } = await failureOf(enter(source(server, {})));
    expect(message).toContain("asks for authorization (HTTP 401)");
    expect(message).toContain("or run this in VS Code and sign in there");
    const lacking = await failureOf(enter(source(server, {}, { grant: "client_credentials" })));
    expect(lacking.message).toContain('needs a "clientId" and a "clientSecret"');
  });
});
