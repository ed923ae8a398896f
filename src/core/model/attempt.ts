/** How far an attempt is, in whatever unit the tool counts. */
export interface Progress {
  readonly progress?: number;
  readonly total?: number;
  readonly message?: string;
  /** `false` for what is only to be shown, such as output: a tool that talks for ever must not run for ever. */
  readonly restartsTimeout?: boolean;
}

/**
 * What a tool is told of the attempt that it serves. All of it is made when it is first read, so that a copy has to name
 * what it takes: `{ ...context }` is empty.
 */
export interface AttemptContext {
  /** Aborted when the attempt is cancelled or timed out; a tool that can stop should. */
  readonly signal: AbortSignal;
  /** Says how far it is; also starts the attempt's timeout anew, unless the report says otherwise. */
  readonly progress: (progress: Progress) => void;
  /**
   * Stops the attempt's clock while a person is asked something, until the function that it returns is called. Several
   * pauses may overlap; the run's deadline goes on.
   */
  readonly pause: () => () => void;
  /**
   * The same while the tool's source starts, or is asked for its tools: whoever stops the attempt meanwhile knows that
   * nothing has reached the tool.
   */
  readonly starting: () => () => void;
}
