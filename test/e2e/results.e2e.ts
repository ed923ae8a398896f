import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { everyKind, png } from "../fixtures/panel/media";
import { openFiles } from "./session";
import { expectRows } from "./timelineRows";
import type { Workbench } from "./workbench";

const files = {
  "tools/camera.mjs": `export default () => (${JSON.stringify(everyKind)});\n`,
  ".vscode/settings.json": JSON.stringify({ "parallelTools.timeline.maxTextKb": 2 }),
  "a.toolcalls.json": JSON.stringify({
    version: 1,
    tools: { shoot: { module: "./tools/camera.mjs", annotations: { readOnlyHint: true } } },
    calls: [{ id: "photo", tool: "shoot" }],
  }),
};

/** Opens the details of the one call, and waits until its picture can be seen. */
async function look(workbench: Workbench): Promise<void> {
  await expectRows(workbench, ["photo: Succeeded"]);
  const details = workbench.panel().locator(".details");
  if ((await details.count()) === 0) await workbench.panel().locator("#call-0").click();
  await workbench.panel().locator(".picture img").first().waitFor();
  await workbench
    .panel()
    .getByText(/image\/png · 96 × 64 · /)
    .waitFor();
}

test("a picture that a tool returned is shown, also after a reload, and is saved as it was", async () => {
  const { workbench, folder } = await openFiles(files);
  await workbench.chooseInExplorer("a.toolcalls.json", "Run Tools in Parallel");
  await look(workbench);
  await workbench.panel().getByText("The first 2.0 KB of 19.5 KB").waitFor();
  await workbench.panel().getByRole("button", { name: "Show More" }).click();
  await workbench.panel().getByText("The first 16.0 KB of 19.5 KB").waitFor();

  await workbench.reload();
  await look(workbench);
  await workbench.panel().getByRole("button", { name: "Save shoot-2.png As…" }).click();
  const input = workbench.page.locator(".quick-input-widget:visible input[type=text]").first();
  await expect.poll(() => input.inputValue()).toBe(join(folder, "shoot-2.png"));
  await input.press("Enter");
  await expect.poll(() => readFile(join(folder, "shoot-2.png")).catch(() => undefined)).toEqual(png());
});
