import { ByteList } from "../../../../src/core/model/data/byteList";
import type { CallState } from "../../../../src/core/model/runState";
import { statusOf, type CallStatus } from "../callStatus";

/** A call whose window or process ended before it had is told from others that were cancelled. */
type Standing = CallStatus | "interrupted";

const standings: readonly Standing[] = [
  "waiting",
  "queued",
  "awaitingApproval",
  "running",
  "backingOff",
  "succeeded",
  "failed",
  "timedOut",
  "cancelled",
  "skipped",
  "denied",
  "interrupted",
];
const codes = new Map(standings.map((standing, code) => [standing, code]));

/** How many calls of a run stand how, kept up to date call by call. */
export class Tally {
  private readonly codeOf = new ByteList();
  private readonly counts = standings.map(() => 0);

  /** Takes in how a call stands by now. A new call is the one behind those that are known. */
  set(call: CallState): void {
    if (call.index < this.codeOf.length) this.add(this.codeOf.at(call.index), -1);
    const code = codes.get(standingOf(call)) ?? 0;
    this.codeOf.set(call.index, code);
    this.add(code, 1);
  }

  /** How many calls stand in one of these ways. */
  count(...wanted: readonly CallStatus[]): number {
    return codesOf(wanted).reduce((sum, code) => sum + (this.counts[code] ?? 0), 0);
  }

  /** Whether a call stands in this way. */
  is(call: number, status: CallStatus): boolean {
    return call < this.codeOf.length && codesOf([status]).includes(this.codeOf.at(call));
  }

  /** How many calls the death of their window or process has ended. */
  get interrupted(): number {
    return this.counts[codes.get("interrupted") ?? 0] ?? 0;
  }

  /** Those that have ended, however. */
  get ended(): number {
    return this.count("succeeded", "failed", "timedOut", "cancelled", "skipped", "denied");
  }

  /** The calls that stand in one of these ways, in their order. */
  callsThatAre(...wanted: readonly CallStatus[]): Uint32Array {
    const isWanted = standings.map((_, code) => codesOf(wanted).includes(code));
    const found = new Uint32Array(this.count(...wanted));
    let next = 0;
    for (let call = 0; next < found.length; call++) if (isWanted[this.codeOf.at(call)]) found[next++] = call;
    return found;
  }

  private add(code: number, by: number): void {
    this.counts[code] = (this.counts[code] ?? 0) + by;
  }
}

function codesOf(wanted: readonly CallStatus[]): readonly number[] {
  const all: readonly Standing[] = wanted.includes("cancelled") ? [...wanted, "interrupted"] : wanted;
  return all.flatMap((standing) => codes.get(standing) ?? []);
}

function standingOf(call: CallState): Standing {
  const { ending } = call;
  return ending?.outcome === "cancelled" && ending.error.kind === "interrupted" ? "interrupted" : statusOf(call);
}
