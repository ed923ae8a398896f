import { sizeUpTo } from "../documents/resultSize";
import { pieceLength, type Slices } from "../../tools/data/slices";

/** A key as it is shown, and whether it says of its value that it is secret. */
export interface KnownName {
  readonly text: string;
  readonly isSecret: boolean;
}

/** How parts of a value are redacted. */
export interface PartsRedaction {
  /** What is no larger than a piece, in one go. */
  readonly small: (value: unknown, isNamedSecret: boolean) => unknown;
  /** A long text. */
  readonly text: (text: string) => Promise<string>;
  readonly name: (key: string) => KnownName;
}

type Members = Readonly<Record<string, unknown>>;

/** Redacts a large value piece by piece; what holds no secret is the same, not a copy. */
export class SlicedRedaction {
  constructor(
    private readonly slices: Slices,
    private readonly parts: PartsRedaction,
  ) {}

  /** Only what is larger than a piece is waited for. */
  redact(value: unknown, isNamedSecret: boolean): unknown {
    const size = sizeUpTo(value, pieceLength);
    if (size === undefined) return this.large(value, isNamedSecret);
    const redacted = this.parts.small(value, isNamedSecret);
    return this.slices.worked(size)?.then(() => redacted) ?? redacted;
  }

  private large(value: unknown, isNamedSecret: boolean): unknown {
    if (typeof value === "string") {
      const isWhollySecret = isNamedSecret && !value.includes("${");
      return isWhollySecret ? this.parts.small(value, true) : this.parts.text(value);
    }
    return Array.isArray(value) ? this.items(value, isNamedSecret) : this.members(value as Members);
  }

  private async items(items: readonly unknown[], isNamedSecret: boolean): Promise<readonly unknown[]> {
    let copy: unknown[] | undefined;
    for (let index = 0; index < items.length; index++) {
      const redacting = this.redact(items[index], isNamedSecret);
      const redacted: unknown = redacting instanceof Promise ? await redacting : redacting;
      if (redacted !== items[index]) (copy ??= [...items])[index] = redacted;
    }
    return copy ?? items;
  }

  private async members(members: Members): Promise<Members> {
    let isChanged = false;
    const copy: [string, unknown][] = [];
    for (const key of Object.keys(members)) {
      const { text, isSecret } = this.parts.name(key);
      const redacting = this.redact(members[key], isSecret);
      const redacted: unknown = redacting instanceof Promise ? await redacting : redacting;
      copy.push([text, redacted]);
      isChanged ||= redacted !== members[key] || text !== key;
    }
    return isChanged ? Object.fromEntries(copy) : members;
  }
}
