import * as vscode from "vscode";
import { digestOf } from "../../node/runs/redaction/digest";
import type { InputDefinition } from "../../core/model/manifest";
import { isUsers } from "../../core/model/origin";
import { visible, visibleName } from "../../core/model/text/visible";
import type { InputUse } from "../../node/runs/inputs/inputs";
import { KeptPasswords, type KeptPassword } from "../../node/runs/inputs/keptPasswords";
import { showWarning } from "../window/messages";
import { chooseOne, enterText } from "../window/questions";

const keptPasswords = "parallelTools.keptPasswords";

/** The keys of passwords that version 0.1.0 kept for whoever asked: they are deleted, and asked for again. */
const formerKeys = "parallelTools.keptInputs";

/**
 * The values of `${input:…}`. Those that are passwords are asked once for a file and kept in the system's secret storage
 * until they are forgotten; others are asked for each run, with the last answer to start from.
 */
export class KeptInputs {
  private readonly lastAnswers = new Map<string, string>();
  private readonly passwords: KeptPasswords;

  constructor(private readonly context: Pick<vscode.ExtensionContext, "secrets" | "workspaceState" | "storageUri">) {
    const { secrets, workspaceState, storageUri } = context;
    this.passwords = new KeptPasswords({
      secrets,
      index: {
        get: () => workspaceState.get<readonly KeptPassword[]>(keptPasswords, []),
        set: (kept) => workspaceState.update(keptPasswords, kept.length === 0 ? undefined : kept),
      },
      workspace: storageUri?.toString() ?? "",
      enter: (input, isKept) => ask(input, { isKept }),
      mayReuse,
    });
    void this.forgetFormer();
  }

  /** `undefined` when the question was dismissed. */
  async provide(input: InputDefinition, use: InputUse): Promise<string | undefined> {
    if (input.password === true) return this.passwords.provide(input, use);
    const key = digestOf(JSON.stringify(input));
    const answer = await ask(input, { lastAnswer: this.lastAnswers.get(key), isKept: false });
    if (answer !== undefined) this.lastAnswers.set(key, answer);
    return answer;
  }

  /** Deletes what is kept of this workspace, and says how many values that were. */
  forget(): Promise<number> {
    this.lastAnswers.clear();
    return this.passwords.forget();
  }

  private async forgetFormer(): Promise<void> {
    const { secrets, workspaceState } = this.context;
    const keys = workspaceState.get<readonly string[]>(formerKeys, []);
    if (keys.length === 0) return;
    await Promise.all(keys.map((key) => secrets.delete(key)));
    await workspaceState.update(formerKeys, undefined);
  }
}

async function mayReuse(
  { id, description }: InputDefinition,
  keptFor: string,
  { by, origin }: InputUse,
): Promise<"reuse" | "enter" | undefined> {
  const reuse = vscode.l10n.t("Fill It In");
  const enter = vscode.l10n.t("Enter Another");
  const where = isUsers(origin) ? visibleName(by) : vscode.l10n.t("text that is not yours");
  const answer = await showWarning(
    vscode.l10n.t('Fill the password "{0}" into {1}, too?', visibleName(description ?? id), where),
    { modal: true, detail: vscode.l10n.t("It was entered for {0}.", visibleName(keptFor)) },
    reuse,
    enter,
  );
  if (answer === undefined) return undefined;
  return answer === reuse ? "reuse" : "enter";
}

interface Asking {
  readonly lastAnswer?: string | undefined;
  readonly isKept: boolean;
}

async function ask(input: InputDefinition, { lastAnswer, isKept }: Asking): Promise<string | undefined> {
  const title = visible(input.description ?? vscode.l10n.t("Value of the input {0}", input.id));
  if (input.type === "pickString") {
    const items = (input.options ?? []).map((option) => ({ label: visible(option), option }));
    return (await chooseOne(items, { title, ignoreFocusOut: true }))?.option;
  }
  const value = lastAnswer ?? input.default;
  const written = visibleName(`\${input:${input.id}}`);
  return enterText({
    title,
    prompt: isKept
      ? vscode.l10n.t("Used as {0}. It is kept in the secret storage of this machine.", written)
      : vscode.l10n.t("Used as {0}", written),
    password: input.password ?? false,
    ignoreFocusOut: true,
    ...(value !== undefined && { value }),
  });
}
