import { createHash } from "node:crypto";
import * as vscode from "vscode";
import type { InputDefinition } from "../model/manifest";

const keptKeys = "parallelTools.keptInputs";

/**
 * The values of `${input:…}`. Those that are passwords are asked once a workspace and kept in the system's secret storage
 * until they are forgotten; others are asked for each run, with the last answer to start from.
 */
export class KeptInputs {
  private readonly lastAnswers = new Map<string, string>();

  constructor(private readonly context: Pick<vscode.ExtensionContext, "secrets" | "workspaceState" | "storageUri">) {}

  /** `undefined` when the question was dismissed. */
  async provide(input: InputDefinition): Promise<string | undefined> {
    const key = this.keyOf(input);
    if (input.password !== true) {
      const answer = await ask(input, this.lastAnswers.get(key));
      if (answer !== undefined) this.lastAnswers.set(key, answer);
      return answer;
    }
    const kept = await this.context.secrets.get(key);
    if (kept !== undefined) return kept;
    const answer = await ask(input, undefined);
    if (answer === undefined) return undefined;
    await this.context.secrets.store(key, answer);
    await this.context.workspaceState.update(keptKeys, [...new Set([...this.keys(), key])]);
    return answer;
  }

  /** Deletes what is kept of this workspace, and says how many values that were. */
  async forget(): Promise<number> {
    const keys = this.keys();
    await Promise.all(keys.map((key) => this.context.secrets.delete(key)));
    await this.context.workspaceState.update(keptKeys, undefined);
    this.lastAnswers.clear();
    return keys.length;
  }

  private keys(): readonly string[] {
    return this.context.workspaceState.get<readonly string[]>(keptKeys, []);
  }

  /** Another definition of an input with the same id is another question. */
  private keyOf(input: InputDefinition): string {
    const workspace = this.context.storageUri?.toString() ?? "";
    const digest = createHash("sha256")
      .update(JSON.stringify([workspace, input]))
      .digest("hex");
    return `input:${input.id}:${digest}`;
  }
}

async function ask(input: InputDefinition, lastAnswer: string | undefined): Promise<string | undefined> {
  const title = input.description ?? vscode.l10n.t("Value of the input {0}", input.id);
  if (input.type === "pickString") {
    return vscode.window.showQuickPick([...(input.options ?? [])], { title, ignoreFocusOut: true });
  }
  const value = lastAnswer ?? input.default;
  return vscode.window.showInputBox({
    title,
    prompt:
      input.password === true
        ? vscode.l10n.t("Used as {0}. It is kept in the secret storage of this machine.", `\${input:${input.id}}`)
        : vscode.l10n.t("Used as {0}", `\${input:${input.id}}`),
    password: input.password ?? false,
    ignoreFocusOut: true,
    ...(value !== undefined && { value }),
  });
}
