/** Ids of which each is given once; giving one takes the same time however often it was asked for before. */
export class UnusedIds {
  private readonly taken: Set<string>;
  private readonly nextNumber = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.taken = new Set(taken);
  }

  /** The id itself, or with the first number after it that makes it one of its own; it is then taken. */
  claim(id: string): string {
    let unused = id;
    let number = this.nextNumber.get(id) ?? 2;
    while (this.taken.has(unused)) unused = `${id}-${String(number++)}`;
    this.nextNumber.set(id, number);
    this.taken.add(unused);
    return unused;
  }
}
