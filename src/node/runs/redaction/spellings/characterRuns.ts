/** A stretch of characters of one kind, from some place on. */
export interface Run {
  readonly end: number;
  /** Where its last digit stands; -1 if it has none. */
  readonly lastDigit: number;
}

/**
 * How far characters of a kind reach, in one text. Places that are asked for from left to right within one stretch cost
 * one look at it altogether, however many they are.
 */
export class CharacterRuns {
  private from = 0;
  private known: Run = { end: 0, lastDigit: -1 };

  constructor(
    private readonly text: string,
    private readonly kind: CharacterKind,
  ) {}

  at(start: number): Run {
    if (start < this.from || start >= this.known.end) {
      this.known = this.runFrom(start);
      this.from = start;
    }
    return this.known;
  }

  private runFrom(start: number): Run {
    let end = start;
    let lastDigit = -1;
    for (; end < this.text.length && this.kind.has(this.text.charCodeAt(end)); end++) {
      const unit = this.text.charCodeAt(end);
      if (unit >= 0x30 && unit <= 0x39) lastDigit = end;
    }
    return { end, lastDigit };
  }
}

/** Some of the characters of ASCII. */
export class CharacterKind {
  private readonly members = new Uint8Array(128);

  constructor(characters: string) {
    for (let at = 0; at < characters.length; at++) this.members[characters.charCodeAt(at)] = 1;
  }

  has(unit: number): boolean {
    return unit >= 0 && unit < 128 && this.members[unit] === 1;
  }
}
