/** Names of which each is given once: a second `pet` becomes `pet_2`. */
export class FreeNames {
  private readonly taken = new Set<string>();
  /** Where the search for a free number goes on, so that thousands of the same name take no time. */
  private readonly lastNumber = new Map<string, number>();

  for(name: string): string {
    let free = name;
    for (let number = this.lastNumber.get(name) ?? 1; this.taken.has(free);) {
      free = `${name}_${String(++number)}`;
      this.lastNumber.set(name, number);
    }
    this.taken.add(free);
    return free;
  }

  has(name: string): boolean {
    return this.taken.has(name);
  }
}
