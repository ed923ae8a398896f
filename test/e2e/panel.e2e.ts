import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import type { OpenPanel, PanelOptions } from "../fixtures/panel/panelPage";
import { everyKind } from "../fixtures/panel/media";
import { createScriptedRun, type ScriptedCall, type ScriptedRun } from "../fixtures/panel/scriptedRun";
import { manyCalls, threeCalls } from "../fixtures/panel/scripts";
import { finishedRun, openPage, openPanel, runAt, usePanels } from "./panel/panels";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let panel: OpenPanel;

usePanels();

async function openWith(run: ScriptedRun | undefined, options: PanelOptions = {}): Promise<void> {
  panel = await openPanel(run, options);
}

const text = (selector: string) => panel.page.locator(selector).first().innerText();
const texts = (selector: string) => panel.page.locator(selector).allInnerTexts();
const press = async (...keys: readonly string[]) => {
  for (const key of keys) await panel.page.keyboard.press(key);
  await panel.settle();
};
/** What has the focus: a call's row by its id, else the class of the element. */
const focused = () => panel.page.evaluate<string>("document.activeElement.id || document.activeElement.className");

/** The value of an expression in the page. */
const inPage = <Value>(expression: string) => panel.page.evaluate<Value>(expression);
/** A property of each element that a selector finds. */
const each = (selector: string, property: string) =>
  inPage<string[]>(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((found) => found.${property})`);

/** The rows as a person reads them: place, tool, outcome and time. */
async function rows(): Promise<readonly string[]> {
  const cells = await inPage<string[][]>(`[...document.querySelectorAll(".call-row")].map((row) =>
    [".index", ".tool", ".outcome", ".duration"].map((cell) => row.querySelector(cell).textContent.trim()))`);
  return cells.map((row) => row.filter(Boolean).join(" · "));
}

/** What the accessibility checker objects to, a line for each rule. */
async function axeViolations(): Promise<string[]> {
  await panel.page.evaluate(axeSource);
  return panel.page.evaluate<string[]>(`axe.run(document, {
    rules: { region: { enabled: false }, "page-has-heading-one": { enabled: false } },
  }).then(({ violations }) => violations.map(({ id, nodes }) =>
    id + ": " + nodes.map((node) => node.html.slice(0, 160) + " " + node.failureSummary).join(" | ")))`);
}

describe("a finished run", () => {
  it("reads as what happened", async () => {
    await openWith(finishedRun());
    expect(await text(".title")).toBe("quickstart.toolcalls.json");
    expect(await text(".run-state")).toBe("3 of 14 did not succeed");
    expect(await text(".summary")).toMatch(
      /^14 calls, 11 succeeded, 1 failed, 1 timed out, 1 skipped · 2\.24 s, 2\.9\s× faster than one by one · best possible 2\.00 s · held back by .+ · up to 4 at once$/,
    );
    expect((await rows()).slice(2, 7)).toEqual([
      "3 · api/get_forecast · Succeeded · 850 ms",
      "4 · builtin/run_process · Failed · 1.24 s",
      "5 · builtin/run_process · Skipped",
      "6 · everything/trigger-long-running-operation · Timed out · 2.00 s",
      "7 · fs/edit_file · Succeeded · 150 ms",
    ]);
    expect(await each("#call-2 .segment", "className")).toEqual([
      "segment failed",
      "segment backingOff",
      "segment failed",
      "segment backingOff",
      "segment succeeded",
    ]);
  });

  it("asks the host to retry, and folds the new round into the same rows", async () => {
    const run = finishedRun();
    await openWith(run);
    await panel.page.getByRole("button", { name: "Retry Failed" }).click();
    await panel.settle();
    expect(panel.said.at(-1)).toEqual({ kind: "retryFailed", runId: run.id });
    run.finish();
    await panel.settle();
    expect(await text(".run-state")).toBe("All succeeded");
    expect(await panel.page.locator("#call-3 .segment.succeeded").count()).toBe(1);
    expect(await panel.page.locator("#call-3 .segment.failed").count()).toBe(1);
    expect(await panel.page.locator(".break").count()).toBe(1);
    expect(await panel.page.getByRole("button", { name: "Retry Failed" }).isDisabled()).toBe(true);
  });

  it.each([700, 1280])("at a width of %i has outcomes and times below one another, however long", async (width) => {
    const takesMs = [3, 3_599_000, 36_060_000];
    const calls = takesMs.map((each): ScriptedCall => ({ tool: "builtin/wait", attempts: [{ takesMs: each }] }));
    await openWith(finishedRun(calls), { width });
    expect(await each(".call-row .duration", "textContent")).toEqual(["3 ms", "59 min 59 s", "10 h 1 min"]);
    for (const edge of ["outcome').getBoundingClientRect().left", "duration').getBoundingClientRect().right"]) {
      expect(new Set(await each(".call-row", `querySelector('.${edge}`)).size).toBe(1);
    }
    const tooLong = (cell: string) =>
      `[...document.querySelectorAll("${cell}")].some((found) => found.scrollWidth > found.clientWidth)`;
    expect(await inPage(tooLong(".call-row .duration"))).toBe(false);
  });

  it("shows texts of tools as text", async () => {
    await openWith(finishedRun());
    await panel.page.locator("#call-8").click();
    await panel.page.waitForSelector(".text.is-result");
    expect(await text(".text.is-result")).toContain("<script>");
    expect(await panel.page.title()).toBe("Timeline");
  });

  it("cuts a long result, says so, shows more, and copies and saves by intent", async () => {
    await openWith(finishedRun());
    await panel.page.locator("#call-13").click();
    await panel.page.waitForSelector(".text.is-result");
    expect((await texts(".details .note")).map((note) => note.trim())).toContainEqual(
      expect.stringMatching(/^The first 8\.0 KB of 29\.3 KB\s+Show More$/),
    );
    await panel.page.getByRole("button", { name: "Show More" }).click();
    await panel.settle();
    expect((await text(".text.is-result")).length).toBeGreaterThan(29_000);
    expect(await panel.page.getByRole("button", { name: "Show More" }).count()).toBe(0);
    await panel.page.getByRole("button", { name: "Copy Result" }).click();
    await panel.page.getByRole("button", { name: "Save Result As…" }).click();
    await panel.settle();
    expect(panel.acted).toMatchObject([
      { kind: "copy", call: 13, part: "result" },
      { kind: "save", call: 13, part: "result" },
    ]);
  });

  it("shows what is no text as what it is, and saves it by intent", async () => {
    await openWith(finishedRun([{ tool: "camera/shoot", attempts: [{ takesMs: 5, result: everyKind }] }]));
    await panel.page.locator("#call-0").click();
    await panel.page.locator(".picture img").nth(1).waitFor();
    await panel.page.getByText("It cannot be shown here").waitFor();
    expect((await texts(".block-head")).map((head) => head.replace(/\s+/g, " ").trim())).toEqual([
      "Text",
      expect.stringMatching(/^shoot-2\.png image\/png · 96 × 64 · [\d.]+ (KB|bytes)$/),
      "shoot-3.wav audio/wav · 7.9 KB",
      expect.stringMatching(/^shoot-4\.svg image\/svg\+xml · 120 × 40 · \d+ bytes$/),
      "figures.xlsx application/zip · 4.9 KB",
      "notes://today",
      "The garden's plan https://example.org/garden?plan=2026",
      "shoot-8.png image/png · 10 bytes",
      "Text",
    ]);
    expect(
      await inPage(
        "document.querySelector('audio').readyState > 0 || new Promise((loaded) => { document.querySelector('audio').onloadedmetadata = () => loaded(true); })",
      ),
    ).toBe(true);
    expect(await panel.page.title()).toBe("Timeline");
    await panel.page.getByRole("button", { name: "Save figures.xlsx As…" }).click();
    await panel.settle();
    expect(panel.acted).toMatchObject([{ kind: "save", call: 0, part: 4 }]);
  });

  it("says what a call waited for, why, and leads there", async () => {
    await openWith(finishedRun());
    await panel.page.locator("#call-9").click();
    await panel.settle();
    expect((await texts(".edge")).map((edge) => edge.replace(/\s+/g, " "))).toEqual([
      "list data arguments.files uses list",
      "readme declared dependsOn readme",
      "summary data arguments.score uses score",
    ]);
    expect(await panel.page.locator(".connector").count()).toBe(3);
    expect(await each(".is-before", "id")).toEqual(["call-0", "call-1"]);
    await panel.page.getByRole("button", { name: "readme", exact: true }).click();
    await panel.settle();
    expect(await panel.page.locator(".is-selected").getAttribute("id")).toBe("call-1");
  });

  it("filters by outcome and by words", async () => {
    await openWith(finishedRun());
    await panel.page.getByRole("button", { name: "Did not succeed 3" }).click();
    await panel.settle();
    expect((await rows()).map((row) => row.split(" · ")[0])).toEqual(["4", "5", "6"]);
    await panel.page.getByRole("button", { name: "All 14" }).click();
    await panel.page.getByRole("combobox").fill("edit ./src");
    await panel.settle();
    expect((await rows()).map((row) => row.split(" · ")[0])).toEqual(["8"]);
    await panel.page.getByRole("combobox").fill("-outcome:succeeded <1.5s");
    await panel.settle();
    expect((await rows()).map((row) => row.split(" · ")[0])).toEqual(["4"]);
    const completions = panel.page.locator("#timeline-completions option");
    await panel.page.getByRole("combobox").fill("outcome:s");
    await panel.settle();
    expect(await each("#timeline-completions option", "value")).toContain("outcome:succeeded");
    expect(await completions.first().textContent()).toBe("11 calls");
    await panel.page.getByRole("combobox").fill("no such thing");
    await panel.page.getByRole("button", { name: "Show All Calls" }).click();
    await panel.settle();
    expect(await rows()).toHaveLength(14);
  });

  it("zooms and pans by wheel, overview and keys", async () => {
    await openWith(finishedRun());
    const axis = () => texts(".tick-label").then((labels) => labels.join(" "));
    const whole = await axis();
    await panel.page.locator("#call-0 .lane").hover();
    await panel.page.keyboard.down("Control");
    await panel.page.mouse.wheel(0, -400);
    await panel.page.keyboard.up("Control");
    await panel.settle();
    const zoomed = await axis();
    expect(zoomed).not.toBe(whole);
    await panel.page.locator(".overview").dblclick();
    await panel.settle();
    expect(await axis()).toBe(whole);

    const strip = (await panel.page.locator(".overview").boundingBox())!;
    await panel.page.mouse.move(strip.x + strip.width * 0.4, strip.y + 10);
    await panel.page.mouse.down();
    await panel.page.mouse.move(strip.x + strip.width * 0.6, strip.y + 10, { steps: 4 });
    await panel.page.mouse.up();
    await panel.settle();
    const value = await panel.page.getByRole("slider").getAttribute("aria-valuetext");
    expect(value).toMatch(/ to /);
    await panel.page.locator("#call-0").focus();
    await press("0");
    expect(await axis()).toBe(whole);
  });
});

