import { setImmediate as nextTurn } from "node:timers/promises";
import { markAsData } from "../../../core/engine/attempts/plainData";
import type { AttemptContext } from "../../../core/model/attempt";
import { ToolFailure } from "../../../core/model/failure";
import type { ToolResult } from "../../../core/model/result";
import type { RunEvent } from "../../../core/model/run";
import type { Shown } from "../../../core/model/text/shown";
import { Inspection } from "../resumption/inspection";
import { encodeDetails, encodeResult } from "../journal/format/parts";
import { encodedInSlices } from "../journal/format/slicedParts";
import type { Redaction } from "../redaction/redactor";
import { isLarger, maxResultBytes, tooLarge } from "./resultSize";
import { pieceLength, Slices } from "../../tools/data/slices";

/** What is seen of something, made when the redactor knew so much. */
interface Prepared {
  readonly shown: Shown<object>;
  readonly revision: number;
}

function isLarge({ content, structuredContent }: ToolResult): boolean {
  return isLarger(content, pieceLength) || isLarger(structuredContent, pieceLength);
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/**
 * Looks through large results, and large details of failures, before the engine hears of them: slice by slice, so that a
 * result of 100 MB does not hold up other calls. What is made of them here is there when their events come.
 */
export class LargeResults {
  private readonly prepared = new WeakMap<object, Prepared>();

  constructor(
    private readonly redaction: Redaction,
    /** Whether large parts of results are to be written somewhere. */
    private readonly isWritten: boolean,
    private readonly giveWay: () => Promise<void> = nextTurn,
  ) {}

  /**
   * Awaits a tool. What it takes here counts as none of the attempt's time. Rejects with a `ToolFailure` where the result
   * is larger than one may be, and with what the tool failed with.
   */
  async awaitResult(calling: Promise<ToolResult>, tool: string, context: AttemptContext): Promise<ToolResult> {
    try {
      const result = await calling;
      if (!isLarge(result)) return result;
      await this.timed(context, (slices) => this.prepareResult(result, tool, slices));
      return result;
    } catch (thrown) {
      const details = thrown instanceof ToolFailure ? thrown.details : undefined;
      if (!isContainer(details) || !isLarger(details, pieceLength)) throw thrown;
      await this.timed(context, (slices) => this.prepareDetails(details, slices));
      throw thrown;
    }
  }

  /** An event without secrets, where that was made beforehand. */
  shown(event: RunEvent): Shown<RunEvent> | undefined {
    if (event.type !== "callEnded" && event.type !== "attemptEnded") return undefined;
    const { ending } = event;
    if (ending.outcome === "succeeded") {
      const result = this.shownOf(ending.result);
      if (result === undefined) return undefined;
      const isSame = (result as object) === ending.result;
      return (isSame ? event : { ...event, ending: { ...ending, result } }) as unknown as Shown<RunEvent>;
    }
    const { details, ...rest } = ending.error;
    const shownDetails = isContainer(details) ? this.shownOf(details) : undefined;
    if (shownDetails === undefined) return undefined;
    const error = { ...this.redaction.record(rest), details: shownDetails };
    return { ...event, ending: { ...ending, error } } as unknown as Shown<RunEvent>;
  }

  private shownOf(whole: object): Shown<object> | undefined {
    const prepared = this.prepared.get(whole);
    return prepared?.revision === this.redaction.revision ? prepared.shown : undefined;
  }

  private async timed(context: AttemptContext, work: (slices: Slices) => Promise<void>): Promise<void> {
    const resume = context.pause();
    const { signal } = context;
    const slices = new Slices(async () => {
      await this.giveWay();
      signal.throwIfAborted();
    });
    try {
      await work(slices);
    } finally {
      resume();
    }
  }

  private async prepareResult(result: ToolResult, tool: string, slices: Slices): Promise<void> {
    const { content, structuredContent = null } = result;
    for (const value of [content, structuredContent]) {
      const inspection = new Inspection(slices, maxResultBytes);
      await inspection.inspect(value);
      if (inspection.isTooLarge) throw tooLarge(tool);
      if (!inspection.isData) return;
    }
    markAsData(result);
    const shown = await this.prepare(result, slices);
    if (this.isWritten) await encodeResult(shown, (part) => encodedInSlices(part, slices));
  }

  private async prepareDetails(details: object, slices: Slices): Promise<void> {
    const inspection = new Inspection(slices, Number.POSITIVE_INFINITY);
    await inspection.inspect(details);
    if (!inspection.isData) return;
    markAsData(details);
    const shown = await this.prepare(details, slices);
    if (this.isWritten) await encodeDetails(shown, (part) => encodedInSlices(part, slices));
  }

  /** What the redactor learns meanwhile is taken out when the event comes. */
  private async prepare(whole: object, slices: Slices): Promise<Shown<object>> {
    const { revision } = this.redaction;
    const shown = await this.redaction.valueInSlices(whole, slices);
    this.prepared.set(whole, { shown, revision });
    return shown;
  }
}
