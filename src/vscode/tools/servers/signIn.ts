import * as vscode from "vscode";

import { visible, visibleName } from "../../../core/model/text/visible";
import { openInBrowser } from "./browser";
import {
  RefusedByPerson,
  type CredentialStore,
  type SignIn,
  type SignInRequest,
} from "../../../node/tools/mcp/mcpHost";
import { OneAtATime } from "../../../core/async/oneAtATime";
import { showInformation, showProgress, showWarning } from "../../window/messages";
import { worded } from "../../../core/model/text/wording";

/** A person may have to look for a password. */
const signInTimeoutMs = 5 * 60_000;

/** Signs in through the browser, which comes back to this window by the address that VS Code has for the extension. */
export class BrowserSignIn implements SignIn, vscode.UriHandler, vscode.Disposable {
  private readonly signIns = new OneAtATime();
  private readonly waiting = new Map<string, (callback: URLSearchParams) => void>();
  private readonly registration = vscode.window.registerUriHandler(this);

  constructor(private readonly extensionId: string) {}

  async redirectUrl(): Promise<string> {
    const uri = vscode.Uri.parse(`${vscode.env.uriScheme}://${this.extensionId}/oauth`);
    return (await vscode.env.asExternalUri(uri)).toString(true);
  }

  signIn(request: SignInRequest): Promise<URLSearchParams> {
    return this.signIns.run(() => this.ask(request));
  }

  handleUri(uri: vscode.Uri): void {
    const callback = queryOf(uri);
    const resolve = this.waiting.get(callback.get("state") ?? "");
    if (resolve !== undefined) resolve(callback);
    else void showWarning(vscode.l10n.t("That sign-in is not waited for any more. Try again."));
  }

  dispose(): void {
    this.registration.dispose();
  }

  private async ask({ server, url, state, signal }: SignInRequest): Promise<URLSearchParams> {
    signal.throwIfAborted();
    const signIn = vscode.l10n.t("Sign In");
    const asked = showInformation(
      vscode.l10n.t('The MCP server "{0}" asks you to sign in at {1}.', visibleName(server), url.host),
      {
        modal: true,
        detail: vscode.l10n.t("Your browser opens this address:\n\n{0}", visible(url.href)),
      },
      signIn,
    );
    const answer = await orGivenUp(Promise.resolve(asked), signal, server);
    if (answer !== signIn) throw new RefusedByPerson(worded('"{0}" asks you to sign in, which was declined.', server));
    const callback = new Promise<URLSearchParams>((resolve) => this.waiting.set(state, resolve));
    try {
      if (!(await openInBrowser(url, "signIn"))) {
        throw new RefusedByPerson(worded('The browser was not opened, so that nobody signed in to "{0}".', server));
      }
      return await this.wait(callback, server, signal);
    } finally {
      this.waiting.delete(state);
    }
  }

  private wait(callback: Promise<URLSearchParams>, server: string, signal: AbortSignal): Promise<URLSearchParams> {
    const title = vscode.l10n.t('Waiting until you have signed in to "{0}" in the browser', visibleName(server));
    return showProgress(title, (_, cancelled) => orGivenUp(callback, AbortSignal.any([signal, cancelled]), server));
  }
}

/** What is waited for, unless it is given up or takes too long: then it counts as refused. */
async function orGivenUp<T>(awaited: Promise<T>, signal: AbortSignal, server: string): Promise<T> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(signInTimeoutMs)]);
  const refused = new Promise<never>((_, reject) => {
    limit.addEventListener(
      "abort",
      () => {
        const said = signal.aborted
          ? worded('Signing in to "{0}" was given up.', server)
          : worded('Signing in to "{0}" took longer than five minutes.', server);
        reject(new RefusedByPerson(said));
      },
      { once: true },
    );
  });
  return Promise.race([awaited, refused]);
}

/**
 * The query that the browser came back with. The desktop's VS Code has decoded it by now, the one in a browser has not; a
 * plus sign is never a space in what authorization servers send.
 */
function queryOf({ query }: vscode.Uri): URLSearchParams {
  const callback = new URLSearchParams();
  for (const part of query.split("&")) {
    const at = part.indexOf("=");
    if (at > 0) callback.append(part.slice(0, at), decoded(part.slice(at + 1)));
  }
  return callback;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A percent sign that stands for itself.
    return value;
  }
}

const keptKeys = "parallelTools.mcpCredentials";

/** Credentials in SecretStorage, which cannot tell what it has: the addresses are kept beside it. */
export class SecretCredentials implements CredentialStore {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly state: vscode.Memento,
  ) {}

  /** The addresses of servers that something is kept for. */
  get servers(): readonly string[] {
    return this.state.get<readonly string[]>(keptKeys, []);
  }

  get(url: string): Thenable<string | undefined> {
    return this.secrets.get(secretKey(url));
  }

  async store(url: string, value: string): Promise<void> {
    await this.secrets.store(secretKey(url), value);
    await this.state.update(keptKeys, [...new Set([...this.servers, url])]);
  }

  async delete(url: string): Promise<void> {
    await this.secrets.delete(secretKey(url));
    await this.state.update(
      keptKeys,
      this.servers.filter((each) => each !== url),
    );
  }
}

function secretKey(url: string): string {
  return `mcp.oauth:${url}`;
}
