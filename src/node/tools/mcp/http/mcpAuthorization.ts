import { createHash, randomBytes } from "node:crypto";

import {
  ClientCredentialsProvider,
  discoverAuthorizationServerMetadata,
  discoverOAuthProtectedResourceMetadata,
  IssuerMismatchError,
  type FetchLike,
  type OAuthClientMetadata,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import * as z from "zod";

import { saidBy, ToolFailure } from "../../../../core/model/failure";
import { visible } from "../../../../core/model/text/visible";
import type { OAuthDefinition } from "../../../../core/model/manifest";
import { webAddress } from "../../http/webAddress";
import { refreshingOnce } from "./refreshingOnce";
import { RefusedByPerson, type CredentialStore, type McpHost, type SignIn } from "../mcpHost";
import { worded, type Said } from "../../../../core/model/text/wording";

/** How a connection comes by its access token. */
export interface Authorization {
  readonly provider: OAuthClientProvider;
  /** The `fetch` of the connection: it keeps a token that is used once from being used twice. */
  readonly fetch: FetchLike;
  /**
   * Has a person sign in where the authorization server wants it, once for all that ask at the same time. `undefined` where
   * there is nothing that a person could do. Throws a `ToolFailure` when it comes to nothing.
   */
  readonly signIn: ((transport: AuthorizedTransport, signal: AbortSignal) => Promise<void>) | undefined;
  /**
   * Called when the authorization server calls itself otherwise than it is reached. True when that is as it may be, and
   * authorizing may be tried again.
   */
  readonly acceptsIssuer: () => Promise<boolean>;
}

interface AuthorizedTransport {
  finishAuth(callback: URLSearchParams): Promise<void>;
}

/**
 * How to be let in by a server over HTTP: by credentials of the client's own where its definition gives some for that, by
 * having a person sign in where there is one; `undefined` where neither is possible.
 */
export async function authorizationFor(
  server: string,
  url: string,
  oauth: OAuthDefinition | undefined,
  { signIn, credentials, secret }: Pick<McpHost, "signIn" | "credentials" | "secret">,
  fetch: FetchLike,
): Promise<Authorization | undefined> {
  const once = refreshingOnce(fetch);
  if (oauth?.grant === "client_credentials") {
    if (oauth.clientId === undefined || oauth.clientSecret === undefined) {
      throw new ToolFailure(
        "unavailable",
        worded('Its "oauth" needs a "clientId" and a "clientSecret" for this grant.'),
        {
          reachedTool: false,
        },
      );
    }
    const { clientId, clientSecret, scope, issuer } = oauth;
    const given = { clientId, clientSecret, ...(scope !== undefined && { scope }) };
    const provider =
      issuer === undefined
        ? // eslint-disable-next-line @typescript-eslint/no-deprecated -- whose definition trusts the server to name its own
          new ClientCredentialsProvider(given)
        : new ClientCredentialsProvider({ ...given, expectedIssuer: issuer });
    return { provider, fetch: once, signIn: undefined, acceptsIssuer: () => Promise.resolve(false) };
  }
  if (signIn === undefined || credentials === undefined) return undefined;
  const redirectUrl = await signIn.redirectUrl();
  const provider = new StoredAuthorization({ server, url, oauth, redirectUrl, credentials, signIn, secret });
  return {
    provider,
    fetch: once,
    signIn: (transport, signal) => provider.signIn(transport, signal),
    acceptsIssuer: () => provider.findOnOwnOrigin(fetch),
  };
}

interface Signing {
  readonly server: string;
  readonly url: string;
  readonly oauth: OAuthDefinition | undefined;
  readonly redirectUrl: string;
  readonly credentials: CredentialStore;
  readonly signIn: SignIn;
  readonly secret: McpHost["secret"];
}

const keptAuthorization = z.object({
  /** The redirect URL that the client was registered with: an authorization server knows no other. */
  redirectUrl: z.string().exactOptional(),
  client: z.looseObject({ client_id: z.string() }).exactOptional(),
  tokens: z.looseObject({ access_token: z.string(), token_type: z.string() }).exactOptional(),
});

type Kept = z.output<typeof keptAuthorization>;

/** The client's own interface to OAuth, with tokens and registration kept in a {@link CredentialStore}. */
class StoredAuthorization implements OAuthClientProvider {
  private kept: Promise<Kept> | undefined;
  private discovered: OAuthDiscoveryState | undefined;
  /** Verifiers by their challenge: several requests may begin to authorize at the same time. */
  private readonly verifiers = new Map<string, string>();
  private verifier: string | undefined;
  private pending: URL | undefined;
  private signingIn: Promise<void> | undefined;

  constructor(private readonly signing: Signing) {}

  get redirectUrl(): string {
    return this.signing.redirectUrl;
  }

  get clientMetadata(): OAuthClientMetadata {
    const { oauth } = this.signing;
    return {
      client_name: "Parallel Tools",
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      ...(oauth?.scope !== undefined && { scope: oauth.scope }),
    };
  }

  state(): string {
    return randomBytes(24).toString("base64url");
  }

  async clientInformation(context?: { readonly issuer: string }): Promise<StoredOAuthClientInformation | undefined> {
    const { clientId, clientSecret, issuer = context?.issuer } = this.signing.oauth ?? {};
    if (clientId !== undefined) {
      if (clientSecret !== undefined) this.signing.secret?.(clientSecret);
      return {
        client_id: clientId,
        ...(clientSecret !== undefined && { client_secret: clientSecret }),
        ...(issuer !== undefined && { issuer }),
      };
    }
    const { client, redirectUrl } = await this.read();
    this.keepClientSecret(client);
    return redirectUrl === this.redirectUrl ? client : undefined;
  }

  async saveClientInformation(client: StoredOAuthClientInformation): Promise<void> {
    if (this.signing.oauth?.clientId !== undefined) return;
    this.keepClientSecret(client);
    await this.change((before) => ({ ...before, client, redirectUrl: this.redirectUrl }));
  }

  /** With a context a decision hangs on it, and another window may have changed them. */
  async tokens(context?: unknown): Promise<StoredOAuthTokens | undefined> {
    if (context !== undefined) this.kept = undefined;
    const { tokens } = await this.read();
    this.keepSecret(tokens);
    return tokens;
  }

  async saveTokens(tokens: StoredOAuthTokens): Promise<void> {
    this.keepSecret(tokens);
    await this.change((before) => ({ ...before, tokens }));
  }

  saveCodeVerifier(verifier: string): void {
    this.verifiers.set(createHash("sha256").update(verifier).digest("base64url"), verifier);
  }

  codeVerifier(): string {
    if (this.verifier === undefined) throw new Error("No sign-in has begun.");
    return this.verifier;
  }

  redirectToAuthorization(url: URL): void {
    this.pending = url;
  }

  saveDiscoveryState(state: OAuthDiscoveryState): void {
    this.discovered = state;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.discovered;
  }

  async invalidateCredentials(scope: "all" | "client" | "tokens" | "verifier" | "discovery"): Promise<void> {
    if (scope === "all" || scope === "discovery") this.discovered = undefined;
    if (scope === "all" || scope === "verifier") this.verifiers.clear();
    if (scope === "all" || scope === "client") await this.change(({ client: _, redirectUrl: __, ...rest }) => rest);
    if (scope === "all" || scope === "tokens") await this.change(({ tokens: _, ...rest }) => rest);
  }

  /**
   * The protocol's first version with authorization had servers that are their own authorization server, found at their
   * origin whatever they call themselves. That is accepted of a server that names no other one, for names of its origin.
   */
  async findOnOwnOrigin(fetch: FetchLike): Promise<boolean> {
    const { url } = this.signing;
    const origin = new URL("/", url);
    const namesAnother = await discoverOAuthProtectedResourceMetadata(url, {}, fetch).then(
      () => true,
      () => false,
    );
    if (namesAnother) return false;
    const options = { fetchFn: fetch, skipIssuerValidation: true };
    const metadata = await discoverAuthorizationServerMetadata(origin, options).catch(() => undefined);
    if (metadata === undefined || new URL(metadata.issuer).origin !== origin.origin) return false;
    this.discovered = { authorizationServerUrl: origin.href, authorizationServerMetadata: metadata };
    return true;
  }

  signIn(transport: AuthorizedTransport, signal: AbortSignal): Promise<void> {
    this.signingIn ??= this.signInOnce(transport, signal).finally(() => {
      this.signingIn = undefined;
      this.verifiers.clear();
    });
    return this.signingIn;
  }

  private async signInOnce(transport: AuthorizedTransport, signal: AbortSignal): Promise<void> {
    const { server, signIn } = this.signing;
    const { pending: url } = this;
    this.pending = undefined;
    const state = url?.searchParams.get("state");
    if (url === undefined || typeof state !== "string")
      throw failedSignIn(server, worded("it did not say where to sign in."));
    if (webAddress(url, "signIn") === undefined) {
      throw failedSignIn(
        server,
        worded("it may not be done at {0}, which is neither https: nor on this machine.", visible(url.href)),
      );
    }
    const callback = await signIn.signIn({ server, url, state, signal });
    if (callback.get("state") !== state) throw failedSignIn(server, worded("the answer was not to what was asked."));
    this.verifier = this.verifiers.get(url.searchParams.get("code_challenge") ?? "");
    try {
      await transport.finishAuth(callback);
    } catch (thrown) {
      // What comes with a wrong issuer is an attacker's text.
      const reason = IssuerMismatchError.isInstance(thrown)
        ? worded("the answer came from another authorization server than the one that was asked.")
        : saidBy(thrown);
      throw failedSignIn(server, reason, thrown);
    }
  }

  private keepClientSecret(client: StoredOAuthClientInformation | undefined): void {
    const secret = client !== undefined && "client_secret" in client ? client.client_secret : undefined;
    if (typeof secret === "string") this.signing.secret?.(secret);
  }

  private keepSecret(tokens: Kept["tokens"]): void {
    for (const token of [tokens?.access_token, tokens?.refresh_token]) {
      if (typeof token === "string") this.signing.secret?.(token);
    }
  }

  private read(): Promise<Kept> {
    this.kept ??= this.load();
    return this.kept;
  }

  private async load(): Promise<Kept> {
    const text = await this.signing.credentials.get(new URL(this.signing.url).href);
    if (text === undefined) return {};
    try {
      return keptAuthorization.parse(JSON.parse(text));
    } catch {
      // Kept by another version: signing in again is all that it costs.
      return {};
    }
  }

  private async change(to: (before: Kept) => Kept): Promise<void> {
    const after = to(await this.read());
    this.kept = Promise.resolve(after);
    await this.signing.credentials.store(new URL(this.signing.url).href, JSON.stringify(after));
  }
}

function failedSignIn(server: string, reason: Said, cause?: unknown): RefusedByPerson {
  return new RefusedByPerson(worded('Signing in to "{0}" failed: {1}', server, reason), cause);
}
