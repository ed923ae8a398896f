import { Ledger } from "../../../../core/model/record/ledger";
import { growthProblem, planAfter } from "../../../../core/model/growth";
import type { Plan } from "../../../../core/model/plan";
import type { RunEvent, UnsuccessfulEnding } from "../../../../core/model/run";
import type { CallState } from "../../../../core/model/runState";
import { ownWords, type Shown } from "../../../../core/model/text/shown";
import { beginning } from "../../resumption/interruption";
import { KeptEvents } from "./keptEvents";

/** Events in the order of those who wrote them, and where those of each begin: with millions, a number for each is felt. */
export interface WrittenEvents {
  readonly events: KeptEvents;
  readonly begins: readonly { readonly writer: number; readonly at: number }[];
}

/** What is known to be missing of a run. */
export interface Damage {
  /** How many lines are not what was written. */
  readonly lines: number;
  /**
   * Whether a line without an end is the last of all, and whether one is the last of somebody whom another followed: cut off as
   * it was written, or damaged since. Who followed has written what came of it, so that nothing is in doubt because of that one.
   */
  readonly torn: { readonly last: boolean; readonly followed: boolean };
  /** The writers that died while they sent calls of which they could not write. */
  readonly behind: ReadonlySet<number>;
}

/**
 * The events of a run that nobody writes, as they can be folded although some were lost: what was told of calls that were
 * never added is left out, and rounds begin whose beginning was lost. Calls that may have changed something are in doubt
 * where the lost lines may have said that they were sent: at the end, when they are not known to have ended; and where a
 * writer was behind, unless they are known to have succeeded, since it may have run them once more.
 */
export function repaired(plan: Plan, { events, begins }: WrittenEvents, { lines, torn, behind }: Damage): KeptEvents {
  const isWhole = lines === 0 && behind.size === 0 && !torn.followed;
  if (isWhole && !torn.last) return events;
  const repair = new Repair(plan, isWhole);
  const open = [...behind].sort((a, b) => a - b);
  const writerAt = new Map(begins.map(({ writer, at }) => [at, writer]));
  let place = 0;
  for (const event of events) {
    const writer = writerAt.get(place++);
    while (writer !== undefined && open[0] !== undefined && open[0] < writer) {
      open.shift();
      repair.doubt(hasNotSucceeded, unwritten);
    }
    repair.addEvent(event);
  }
  if (open.length > 0) repair.doubt(hasNotSucceeded, unwritten);
  if (lines > 0 || behind.size > 0 || torn.last) repair.doubt(hasNotEnded, damaged);
  return repair.events;
}

/** Folds events as they come, and puts in what must have been there. */
class Repair {
  readonly events = new KeptEvents();
  private grown: Plan;
  private readonly ledger: Ledger;

  constructor(
    private readonly plan: Plan,
    /** Whether nothing is missing between the events that there are. */
    private readonly isWhole: boolean,
  ) {
    this.grown = plan;
    this.ledger = new Ledger(plan.calls.length);
  }

  addEvent(event: Shown<RunEvent>): void {
    if (this.isWhole) {
      this.append(event);
      return;
    }
    if (event.type === "callsAdded" && growthProblem(this.grown.calls.length, event.growth) !== undefined) return;
    if (event.type !== "roundStarted" && event.type !== "callsAdded") this.appendBeginning();
    if (enters(event)) this.enter([event.call].filter((call) => this.ledger.hasEnded(call)));
    this.append(event);
  }

  /** Leaves calls in doubt that may have changed something. */
  doubt(isDoubtful: (call: CallState) => boolean, error: UnsuccessfulEnding["error"]): void {
    const doubtful: CallState[] = [];
    for (const call of this.ledger.record.calls) {
      if (this.grown.calls[call.index]?.safety !== "readOnly" && isDoubtful(call)) doubtful.push(call);
    }
    if (doubtful.length === 0) return;
    this.appendBeginning();
    this.enter(doubtful.filter(({ phase }) => phase === "ended").map(({ index }) => index));
    const { atMs } = this.ledger;
    for (const { index } of doubtful) {
      const ending = { outcome: "cancelled", error, outcomeUnknown: true } as const;
      this.append(ownWords({ type: "callEnded", atMs, call: index, ending }));
    }
  }

  /** The line that a run begins with may be one that was lost. */
  private appendBeginning(): void {
    if (this.events.length === 0) for (const event of beginning(this.plan)) this.append(event);
  }

  /** The line that says that they are run again was lost. */
  private enter(calls: readonly number[]): void {
    if (calls.length > 0) this.append(ownWords({ type: "roundStarted", atMs: this.ledger.atMs, calls }));
  }

  private append(event: Shown<RunEvent>): void {
    this.grown = planAfter(this.grown, event);
    this.ledger.apply(event);
    this.events.push(event);
  }
}

type Entering = Extract<RunEvent, { type: "callReady" | "attemptStarted" | "callEnded" }>;

/** Whether an event is one that comes only of a call that has not ended. */
function enters(event: RunEvent): event is Entering {
  return event.type === "callReady" || event.type === "attemptStarted" || event.type === "callEnded";
}

function hasNotEnded({ phase }: CallState): boolean {
  return phase !== "ended";
}

function hasNotSucceeded({ ending }: CallState): boolean {
  return ending === undefined || (ending.outcome !== "succeeded" && ending.outcomeUnknown !== true);
}

const damaged: UnsuccessfulEnding["error"] = {
  kind: "interrupted",
  message:
    "What was kept of this run is damaged, so that nobody knows whether this call ran. It may have changed something: look before retrying it.",
};

const unwritten: UnsuccessfulEnding["error"] = {
  kind: "interrupted",
  message:
    "The run was cut off while its disk took nothing, so that nobody knows whether this call ran. It may have changed something: look before retrying it.",
};