describe("a run that goes on", () => {
  it("is live: counts, rows, the line of now, and Cancel", async () => {
    const run = runAt(1000);
    await openWith(run);
    expect(await text(".run-state")).toBe("4 of 14 done");
    expect(await panel.page.locator(".now-line").count()).toBe(1);
    run.advanceTo(1500);
    await panel.settle();
    expect(await text(".run-state")).toBe("10 of 14 done, 2 did not succeed");
    await panel.page.getByRole("button", { name: "Cancel", exact: true }).click();
    await panel.settle();
    expect(panel.said.at(-1)).toEqual({ kind: "cancelRun", runId: run.id });
    expect(await text(".run-state")).toBe("Cancelled");
    expect(await panel.page.locator(".now-line").count()).toBe(0);
  });

  it("cancels one call from its row", async () => {
    const run = runAt(1000);
    await openWith(run);
    await panel.page.locator("#call-5").hover();
    await panel.page.locator("#call-5").getByRole("button", { name: "Cancel Call" }).click();
    await panel.settle();
    expect(panel.said.at(-1)).toEqual({ kind: "cancelCall", runId: run.id, call: 5 });
    expect(await text("#call-5 .status")).toBe("Cancelled");
  });

  it("announces its end once, and not every event", async () => {
    const run = runAt(1000);
    await openWith(run);
    run.finish();
    await expect
      .poll(() => panel.page.locator(".announcement").textContent())
      .toMatch(/^3 calls did not succeed\. Run ended: 14 calls, 11 succeeded/);
  });

  it("repaints seldom where less motion is wanted", async () => {
    await openWith(runAt(1000), { reducedMotion: true, ownClock: true });
    expect(await inPage("getComputedStyle(document.querySelector('.codicon-loading')).animationName")).toBe("none");
    await panel.page.clock.pauseAt(Date.now() + 60_000);
    await inPage(`void (globalThis.repaints = 0, new MutationObserver(() => globalThis.repaints++)
      .observe(document.querySelector(".now-line"), { attributes: true }))`);
    await panel.page.clock.runFor(10_000);
    expect(await inPage("repaints")).toBeLessThanOrEqual(10);
    expect(await inPage("repaints")).toBeGreaterThan(5);
  });
});

