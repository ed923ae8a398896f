import { afterAll, afterEach, beforeAll, expect } from "vitest";
import {
  startPanelBrowser,
  type OpenPanel,
  type PanelBrowser,
  type PanelOptions,
} from "../../fixtures/panel/panelPage";
import { createScriptedRun, type ScriptedCall, type ScriptedRun } from "../../fixtures/panel/scriptedRun";
import { fourteenCalls } from "../../fixtures/panel/scripts";

let browser: PanelBrowser;
let opened: OpenPanel | undefined;

/** Starts the browser that a file's tests share, and fails a test whose panel had trouble that no person would have seen. */
export function usePanels(): void {
  beforeAll(async () => {
    browser = await startPanelBrowser();
  });

  afterAll(async () => {
    await browser.close();
  });

  afterEach(async () => {
    const panel = opened;
    opened = undefined;
    await panel?.close();
    expect(panel?.faults ?? []).toEqual([]);
  });
}

/** Opens a panel that is shown nothing yet. It is closed after the test, or when another is opened. */
export async function openPage(options: PanelOptions = {}): Promise<OpenPanel> {
  await opened?.close();
  opened = await browser.open(options);
  return opened;
}

/** Opens a panel with a run, or with none. */
export async function openPanel(run: ScriptedRun | undefined, options: PanelOptions = {}): Promise<OpenPanel> {
  const panel = await openPage(options);
  panel.session.show(run);
  await panel.page.waitForSelector(run ? ".grid" : ".empty-title");
  await panel.settle();
  return panel;
}

/** A run in which everything has happened. */
export function finishedRun(calls: readonly ScriptedCall[] = fourteenCalls, limit?: number): ScriptedRun {
  const run = createScriptedRun("quickstart.toolcalls.json", calls, limit);
  run.finish();
  return run;
}

/** A run as it is some time after it began. */
export function runAt(atMs: number, calls: readonly ScriptedCall[] = fourteenCalls): ScriptedRun {
  const run = { ...createScriptedRun("quickstart.toolcalls.json", calls), startedAt: Date.now() - atMs };
  run.advanceTo(atMs);
  return run;
}
