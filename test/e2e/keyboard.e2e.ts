import { expect, test } from "vitest";
import { openFiles } from "./session";
import { expectRows } from "./timelineRows";

test("the panel is walked by keyboard alone: rows, details and back, and a retry", async () => {
  const { workbench } = await openFiles({
    "read.toolcalls.json": JSON.stringify({
      version: 1,
      calls: [
        { id: "sum", tool: "calculate", arguments: { expression: "6 * 7" } },
        { id: "late", tool: "read_file", arguments: { path: "late.txt" } },
      ],
    }),
    "early.txt": "here",
  });
  const { keyboard } = workbench.page;
  await workbench.openFile("read.toolcalls.json");
  await workbench.runCommand("Parallel Tools: Run Tools in Parallel");
  await expectRows(workbench, ["sum: Succeeded", "late: Failed"]);
  await workbench.renameInExplorer("early.txt", "late.txt");

  await workbench.runCommand("Parallel Tools: Show Timeline");
  const panel = workbench.panel();
  const focusedRow = panel.locator(".call-row:focus");
  // The failed call is selected; the panel that has just been gone to has its keys.
  await expect
    .poll(async () => {
      await keyboard.press("Home");
      return focusedRow.count();
    })
    .toBe(1);
  expect(await focusedRow.getAttribute("id")).toBe("call-0");
  await keyboard.press("n");
  await expect.poll(() => focusedRow.getAttribute("id")).toBe("call-1");

  const details = panel.getByRole("region", { name: /Details of call .*late/ });
  await keyboard.press("Enter");
  await details.waitFor();
  await expect.poll(() => details.innerText()).toContain("late.txt");
  await keyboard.press("Escape");
  await details.waitFor({ state: "detached" });
  await expect.poll(() => focusedRow.getAttribute("id")).toBe("call-1");

  await keyboard.press("r");
  await expectRows(workbench, ["sum: Succeeded", "late: Succeeded"]);
});
