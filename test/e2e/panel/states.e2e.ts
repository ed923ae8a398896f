import { expect, it } from "vitest";
import { finishedRun, openPage, openPanel, usePanels } from "./panels";

usePanels();

/** How far the middle of the words is from that of the room that they are in, in pixels. */
const offMiddle = (room: string) => `(() => {
  const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];
  const words = middle(document.querySelector(".empty").getBoundingClientRect());
  const outer = document.querySelector(${JSON.stringify(room)}).getBoundingClientRect();
  const head = document.querySelector(".grid-head")?.getBoundingClientRect().bottom ?? outer.top;
  const place = middle({ left: outer.left, right: outer.right, top: head, bottom: outer.bottom });
  return Math.max(Math.abs(words[0] - place[0]), Math.abs(words[1] - place[1]));
})()`;

it("a run without calls says so in the middle, and what to do", async () => {
  const panel = await openPanel(finishedRun([]));
  const { page } = panel;
  expect(await page.locator(".run-state").innerText()).toBe("This run has no calls");
  expect(await page.locator(".empty").innerText()).toContain("Write calls into its file");
  expect(await page.evaluate<number>(offMiddle(".grid"))).toBeLessThan(10);
  await page.getByRole("button", { name: "Show Another Run" }).click();
  await panel.settle();
  expect(panel.said.at(-1)).toEqual({ kind: "pickRun" });
});

it("a panel that waits for its run says so in the middle", async () => {
  const { page } = await openPage();
  await page.locator(".empty-title").waitFor();
  expect(await page.locator(".empty").innerText()).toContain("Loading the run");
  expect(await page.evaluate<number>(offMiddle("main"))).toBeLessThan(10);
});
