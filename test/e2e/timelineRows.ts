import { expect } from "vitest";
import type { Workbench } from "./workbench";

/** The timeline as text, a line a call: its id (or tool) and its outcome, and how far it is where that is shown. */
export async function timelineRows(workbench: Workbench): Promise<string[]> {
  const rows = await workbench.panel().locator("[role=row].call-row").all();
  const lines = rows.map(async (row) => {
    const id = row.locator(".call-id");
    const name = (await id.count()) > 0 ? id : row.locator(".tool");
    const place = Number(await row.getAttribute("aria-rowindex"));
    // All of the name: a narrow row leaves the source out.
    const shown = ((await name.textContent()) ?? "").replace(/\s+/g, " ").trim();
    return { place, line: `${shown}: ${await row.locator(".status").innerText()}` };
  });
  return (await Promise.all(lines)).sort((a, b) => a.place - b.place).map(({ line }) => line);
}

/** Waits until the timeline shows just these lines. */
export async function expectRows(workbench: Workbench, expected: readonly string[]): Promise<void> {
  await expect.poll(() => timelineRows(workbench)).toEqual(expected);
}
