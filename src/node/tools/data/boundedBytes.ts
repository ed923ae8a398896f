import { joinedInSlices } from "./slicedBytes";
import type { Slices } from "./slices";

/** Bytes of a stream as they come, up to a limit; what comes beyond it is counted but not kept. */
export class BoundedBytes {
  private readonly chunks: Uint8Array[] = [];
  private keptBytes = 0;
  private droppedBytes = 0;

  constructor(private readonly maxBytes: number) {}

  add(chunk: Uint8Array): void {
    const room = this.maxBytes - this.keptBytes;
    const kept = chunk.length <= room ? chunk : chunk.subarray(0, room);
    if (kept.length > 0) this.chunks.push(kept);
    this.keptBytes += kept.length;
    this.droppedBytes += chunk.length - kept.length;
  }

  get isTruncated(): boolean {
    return this.droppedBytes > 0;
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** The same, joined slice by slice. */
  bytesInSlices(slices: Slices): Promise<Buffer> {
    return joinedInSlices(this.chunks, slices);
  }

  /** What was kept as UTF-8; where bytes are no UTF-8 there is U+FFFD. */
  text(): string {
    return new TextDecoder().decode(this.bytes());
  }
}
