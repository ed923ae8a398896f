/** Small whole numbers by place, a byte each; places that nobody has set are 0. */
export class ByteList {
  private bytes = new Uint8Array(16);
  private count = 0;

  get length(): number {
    return this.count;
  }

  at(place: number): number {
    return this.bytes[place] ?? 0;
  }

  set(place: number, byte: number): void {
    if (place >= this.bytes.length) {
      const larger = new Uint8Array(Math.max(place + 1, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[place] = byte;
    this.count = Math.max(this.count, place + 1);
  }
}
