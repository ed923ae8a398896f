import type { ReactiveController, ReactiveControllerHost } from "lit";
import { describe, expect, it } from "vitest";
import { DetailsLoader } from "../../../../media/timeline/controllers/detailsLoader";
import type { Host } from "../../../../media/timeline/host";
import { ShownRun } from "../../../../media/timeline/state/shownRun";
import type { BoundedText, CallDetails, Media } from "../../../../src/protocol/details";
import type { RunEvent } from "../../../../src/core/model/run";
import { snapshotOf } from "../../../../src/vscode/timeline/snapshot";
import { createScriptedRun } from "../../../fixtures/panel/scriptedRun";

/** What the page asked for, as `details run-a 0`, each to be answered by the test. */
interface Asked {
  readonly what: string;
  readonly answer: (answer: never) => void;
  readonly reject: (reason: Error) => void;
}

const settled = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve);
  });

function open() {
  const asked: Asked[] = [];
  const ask = <Answer>(...words: readonly unknown[]): Promise<Answer> =>
    new Promise((answer, reject) => {
      asked.push({ what: words.join(" "), answer, reject });
    });
  const host = {
    requestDetails: (run, call) => ask<CallDetails>("details", run, call),
    requestText: (run, call, part, most) => ask<BoundedText>("text", run, call, part, most),
    requestMedia: (run, call, part) => ask<Media>("media", run, call, part),
  } satisfies Partial<Host> as unknown as Host;
  const controllers: ReactiveController[] = [];
  const page = { paints: 0, addController: (each: ReactiveController) => void controllers.push(each) };
  const loader = new DetailsLoader(
    Object.assign(page, { requestUpdate: () => (page.paints += 1) }) as unknown as ReactiveControllerHost,
    host,
  );
  const answer = async (place: number, value: unknown) => {
    asked[place]?.answer(value as never);
    await settled();
  };
  const close = () => {
    for (const controller of controllers) controller.hostDisconnected?.();
  };
  return { loader, page, asked, answer, close, whats: () => asked.map(({ what }) => what) };
}

function runOf(id: string): ShownRun {
  const call = { tool: "s/t", attempts: [{ takesMs: 100 }] };
  const run = createScriptedRun("t", [call, call]);
  run.advanceTo(10);
  return new ShownRun({ ...snapshotOf(run, 10, 4), runId: id }, () => 0);
}

function happens(run: ShownRun, event: RunEvent): void {
  run.apply({ type: "patch", runId: run.runId, nowMs: event.atMs, events: [event], argumentPreviews: {} });
}

const text = (words: string, bytes = words.length): BoundedText => ({
  text: words,
  bytes,
  truncated: bytes > words.length,
});
const details = (words: string, more: Partial<CallDetails> = {}): CallDetails => ({
  call: 0,
  arguments: text(words),
  ...more,
});
const ended: RunEvent = {
  type: "callEnded",
  atMs: 50,
  call: 0,
  ending: { outcome: "succeeded", result: { content: [] } },
};

describe("the details of a call", () => {
  it("are asked for once, and painted when they are there", async () => {
    const { loader, page, answer, whats } = open();
    const run = runOf("run");
    expect(loader.of(run, 0)).toEqual({ state: "loading" });
    expect(loader.of(run, 0)).toEqual({ state: "loading" });
    expect([whats(), page.paints]).toEqual([["details run 0"], 0]);
    await answer(0, details("first"));
    expect(page.paints).toBe(1);
    expect(loader.of(run, 0)).toEqual({ state: "loaded", details: details("first"), media: new Map() });
    expect(whats()).toHaveLength(1);
  });

  it("are those of the call that is shown: a late answer of another one, or another run, is not", async () => {
    const { loader, page, answer, whats } = open();
    const [run, other] = [runOf("run"), runOf("other")];
    loader.of(run, 0);
    loader.of(run, 1);
    await answer(0, details("of the first"));
    expect([loader.of(run, 1), page.paints]).toEqual([{ state: "loading" }, 0]);
    await answer(1, details("of the second"));
    expect(loader.of(run, 1)).toMatchObject({ details: details("of the second") });
    expect(loader.of(other, 1)).toEqual({ state: "loading" });
    expect(whats()).toEqual(["details run 0", "details run 1", "details other 1"]);
  });

  it("stay while those of the call as it is now are on their way, and give way to nothing older", async () => {
    const { loader, answer, whats } = open();
    const run = runOf("run");
    loader.of(run, 0);
    await answer(0, details("running"));
    happens(run, { type: "attemptProgressed", atMs: 20, call: 0, attempt: 1, progress: 1 });
    loader.of(run, 0);
    expect(whats()).toHaveLength(1);
    happens(run, ended);
    expect(loader.of(run, 0)).toMatchObject({ details: details("running") });
    happens(run, { type: "roundStarted", atMs: 60, calls: [0] });
    loader.of(run, 0);
    expect(whats()).toHaveLength(3);
    await answer(2, details("again"));
    await answer(1, details("ended"));
    expect(loader.of(run, 0)).toMatchObject({ details: details("again") });
  });

  it("say why they are missing where the host does not tell", async () => {
    const { loader, page, asked } = open();
    const run = runOf("run");
    loader.of(run, 0);
    asked[0]?.reject(new Error("another run is shown"));
    await settled();
    expect([loader.of(run, 0), page.paints]).toEqual([{ state: "failed", message: "another run is shown" }, 1]);
    await loader.showMore("run", 0, "arguments");
    expect(asked).toHaveLength(1);
  });

  it("of a call that there is not are asked for like any others", () => {
    const { loader, whats } = open();
    expect(loader.of(runOf("run"), 9)).toEqual({ state: "loading" });
    expect(whats()).toEqual(["details run 9"]);
  });

  it("that come when the page has gone are asked for anew when it is back", async () => {
    const { loader, page, answer, close, whats } = open();
    const run = runOf("run");
    loader.of(run, 0);
    close();
    await answer(0, details("late"));
    expect([loader.of(run, 0), page.paints]).toEqual([{ state: "loading" }, 0]);
    expect(whats()).toHaveLength(2);
  });
});

