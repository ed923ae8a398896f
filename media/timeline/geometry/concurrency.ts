/** How many steps one entry of the summary over them covers. */
const blockSize = 64;

/** How many attempts had a place in the limits at each time: steps in order of time, kept up to date as attempts begin and end. */
export class ConcurrencyTrack {
  private times = new Float64Array(64);
  private running = new Int32Array(64);
  /** The highest step of each block. */
  private peaks = new Int32Array(1);
  private count = 0;

  /** The track of attempts that took and freed their places at these times, each sorted. */
  static of(taken: Float64Array, freed: Float64Array): ConcurrencyTrack {
    const track = new ConcurrencyTrack();
    const places = Math.max(64, taken.length + freed.length);
    track.times = new Float64Array(places);
    track.running = new Int32Array(places);
    track.peaks = new Int32Array(Math.ceil(places / blockSize));
    let takenBefore = 0;
    let freedBefore = 0;
    while (takenBefore < taken.length || freedBefore < freed.length) {
      const atMs = Math.min(
        taken[takenBefore] ?? Number.POSITIVE_INFINITY,
        freed[freedBefore] ?? Number.POSITIVE_INFINITY,
      );
      while (taken[takenBefore] === atMs) takenBefore++;
      while (freed[freedBefore] === atMs) freedBefore++;
      track.times[track.count] = atMs;
      track.running[track.count++] = takenBefore - freedBefore;
    }
    for (let block = 0; block * blockSize < track.count; block++) track.sumUp(block);
    return track;
  }

  /** How many steps there are. */
  get length(): number {
    return this.count;
  }

  /** The most that ran at once. */
  get peak(): number {
    return this.highest(0, this.count);
  }

  timeOf(step: number): number {
    return this.times[step] ?? 0;
  }

  /** How many ran from a step on, until the next; none before the first. */
  runningFrom(step: number): number {
    return this.running[step] ?? 0;
  }

  /** So many more, or fewer, have run from a time on. It costs the least where nothing is known yet of later times. */
  change(atMs: number, by: number): void {
    const step = this.firstFrom(atMs);
    if (step === this.count || this.times[step] !== atMs) this.insert(step, atMs);
    for (let later = step; later < this.count; later++) this.running[later] = (this.running[later] ?? 0) + by;
    for (let block = Math.floor(step / blockSize); block * blockSize < this.count; block++) this.sumUp(block);
  }

  /** The first step at this time or later; the number of steps where all are earlier. */
  firstFrom(atMs: number): number {
    if (this.count === 0 || (this.times[this.count - 1] ?? 0) < atMs) return this.count;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] ?? 0) < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The highest of the steps from one up to another, which is not among them. */
  highest(from: number, to: number): number {
    let most = 0;
    for (let step = from; step < to;) {
      const isWholeBlock = step % blockSize === 0 && step + blockSize <= to;
      most = Math.max(most, (isWholeBlock ? this.peaks[step / blockSize] : this.running[step]) ?? 0);
      step += isWholeBlock ? blockSize : 1;
    }
    return most;
  }

  private insert(step: number, atMs: number): void {
    if (this.count === this.times.length) this.grow();
    this.times.copyWithin(step + 1, step, this.count);
    this.running.copyWithin(step + 1, step, this.count);
    this.times[step] = atMs;
    this.running[step] = this.running[step - 1] ?? 0;
    this.count++;
  }

  private grow(): void {
    const { times, running, peaks } = this;
    this.times = new Float64Array(times.length * 2);
    this.running = new Int32Array(times.length * 2);
    this.peaks = new Int32Array(Math.ceil((times.length * 2) / blockSize));
    this.times.set(times);
    this.running.set(running);
    this.peaks.set(peaks);
  }

  private sumUp(block: number): void {
    let most = 0;
    const end = Math.min(this.count, (block + 1) * blockSize);
    for (let step = block * blockSize; step < end; step++) most = Math.max(most, this.running[step] ?? 0);
    this.peaks[block] = most;
  }
}

/** Where the track is drawn: `x` maps times to pixels, `msAt` pixels to times, `y` numbers of attempts to pixels. */
export interface TrackPlace {
  readonly width: number;
  readonly x: (ms: number) => number;
  readonly msAt: (x: number) => number;
  readonly y: (running: number) => number;
}

interface Column {
  readonly x: number;
  readonly highest: number;
  readonly last: number;
}

/**
 * The outline of the area under the steps that are in view, as an SVG path from the base line and back to it. Attempts that
 * go on are drawn up to `nowMs`. Steps that fall on one column of half a pixel are drawn as their highest.
 */
export function areaPath(track: ConcurrencyTrack, nowMs: number, place: TrackPlace): string {
  const { x, y, width, msAt } = place;
  const first = Math.max(0, track.firstFrom(msAt(0)) - 1);
  const end = Math.min(track.length, track.firstFrom(msAt(width)) + 1);
  const columns = end - first > 4 * width ? columnsByPixel(track, place) : columnsByStep(track, first, end, x);
  if (track.runningFrom(track.length - 1) > 0) columns.push({ x: halfPixel(x(nowMs)), highest: 0, last: 0 });
  const [start] = columns;
  if (start === undefined) return "";
  let path = `M${start.x} ${y(0)}`;
  for (const [index, column] of columns.entries()) {
    path += `H${column.x}V${y(column.highest)}`;
    const next = columns[index + 1];
    if (column.last !== column.highest && next) path += `H${Math.min(column.x + 0.5, next.x)}V${y(column.last)}`;
  }
  return `${path}V${y(0)}Z`;
}

function columnsByStep(track: ConcurrencyTrack, first: number, end: number, x: TrackPlace["x"]): Column[] {
  const columns: Column[] = [];
  for (let step = first; step < end; step++) {
    const at = halfPixel(x(track.timeOf(step)));
    const running = track.runningFrom(step);
    const current = columns.at(-1);
    if (current?.x === at)
      columns[columns.length - 1] = { x: at, highest: Math.max(current.highest, running), last: running };
    else columns.push({ x: at, highest: running, last: running });
  }
  return columns;
}

function columnsByPixel(track: ConcurrencyTrack, { width, msAt }: TrackPlace): Column[] {
  const columns: Column[] = [];
  let step = track.firstFrom(msAt(0));
  for (let x = 0; x <= width; x += 0.5) {
    const end = track.firstFrom(msAt(x + 0.5));
    const before = track.runningFrom(step - 1);
    if (end > step) columns.push({ x, highest: track.highest(step, end), last: track.runningFrom(end - 1) });
    else if (columns.length === 0) columns.push({ x, highest: before, last: before });
    step = end;
  }
  return columns;
}

function halfPixel(x: number): number {
  return Math.round(x * 2) / 2;
}