describe("the keyboard", () => {
  it("walks the rows, opens details, comes back, and retries", async () => {
    const run = finishedRun();
    await openWith(run);
    await panel.page.locator(".call-row").first().focus();
    await press("ArrowDown", "ArrowDown", "ArrowDown");
    expect(await focused()).toBe("call-3");
    await press("Enter");
    expect(await focused()).toBe("details");
    expect(await panel.page.locator(".details").getAttribute("aria-label")).toBe("Details of call build");
    await press("Escape");
    expect(await focused()).toBe("call-3");
    expect(await panel.page.locator(".details").count()).toBe(0);
    await press("r");
    expect(panel.said.at(-1)).toEqual({ kind: "retryCall", runId: run.id, call: 3 });
    await press("End");
    expect(await focused()).toBe("call-13");
    await press("Home");
    expect(await focused()).toBe("call-0");
  });

  it("retries nothing that succeeded and cancels nothing that has ended", async () => {
    await openWith(finishedRun());
    await panel.page.locator("#call-0").focus();
    await press("r", "Delete");
    expect(panel.said.map((message) => message.kind)).toEqual(["ready"]);
  });

  it("finds calls and returns to the rows", async () => {
    await openWith(finishedRun());
    await panel.page.locator("#call-0").focus();
    await press("/");
    await panel.page.keyboard.type("build");
    await press("ArrowDown");
    expect(await focused()).toBe("call-3");
    await press("/", "Escape");
    expect(await rows()).toHaveLength(14);
  });

  it("reaches every control with Tab", async () => {
    await openWith(finishedRun());
    const seen: string[] = [];
    for (let step = 0; step < 12; step++) {
      await panel.page.keyboard.press("Tab");
      seen.push(await focused());
    }
    expect(seen).toEqual([
      "title-button",
      "button",
      "filter",
      "filter",
      "filter",
      "search",
      "icon-button",
      "icon-button",
      "overview-thumb is-whole",
      "call-3",
      "sash is-vertical columns-sash",
      expect.any(String),
    ]);
  });
});