describe("more of a text that was cut", () => {
  async function withCut() {
    const opened = open();
    const run = runOf("run");
    opened.loader.of(run, 0);
    await opened.answer(0, details("1234", { result: text("12345", 5000) }));
    return { ...opened, run };
  }

  it("is eight times what is shown, and takes its place", async () => {
    const { loader, page, answer, whats, run } = await withCut();
    const showing = loader.showMore("run", 0, "result");
    expect(whats().at(-1)).toBe("text run 0 result 40");
    await answer(1, text("x".repeat(40), 5000));
    await showing;
    expect(loader.of(run, 0)).toMatchObject({
      state: "loaded",
      details: { arguments: text("1234"), result: text("x".repeat(40), 5000) },
    });
    expect(page.paints).toBe(2);
  });

  it("is not asked for of what the call has not, and changes nothing where the host does not tell", async () => {
    const { loader, page, asked, run } = await withCut();
    await loader.showMore("run", 0, "error");
    expect(asked).toHaveLength(1);
    const showing = loader.showMore("run", 0, "result");
    asked[1]?.reject(new Error("no"));
    await showing;
    expect([loader.of(run, 0), page.paints]).toMatchObject([{ details: { result: text("12345", 5000) } }, 1]);
  });

  it("comes too late where the call has changed, or another one is shown", async () => {
    const { loader, page, answer, run } = await withCut();
    const showing = loader.showMore("run", 0, "result");
    happens(run, ended);
    loader.of(run, 0);
    await answer(1, text("stale"));
    await showing;
    expect([loader.of(run, 0), page.paints]).toMatchObject([{ details: { result: text("12345", 5000) } }, 1]);
  });
});

describe("pictures among the details", () => {
  const picture = (number: number) => ({ kind: "image", number, name: "", mimeType: "image/png", bytes: 1 }) as const;
  const blocks = [{ kind: "text", number: 0, text: text("t") } as const, picture(1), picture(2)];

  it("are asked for one after the other, and one that the host does not give is not shown", async () => {
    const { loader, page, answer, asked, whats } = open();
    const run = runOf("run");
    loader.of(run, 0);
    await answer(0, details("", { blocks }));
    expect(whats()).toEqual(["details run 0", "media run 0 1"]);
    asked[1]?.reject(new Error("no"));
    await settled();
    asked[2]?.reject(new Error("no"));
    await settled();
    expect(whats().slice(1)).toEqual(["media run 0 1", "media run 0 2"]);
    const unshowable = { state: "unshowable" };
    expect(loader.of(run, 0)).toMatchObject({
      media: new Map([
        [1, unshowable],
        [2, unshowable],
      ]),
    });
    expect(page.paints).toBe(3);
  });

  it("of a call that is shown no longer are not asked for any further", async () => {
    const { loader, page, answer, asked, whats } = open();
    const run = runOf("run");
    loader.of(run, 0);
    await answer(0, details("", { blocks }));
    loader.of(run, 1);
    asked[1]?.reject(new Error("no"));
    await settled();
    expect([whats().length, page.paints, loader.of(run, 1)]).toEqual([3, 1, { state: "loading" }]);
  });
});
