/** Numbers that are added one by one, 8 bytes each: a list of a million plain numbers takes several times that to grow. */
export class NumberList {
  private numbers = new Float64Array(16);
  private count = 0;

  get length(): number {
    return this.count;
  }

  add(number: number): void {
    if (this.count === this.numbers.length) {
      const larger = new Float64Array(this.count * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.count++] = number;
  }

  /** The number at a place that there is. */
  at(place: number): number {
    return this.numbers[place] ?? Number.NaN;
  }

  /** All of them, lowest first; the list itself stays as it is. */
  sorted(): Float64Array {
    return this.numbers.slice(0, this.count).sort();
  }
}
