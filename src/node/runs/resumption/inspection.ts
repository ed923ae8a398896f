import { whyNotData } from "../../../core/engine/attempts/plainData";
import { sizeUpTo } from "../documents/resultSize";
import { pieceLength, type Slices } from "../../tools/data/slices";

/** Looks through a large value, slice by slice: whether it is plain data, and no larger than it may be. */
export class Inspection {
  /** Whether all that was looked at can be written as JSON; what cannot be is looked at no further. */
  isData = true;
  private left: number;
  /** What contains what is looked at: met again in there, it contains itself. */
  private readonly around = new Set<object>();

  constructor(
    private readonly slices: Slices,
    mostBytes: number,
  ) {
    this.left = mostBytes;
  }

  get isTooLarge(): boolean {
    return this.left < 0;
  }

  /** Only what is larger than a piece is waited for. */
  inspect(value: unknown): Promise<void> | undefined {
    const size = sizeUpTo(value, pieceLength);
    if (size !== undefined) {
      this.left -= size + 1;
      this.isData &&= whyNotData(value) === undefined;
      return this.slices.worked(size);
    }
    if (typeof value === "string") this.left -= value.length + 3;
    else return this.ofMembers(value as object);
    return undefined;
  }

  private async ofMembers(container: object): Promise<void> {
    const isPlain = Array.isArray(container) || Object.getPrototypeOf(container) === Object.prototype;
    this.isData &&= isPlain && !this.around.has(container) && !("toJSON" in container);
    this.around.add(container);
    const members: readonly unknown[] = Array.isArray(container) ? container : Object.values(container);
    if (!Array.isArray(container)) for (const key of Object.keys(container)) this.left -= key.length + 3;
    for (const member of members) {
      if (!this.isData || this.isTooLarge) return;
      const looking = this.inspect(member);
      if (looking !== undefined) await looking;
    }
    this.around.delete(container);
  }
}