describe("3,000 calls", () => {
  it("paint few rows, and scroll to any", async () => {
    await openWith(finishedRun(manyCalls(3000), 20));
    expect(await panel.page.locator(".call-row").count()).toBeLessThan(60);
    expect(await panel.page.getByRole("grid").getAttribute("aria-rowcount")).toBe("3002");
    await press("End");
    expect(await focused()).toBe("call-2999");
    await panel.settle();
    expect(await panel.page.locator("#call-2999").isVisible()).toBe(true);
    expect(await panel.page.locator(".call-row").count()).toBeLessThan(60);
  });

  it("keep up while they happen", async () => {
    const run = createScriptedRun("many", manyCalls(3000), 20);
    run.advanceTo(0);
    await openWith(run);
    for (let ms = 500; ms <= 18_000; ms += 500) {
      run.advanceTo(ms);
      await panel.page.evaluate("new Promise(requestAnimationFrame)");
    }
    run.finish();
    await expect.poll(() => text(".run-state")).toBe("33 of 3000 did not succeed");
    expect(await panel.page.getByRole("button", { name: "All 3000" }).count()).toBe(1);
  });
});

describe("what survives", () => {
  it("is the view, in a page that was loaded again", async () => {
    const run = finishedRun();
    await openWith(run);
    await panel.page.locator("#call-3").click();
    await press("f");
    const seen = { runId: run.id, selected: 3, detailsOpen: true, window: expect.anything() as unknown };
    await expect.poll(() => panel.persisted()).toMatchObject(seen);
    const state = await panel.persisted();
    const axis = await texts(".tick-label");
    await openWith(run, { state });
    await panel.page.waitForSelector(".text.is-error");
    expect(await panel.page.locator(".is-selected").getAttribute("id")).toBe("call-3");
    expect(await texts(".tick-label")).toEqual(axis);
  });

  it("is which run was shown, from the first moment on", async () => {
    const run = finishedRun();
    panel = await openPage();
    panel.session.show(run);
    await expect.poll(() => panel.persisted(), { interval: 10 }).toMatchObject({ runId: run.id });
  });

  it("is a friendly word where the run is no longer kept", async () => {
    await openWith(undefined, { state: { runId: "gone" } });
    expect(await text(".empty-title")).toBe("This run is no longer kept");
    await panel.page.getByRole("button", { name: "Show Another Run" }).click();
    await panel.settle();
    expect(panel.said.at(-1)).toEqual({ kind: "pickRun" });
  });
});

