import type { ResultCache } from "../../core/engine/sharing/resultCache";
import type { Shown } from "../../core/model/text/shown";
import type { Durations } from "./environment/durations";
import type { EditedCallsOptions } from "./session/editedCalls";
import type { RunHeader } from "./journal/header";
import type { EventsInOrder } from "./journal/reading/keptEvents";
import type { JournalWriter } from "./journal/writing/journalWriter";
import type { Redaction } from "./redaction/redactor";
import type { Scratch } from "./environment/scratch";
import type { Toolbox } from "./environment/toolbox";

/** A run as it is begun, or gone on with. */
export interface GivenRun {
  readonly header: RunHeader;
  /** The same without secrets, where that was made already: looking through a million calls takes a second. */
  readonly shownHeader?: Shown<RunHeader>;
  /** The events of a run that was kept; empty for a new one. */
  readonly history?: EventsInOrder;
  readonly awaitingApproval?: ReadonlySet<number>;
  /** Calls are added while it runs: it ends once {@link RunSession.endGrowth} was called. */
  readonly growing?: boolean;
}

/** Where a run leaves what outlives it, and finds what others have left. */
export interface RunKeeping {
  readonly journal?: JournalWriter;
  /** Where large results go in a run without a journal, until this process ends or it is closed; in memory when absent. */
  readonly scratch?: Scratch;
  /** Where results of read-only calls that ask for it are kept for later runs with the same sources. */
  readonly cache?: ResultCache;
  /** What earlier runs took, and where this one's times are learned. */
  readonly durations?: Durations;
}

/** What the calls of a run are called with, planned with and shown through. */
export interface RunTools {
  readonly toolbox: Toolbox;
  /** What edited arguments are planned with, as it is when they are: files and links may have changed since the start. */
  readonly planning: () => Pick<EditedCallsOptions, "defaults" | "environment">;
  /** What everybody but the tools sees of the run goes through it. */
  readonly redaction: Redaction;
}

/** What a run is made of beside its engine. */
export interface SessionOptions {
  readonly run: GivenRun;
  readonly tools: RunTools;
  readonly keeping: RunKeeping;
}
