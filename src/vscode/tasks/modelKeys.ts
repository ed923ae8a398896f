import * as vscode from "vscode";
import { addModelSecrets } from "../../node/tasks/models/modelSecrets";
import type { OpenAiSettings } from "../../node/tasks/models/openaiModel";
import type { Redaction } from "../../node/runs/redaction/redactor";
import { enterText } from "../window/questions";
import { isLocal, isUnprotected, originOf } from "../../node/tasks/models/endpoint";

/** Keys of models' servers, in the secret storage: one for each address, to which alone it is sent. */
export class ModelKeys {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly redaction: Redaction,
  ) {}

  /** The key for an address, asked for once; empty for a server that takes none, `undefined` when dismissed. */
  async provide(baseUrl: string): Promise<string | undefined> {
    const kept = await this.get(baseUrl);
    if (kept !== undefined) return kept;
    return isLocal(baseUrl) ? "" : this.ask(baseUrl);
  }

  /** Asks for the key for an address and keeps it. `undefined` when the question was dismissed. */
  async ask(baseUrl: string): Promise<string | undefined> {
    const origin = originOf(baseUrl);
    if (origin === undefined) return undefined;
    const key = await enterText({
      title: vscode.l10n.t("Key for {0}", origin),
      prompt: isUnprotected(baseUrl)
        ? vscode.l10n.t(
            "It is kept in the secret storage of this machine and sent to this address alone — over http, where others can read it. Leave it empty if the server takes none.",
          )
        : vscode.l10n.t(
            "It is kept in the secret storage of this machine and sent to this address alone. Leave it empty if the server takes none.",
          ),
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return undefined;
    await this.secrets.store(nameOf(origin), key.trim());
    return this.known(key.trim());
  }

  /** Deletes the key for an address; false when there was none. */
  async forget(baseUrl: string): Promise<boolean> {
    const origin = originOf(baseUrl);
    if (origin === undefined || (await this.secrets.get(nameOf(origin))) === undefined) return false;
    await this.secrets.delete(nameOf(origin));
    return true;
  }

  /** Has what a server is reached with taken out of all that is shown, from here on. */
  addSecretsOf(settings: Pick<OpenAiSettings, "apiKey" | "headers" | "baseUrl">): void {
    addModelSecrets(this.redaction, settings);
  }

  private async get(baseUrl: string): Promise<string | undefined> {
    const origin = originOf(baseUrl);
    const key = origin === undefined ? undefined : await this.secrets.get(nameOf(origin));
    return key === undefined ? undefined : this.known(key);
  }

  private known(key: string): string {
    if (key !== "") this.redaction.addSecret(key);
    return key;
  }
}

function nameOf(origin: string): string {
  return `model:${origin}`;
}
