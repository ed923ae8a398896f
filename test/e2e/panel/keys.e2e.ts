import { expect, it } from "vitest";
import { manyCalls, threeCalls } from "../../fixtures/panel/scripts";
import { finishedRun, openPanel, runAt, usePanels } from "./panels";

usePanels();

const focused = "document.activeElement.id || document.activeElement.className";

it("keys work at once, with nothing in the panel focused", async () => {
  const { page, settle } = await openPanel(finishedRun(threeCalls));
  expect(await page.evaluate("document.activeElement === document.body")).toBe(true);
  await page.keyboard.press("ArrowDown");
  await settle();
  expect(await page.evaluate(focused)).toBe("call-0");
  await page.keyboard.press("ArrowDown");
  await settle();
  expect(await page.evaluate(focused)).toBe("call-1");
});

it("a run that has ended has its first failure selected, and keys go from one to the next", async () => {
  const { page, settle } = await openPanel(finishedRun(manyCalls(3000), 20));
  const selected = () => page.locator(".call-row.is-selected").getAttribute("id");
  expect(await selected()).toBe("call-96");
  expect(await page.locator("#call-96").isVisible()).toBe(true);
  await page.keyboard.press("n");
  await settle();
  expect(await selected()).toBe("call-193");
  expect(await page.evaluate(focused)).toBe("call-193");
  await page.keyboard.press("Shift+N");
  await page.keyboard.press("Shift+N");
  await settle();
  expect(await selected()).toBe("call-2909");
});

it("what is looked at while a run goes on stays selected when it ends", async () => {
  const run = runAt(1000);
  const { page, settle } = await openPanel(run);
  await page.locator("#call-1").click();
  run.finish();
  await settle();
  expect(await page.locator(".call-row.is-selected").getAttribute("id")).toBe("call-1");
});

it("the selected call is copied by the key that copies, unless text is selected", async () => {
  const panel = await openPanel(finishedRun());
  await panel.page.keyboard.press("ControlOrMeta+c");
  await panel.settle();
  expect(panel.acted).toEqual([{ kind: "copyCall", call: 3, runId: expect.any(String) as string }]);
  await panel.page.locator(".summary").click({ clickCount: 3 });
  await panel.page.keyboard.press("ControlOrMeta+c");
  await panel.settle();
  expect(panel.acted).toHaveLength(1);
});

it("a key shows the keys and hides them, and Escape does too without more", async () => {
  const { page, settle } = await openPanel(finishedRun());
  await page.locator("#call-3").click();
  const help = page.getByRole("dialog", { name: "Legend and Keyboard" });
  await page.keyboard.press("?");
  await help.waitFor();
  expect(await help.innerText()).toContain("next failure");
  await page.keyboard.press("?");
  await help.waitFor({ state: "hidden" });
  await page.keyboard.press("?");
  await help.waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });
  await settle();
  expect(await page.locator(".details").count()).toBe(1);
});

it("what a filter and a zoom leave is said", async () => {
  const { page } = await openPanel(finishedRun());
  const said = () => page.locator(".announcement").textContent();
  await page.getByRole("button", { name: "Did not succeed 3" }).click();
  await expect.poll(said).toBe("3 of 14 calls shown.");
  await page.keyboard.press("+");
  await expect.poll(said).toMatch(/^Time shown: .+ to .+\.$/);
});
