/** In steps: what every check may do beside the allowance. Ordinary schemas need less for ordinary arguments. */
const freeSteps = 500;

/** Too much work, or something that cannot be told in bounded time: the value counts as fitting. */
export class Undecided extends Error {}

/**
 * How much work some checks may do together, since schemas and arguments come from outside: a step is a subschema that is
 * tried on a value, at most a tenth of a microsecond. 3 million take a third of a second.
 */
export class CheckAllowance {
  constructor(
    private steps = 3_000_000,
    /** How many subschemas may still be compiled. A thousand take a tenth of a second. */
    private subschemas = 5_000,
  ) {}

  /** Whether a schema of this size may be compiled; then it is counted. */
  mayCompile(subschemas: number): boolean {
    if (subschemas > this.subschemas) return false;
    this.subschemas -= subschemas;
    return true;
  }

  /** Runs a check with what is left. */
  spendOn<T>(meter: CheckMeter, check: () => T): T {
    meter.left = freeSteps + this.steps;
    try {
      return check();
    } finally {
      this.steps = Math.min(this.steps, Math.max(0, meter.left));
    }
  }
}

/** Many times more than anybody reads; all are kept until the value is checked to its end. */
const mostErrors = 2_000;

/** Counts the steps of one validator. */
export class CheckMeter {
  left = 0;

  /** Called by compiled schemas. Throws `Undecided` when nothing is left. */
  spend(steps: number, errors = 0): void {
    this.left -= steps;
    if (this.left < 0 || errors > mostErrors) throw new Undecided("The arguments take too long to be checked.");
  }
}
