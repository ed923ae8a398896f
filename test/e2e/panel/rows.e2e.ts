import { describe, expect, it } from "vitest";
import type { OpenPanel } from "../../fixtures/panel/panelPage";
import { manyCalls } from "../../fixtures/panel/scripts";
import { finishedRun, openPanel, usePanels } from "./panels";

usePanels();

/** How many rows are seen whole, and how high each is. */
function wholeRows({ page }: OpenPanel): Promise<{ readonly count: number; readonly heights: readonly number[] }> {
  return page.evaluate(`(() => {
    const top = document.querySelector(".grid-head").getBoundingClientRect().bottom;
    const bottom = document.querySelector(".grid").getBoundingClientRect().bottom;
    const boxes = [...document.querySelectorAll(".call-row")].map((row) => row.getBoundingClientRect());
    const whole = boxes.filter((box) => box.top >= top - 0.5 && box.bottom <= bottom + 0.5);
    return { count: whole.length, heights: [...new Set(whole.map(({ height }) => height))] };
  })()`);
}

describe("rows of one line", () => {
  it.each([
    { size: "the half of an editor", width: 621, height: 898, least: 28 },
    { size: "that at 200 %", width: 310, height: 449, least: 8 },
    { size: "a small panel", width: 500, height: 400, least: 8 },
    { size: "a wide one", width: 1280, height: 800, least: 24 },
    { size: "a wide one at 400 %", width: 320, height: 256, least: 3 },
  ])("are at least $least in $size", async ({ width, height, least }) => {
    const panel = await openPanel(finishedRun(manyCalls(3000), 20), { width, height });
    const rows = await wholeRows(panel);
    expect(rows.heights).toEqual([24]);
    expect(rows.count).toBeGreaterThanOrEqual(least);
    expect(await panel.page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });

  it("say at a small width what columns say at a large one", async () => {
    const { page } = await openPanel(finishedRun(), { width: 621, height: 898 });
    expect(await page.locator("#call-0 .bar-time").innerText()).toBe("180 ms");
    expect(await page.locator("#call-3 .row-error").innerText()).toMatch(/^npm exited with code 2/);
    const spoken = await page.locator("#call-3").ariaSnapshot();
    expect(spoken).toContain("Failed");
    expect(spoken).toContain("1.24 s");
  });

  it.each([621, 1280])("have a head that covers none of them at %i pixels", async (width) => {
    const { page, settle } = await openPanel(finishedRun(manyCalls(3000), 20), { width, height: 600 });
    await page.keyboard.press("End");
    await page.keyboard.press("PageUp");
    await page.keyboard.press("PageUp");
    await settle();
    const hidden = await page.evaluate<number>(`document.querySelector(".grid-head").getBoundingClientRect().bottom -
      document.activeElement.getBoundingClientRect().top`);
    expect(hidden).toBeLessThanOrEqual(0.5);
  });
});