describe("everyone can use it", () => {
  const sizes = [380, 620, 900, 1600];
  // Words of other themes may be fainter than they should be, wherever VS Code has them.
  const named = ["dark", "light", "highContrast", "highContrastLight"] as const;
  const combinations = named.flatMap((theme) => sizes.map((width) => ({ theme, width })));

  it.each(combinations)("axe finds nothing in $theme at $width pixels", async ({ theme, width }) => {
    await openWith(finishedRun(), { theme, width });
    await panel.page.locator("#call-3").click();
    await panel.page.waitForSelector(".text.is-error");
    expect(await axeViolations()).toEqual([]);
  });

  it.each(named)("axe finds nothing in a result of every kind in %s", async (theme) => {
    await openWith(finishedRun([{ tool: "camera/shoot", attempts: [{ takesMs: 5, result: everyKind }] }]), { theme });
    await panel.page.locator("#call-0").click();
    await panel.page.getByText("It cannot be shown here").waitFor();
    expect(await axeViolations()).toEqual([]);
  });

  it.each(sizes)("nothing runs over the edge at %i pixels", async (width) => {
    await openWith(finishedRun(), { width });
    expect(await panel.page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(
      await panel.page.evaluate(
        "document.querySelector('.grid').scrollWidth <= document.querySelector('.grid').clientWidth",
      ),
    ).toBe(true);
  });

  it("bars stay visible in forced colours", async () => {
    await openWith(finishedRun(threeCalls), { forcedColours: true });
    const colour = await inPage<string>(
      "getComputedStyle(document.querySelector('#call-0 .segment.succeeded')).backgroundColor",
    );
    expect(colour).not.toMatch(/rgba\(0, 0, 0, 0\)|rgb\(255, 255, 255\)/);
  });
});
