import { digestOf } from "../redaction/digest";
import type { InputDefinition } from "../../../core/model/manifest";
import { isUsers } from "../../../core/model/origin";
import type { InputUse } from "./inputs";

/** A password that is kept: where, and for whose use it was entered. */
export interface KeptPassword {
  readonly key: string;
  /** Stands for the definition of the input in its workspace. */
  readonly input: string;
  /** The file that it was entered for, as people know it. */
  readonly user: string;
}

export interface KeptPasswordsOptions {
  readonly secrets: {
    get(key: string): PromiseLike<string | undefined>;
    store(key: string, value: string): PromiseLike<void>;
    delete(key: string): PromiseLike<void>;
  };
  /** What is kept of this workspace, without the passwords themselves. */
  readonly index: { get(): readonly KeptPassword[]; set(kept: readonly KeptPassword[]): PromiseLike<void> };
  readonly workspace: string;
  /** Asks for the password; `undefined` when that was dismissed. */
  readonly enter: (input: InputDefinition, isKept: boolean) => Promise<string | undefined>;
  /** Whether a password that was entered for `keptFor` may be filled in here, too, or another is; `undefined` for neither. */
  readonly mayReuse: (input: InputDefinition, keptFor: string, use: InputUse) => Promise<"reuse" | "enter" | undefined>;
}

/**
 * Passwords that inputs were answered with, each kept for the file that it was entered for. For any other text it is filled
 * in only after a yes, which is remembered for a file of the user's, and nothing is kept for text that is not.
 */
export class KeptPasswords {
  constructor(private readonly options: KeptPasswordsOptions) {}

  /** `undefined` when the question was dismissed. */
  async provide(input: InputDefinition, use: InputUse): Promise<string | undefined> {
    const { secrets, index } = this.options;
    const digest = digestOf(JSON.stringify([this.options.workspace, input]));
    const alike = index.get().filter((kept) => kept.input === digest);
    const own = isUsers(use.origin) ? alike.find(({ user }) => user === use.by) : undefined;
    const known = own && (await secrets.get(own.key));
    if (known !== undefined) return known;
    const [other] = alike.filter((kept) => kept !== own);
    const kept = other && (await secrets.get(other.key));
    const answer = other && kept !== undefined ? await this.options.mayReuse(input, other.user, use) : "enter";
    if (answer === undefined) return undefined;
    const value = answer === "reuse" ? kept : await this.options.enter(input, isUsers(use.origin));
    if (value !== undefined && isUsers(use.origin)) await this.keep({ digest, input, use, value });
    return value;
  }

  /** Deletes them all, and says how many there were. */
  async forget(): Promise<number> {
    const kept = this.options.index.get();
    await Promise.all(kept.map(({ key }) => this.options.secrets.delete(key)));
    await this.options.index.set([]);
    return kept.length;
  }

  private async keep(answer: {
    readonly digest: string;
    readonly input: InputDefinition;
    readonly use: InputUse;
    readonly value: string;
  }): Promise<void> {
    const { secrets, index } = this.options;
    const { digest, input, use, value } = answer;
    const key = `input:${input.id}:${digestOf(JSON.stringify([digest, use.by]))}`;
    await secrets.store(key, value);
    await index.set([...index.get().filter((kept) => kept.key !== key), { key, input: digest, user: use.by }]);
  }
}
