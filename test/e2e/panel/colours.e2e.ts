import { describe, expect, it } from "vitest";
import type { OpenPanel } from "../../fixtures/panel/panelPage";
import { contrast } from "../../fixtures/panel/contrast";
import { pixelsOf, type Pixels } from "../../fixtures/panel/pixels";
import { fourteenCalls } from "../../fixtures/panel/scripts";
import { themes, type ThemeName } from "../../fixtures/panel/themes";
import { finishedRun, openPanel, runAt, usePanels } from "./panels";

usePanels();

interface Box {
  readonly kind: string;
  readonly row: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where the bars are that can be seen. */
function bars({ page }: OpenPanel): Promise<Box[]> {
  return page.evaluate<Box[]>(`[...document.querySelectorAll(".call-row .segment")].map((bar) => {
    const { left, right, top, bottom } = bar.getBoundingClientRect();
    return { kind: bar.className.replace("segment ", ""), row: bar.closest(".call-row").id, left, right, top, bottom };
  })`);
}

/** How much of a bar stands out from the ground above it at 3 : 1 or more. */
function standingOut(pixels: Pixels, { left, right, top, bottom }: Box): number {
  const ground = pixels.at((left + right) / 2, top - 2);
  const [rows, columns] = [steps(top, Math.max(bottom, top + 1)), steps(left, right)];
  const all = rows.flatMap((y) => columns.map((x) => contrast(pixels.at(x, y), ground)));
  return all.filter((each) => each >= 3).length / all.length;
}

/** Whole pixels from one edge to another. */
function steps(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(1, Math.floor(to) - Math.ceil(from)) }, (_, at) => Math.ceil(from) + at);
}

/** Whether the ground shows between two bars that follow one another, or they stand out from one another themselves. */
function areApart(pixels: Pixels, before: Box, after: Box): boolean {
  const middle = (before.top + before.bottom) / 2;
  const ground = pixels.at((before.left + before.right) / 2, Math.min(before.top, after.top) - 2);
  const seen = [-2, -1, 0, 1, 2].map((by) => pixels.at(after.left + by, middle));
  return seen.some((colour) => contrast(colour, ground) < 1.5);
}

/** Outlines are a line at the top and one at the bottom, dashed where an approval is awaited. */
const leastShare = 0.08;

const kindsOf = (boxes: readonly Box[]) => [...new Set(boxes.map(({ kind }) => kind))].sort();

describe.each(Object.keys(themes) as ThemeName[])("in %s", (theme) => {
  it("every bar stands out from its ground and its neighbours", async () => {
    const ended = await openPanel(finishedRun(), { theme });
    const boxes = await bars(ended);
    const pixels = await pixelsOf(ended.page);
    expect(kindsOf(boxes)).toEqual(
      ["awaitingApproval", "backingOff", "failed", "holding", "queued", "succeeded", "timedOut", "waiting"].sort(),
    );
    const wide = boxes.filter(({ left, right }) => right - left >= 4);
    const faint = wide
      .filter((box) => standingOut(pixels, box) < leastShare)
      .map(({ kind, row }) => `${kind} in ${row}`);
    expect(faint).toEqual([]);
    const touching = wide.flatMap((box, at) => {
      const next = wide[at + 1];
      if (next?.row !== box.row || areApart(pixels, box, next)) return [];
      return `${box.kind} and ${next.kind} in ${box.row}`;
    });
    expect(touching).toEqual([]);
  });
});

it("what runs and what was cancelled stands out too", async () => {
  const run = runAt(1000, fourteenCalls);
  const panel = await openPanel(run, { theme: "highContrastLight" });
  const running = (await bars(panel)).filter(({ kind }) => kind === "running");
  const pixels = await pixelsOf(panel.page);
  expect(running.length).toBeGreaterThan(0);
  expect(running.filter((box) => standingOut(pixels, box) < leastShare)).toEqual([]);
  run.cancel();
  await panel.settle();
  const cancelled = (await bars(panel)).filter(({ kind }) => kind === "cancelled");
  const after = await pixelsOf(panel.page);
  expect(cancelled.length).toBeGreaterThan(0);
  expect(cancelled.filter((box) => standingOut(after, box) < leastShare)).toEqual([]);
});
