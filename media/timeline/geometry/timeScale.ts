import type { RoundState } from "../../../src/core/model/runState";

/**
 * A time axis on which the idle time between rounds of work is cut short. Times are milliseconds since the run began;
 * an offset is the same in milliseconds of shown time, and what windows, zoom and painting are about.
 */
export interface TimeScale {
  readonly pieces: readonly Piece[];
  /** Stretches of time that are shown shorter than they were. */
  readonly breaks: readonly Break[];
  /** The offset at which the axis ends; above 0. */
  readonly length: number;
}

/** A stretch of time that is shown as long as it was. */
export interface Piece {
  readonly startMs: number;
  readonly endMs: number;
  readonly offset: number;
}

export interface Break {
  readonly startMs: number;
  readonly endMs: number;
  readonly offset: number;
  readonly width: number;
}

/** Idle time is cut when it is longer than this share of the time that was worked. */
const cutAboveShare = 0.1;
/** How wide cut time is shown, as a share of the time that was worked. */
const breakShare = 0.04;
/** The shortest axis of a run that has taken any time. */
const shortestMs = 0.001;

/** The axis for a run's rounds up to `endMs`, which may lie ahead of the last round's end while it goes on. */
export function createTimeScale(rounds: readonly RoundState[], endMs: number): TimeScale {
  const stretches = rounds.map((round, index): { startMs: number; endMs: number } => {
    const isLast = index === rounds.length - 1;
    return { startMs: round.startedAtMs, endMs: isLast ? endMs : (round.endedAtMs ?? round.startedAtMs) };
  });
  const workedMs = stretches.reduce((sum, stretch) => sum + stretch.endMs - stretch.startMs, 0);
  const pieces: Piece[] = [];
  const breaks: Break[] = [];
  let offset = 0;
  let reachedMs = stretches[0]?.startMs ?? 0;
  for (const stretch of stretches.length > 0 ? stretches : [{ startMs: 0, endMs }]) {
    const idleMs = stretch.startMs - reachedMs;
    if (idleMs > cutAboveShare * workedMs) {
      const width = breakShare * workedMs;
      breaks.push({ startMs: reachedMs, endMs: stretch.startMs, offset, width });
      offset += width;
    } else {
      offset += Math.max(0, idleMs);
    }
    pieces.push({ ...stretch, offset });
    offset += stretch.endMs - stretch.startMs;
    reachedMs = stretch.endMs;
  }
  return { pieces, breaks, length: offset > 0 ? Math.max(offset, shortestMs) : 1 };
}

/** Where a time is on the axis; times before its start are put at the start, times after its end go on beyond it. */
export function offsetOf(scale: TimeScale, ms: number): number {
  const gap = scale.breaks.find((each) => ms > each.startMs && ms < each.endMs);
  if (gap) return gap.offset + (gap.width * (ms - gap.startMs)) / (gap.endMs - gap.startMs);
  const piece = scale.pieces.findLast((each) => each.startMs <= ms) ?? scale.pieces[0];
  return piece === undefined ? 0 : Math.max(0, piece.offset + ms - piece.startMs);
}

/** The time shown at a place on the axis; the reverse of {@link offsetOf}. */
export function timeAt(scale: TimeScale, offset: number): number {
  const gap = scale.breaks.find((each) => offset > each.offset && offset < each.offset + each.width);
  if (gap) return gap.startMs + ((gap.endMs - gap.startMs) * (offset - gap.offset)) / gap.width;
  const piece = scale.pieces.findLast((each) => each.offset <= offset) ?? scale.pieces[0];
  return piece === undefined ? offset : piece.startMs + offset - piece.offset;
}

/**
 * Where the axis of a run that goes on should end: ahead of now, and the same for a while, so that bars grow towards it
 * instead of being rescaled with every frame.
 */
export function liveEndMs(startMs: number, nowMs: number): number {
  const firstMs = 500;
  const growth = 1.3;
  const elapsedMs = Math.max(0, nowMs - startMs) * 1.02;
  if (elapsedMs <= firstMs) return startMs + firstMs;
  const steps = Math.ceil(Math.log(elapsedMs / firstMs) / Math.log(growth));
  return startMs + firstMs * growth ** steps;
}
