import type { SegmentKind } from "./segments";

/** The kinds the overview draws, attempts, since waits would hide them at its size: what needs attention is on top. */
const kinds: readonly SegmentKind[] = ["succeeded", "cancelled", "running", "timedOut", "failed"];

export interface OverviewShape {
  readonly kind: SegmentKind;
  /** An SVG path of horizontal strokes. */
  readonly path: string;
}

/** What the overview draws: a path a kind. */
export interface OverviewDrawing {
  readonly shapes: readonly OverviewShape[];
  readonly strokeWidth: number;
}

/** All attempts of a run in small, a cell a pixel, to which attempts are added as they end. */
export class OverviewRaster {
  /** Pixels from one line to the next. */
  private readonly pitch: number;
  private readonly lines: number;
  /** Of each cell, which kind is on top, from 1; 0 where nothing ran. */
  private readonly cells: Uint8Array;

  /** `x` maps times to pixels, from 0 up to the width. */
  constructor(
    private readonly width: number,
    height: number,
    private readonly callCount: number,
    private readonly x: (ms: number) => number,
  ) {
    this.pitch = Math.min(6, Math.max(1, height / Math.max(1, callCount)));
    this.lines = Math.min(callCount, height);
    this.cells = new Uint8Array(width * this.lines);
  }

  add(call: number, kind: SegmentKind, startMs: number, endMs: number): void {
    this.paint(this.cells, call, kind, startMs, endMs);
  }

  /** What there is to draw, with the attempts that go on up to `nowMs`. */
  drawing(open: ReadonlyMap<number, number>, nowMs: number): OverviewDrawing {
    const cells = open.size === 0 ? this.cells : this.cells.slice();
    for (const [call, startMs] of open) this.paint(cells, call, "running", startMs, nowMs);
    return { shapes: this.shapesOf(cells), strokeWidth: this.pitch - (this.pitch > 3 ? 1.5 : 0) };
  }

  private paint(cells: Uint8Array, call: number, kind: SegmentKind, startMs: number, endMs: number): void {
    const line = Math.floor((call * this.lines) / Math.max(1, this.callCount));
    const code = kinds.indexOf(kind) + 1;
    const left = Math.min(this.width - 1, Math.max(0, Math.round(this.x(startMs))));
    const right = Math.min(this.width, Math.max(left + 1, Math.round(this.x(endMs))));
    for (let cell = line * this.width + left; cell < line * this.width + right; cell++) {
      if ((cells[cell] ?? 0) < code) cells[cell] = code;
    }
  }

  private shapesOf(cells: Uint8Array): readonly OverviewShape[] {
    const paths = kinds.map(() => "");
    for (let line = 0; line < this.lines; line++) {
      const y = Math.round((line + 0.5) * this.pitch * 10) / 10;
      for (let from = 0; from < this.width;) {
        const code = cells[line * this.width + from] ?? 0;
        let to = from + 1;
        while (to < this.width && cells[line * this.width + to] === code) to++;
        if (code > 0) paths[code - 1] = `${paths[code - 1] ?? ""}M${from} ${y}h${to - from}`;
        from = to;
      }
    }
    return kinds.flatMap((kind, code) => {
      const path = paths[code] ?? "";
      return path === "" ? [] : [{ kind, path }];
    });
  }
}
