import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { HostMessage } from "../../src/protocol/hostMessage";
import { isIntent } from "../../src/protocol/intents";
import { Analyst } from "./controllers/analyst";
import { Announcer } from "./controllers/announcer";
import { DetailsLoader } from "./controllers/detailsLoader";
import { ElementWidths } from "./controllers/elementWidths";
import { FocusMover } from "./controllers/focusMover";
import { KeptView } from "./controllers/keptView";
import { LaneGestures } from "./controllers/laneGestures";
import { LiveTicker } from "./controllers/liveTicker";
import { OverviewDrag } from "./controllers/overviewDrag";
import { RowVirtualizer } from "./controllers/rowVirtualizer";
import { Sashes } from "./controllers/sashes";
import { Framing } from "./framing";
import type { Frame } from "./frame";
import { connectToHost } from "./host";
import type { PanelIntent } from "./intents";
import { gridKeyIntent, panelKeyIntent, searchKeyIntent, unfocusedKeyIntent, type GridPosition } from "./keyboard";
import { columnsWidth, rowMetrics } from "./layout";
import { readMarkdown, type MarkdownToken } from "./markdown/readMarkdown";
import { place } from "./place";
import { scaleOf } from "./state/axis";
import { isPossible } from "./state/callActions";
import { remember } from "./state/remember";
import { ShownRun, type ShownCall } from "./state/shownRun";
import { focusAfter, firstFailure, viewAfter } from "./state/viewIntents";
import { viewStateForRun, type ViewState } from "./state/viewState";
import { details } from "./views/details/details";
import { emptyState } from "./views/empty";
import { grid, tabStopOf } from "./views/lanes/grid";
import { header } from "./views/header";
import { overview } from "./views/overview";
import { windowWords } from "./words/windowWords";
import { taskPane } from "./views/task";
import { toolbar } from "./views/toolbar";
import { createText } from "./words/text";

type PushedMessage = Extract<HostMessage, { type: "snapshot" | "calls" | "patch" | "task" | "noRun" }>;

/** The timeline's page: hears of a run, paints it, and says what the user wants done. */
export class ParallelTimeline extends LitElement {
  private run: ShownRun | undefined;
  private isRunGone = false;
  private text = createText({});

  private readonly send = (intent: PanelIntent): void => this.doOrAsk(intent);
  private readonly host = connectToHost((message) => this.hear(message));
  private readonly view = new KeptView(this, this.host);
  private readonly widths = new ElementWidths(this, { grid: ".grid", lane: ".axis .track", overview: ".overview" });
  private readonly virtualizer = new RowVirtualizer(this, ".grid", () => this.view.state.scrollTop);
  private readonly ticker = new LiveTicker(this, () => this.run?.isLive ?? false);
  private readonly focusMover = new FocusMover(this, (call) => this.showRow(call));
  private readonly analyst = new Analyst(this, () => (this.run?.isLive === false ? this.run.analysing : undefined));
  private readonly loader = new DetailsLoader(this, this.host);
  private readonly announcer = new Announcer(this);
  private readonly lanes = new LaneGestures(this, this.send);
  private readonly overviewDrag = new OverviewDrag(this, this.send);
  private readonly sashes = new Sashes(this, this.send);
  private readonly framing = new Framing();
  private nextFrame: Promise<void> = Promise.resolve();
  private readonly answerTokens = remember<readonly MarkdownToken[]>();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Of the document: keys work as soon as the panel has the focus, whether or not anything in it has.
    document.addEventListener("keydown", this.pressed);
    document.addEventListener("copy", this.copied);
    this.host.post({ kind: "ready" });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.pressed);
    document.removeEventListener("copy", this.copied);
  }

  /** Once a frame at most, however many messages, scrolls and ticks it has. */
  protected override async scheduleUpdate(): Promise<void> {
    await this.nextFrame;
    await super.scheduleUpdate();
    this.nextFrame = new Promise((resolve) => void requestAnimationFrame(() => resolve()));
  }

  private hear(message: PushedMessage): void {
    this.requestUpdate();
    switch (message.type) {
      case "snapshot":
        this.text = createText(message.translations ?? {});
        this.run = new ShownRun(message.snapshot, () => performance.now());
        this.isRunGone = false;
        this.view.change(viewStateForRun(this.view.state, this.run.runId));
        this.goToFailure(this.run);
        // At once: a window that is reloaded right now must know which run to show again.
        this.view.persist();
        return;
      case "calls":
        this.run?.applyCalls(message);
        return;
      case "task":
        this.hearTask(message);
        return;
      case "noRun":
        this.text = createText(message.translations ?? {});
        this.run = undefined;
        this.isRunGone = true;
        return;
      case "patch":
        if (this.run === undefined) return;
        this.run.apply(message);
        this.announcer.hear(message.events, this.run, this.text);
        this.goToFailure(this.run);
    }
  }

  /** A run that has ended is looked at for what went wrong, unless something else is looked at. */
  private goToFailure(run: ShownRun): void {
    const failure = run.isLive || this.view.state.selected !== undefined ? undefined : firstFailure(run);
    if (failure === undefined) return;
    this.view.change({ ...this.view.state, selected: failure });
    this.focusMover.moveTo("view");
  }

  private hearTask(message: Extract<HostMessage, { type: "task" }>): void {
    const { run } = this;
    if (run === undefined) return;
    const wasWorking = run.task?.phase.kind === "working";
    run.applyTask(message);
    const { phase } = message.task;
    if (wasWorking && phase.kind !== "working") this.announcer.tell(this.text.task.phase(phase.kind));
  }

  /** What is wanted of the run is asked of the host; how the panel looks at it is the panel's own. */
  private doOrAsk(intent: PanelIntent): void {
    const { run, view } = this;
    if (intent.kind === "pickRun") this.host.post(intent);
    else if (intent.kind === "help") this.querySelector<HTMLElement>(".help")?.togglePopover();
    else if (intent.kind === "showMore") {
      if (run) void this.loader.showMore(run.runId, intent.call, intent.part);
    } else if (isIntent(intent)) {
      if (run && isPossible(run, intent)) this.host.post({ ...intent, runId: run.runId });
    } else {
      const before = view.state;
      view.change(viewAfter(before, intent, run));
      if (run) this.tellView(before, run);
      const target = focusAfter(intent);
      if (target) this.focusMover.moveTo(target);
    }
  }

  /** Says what a filter or a zoom has left, to those who do not see it. */
  private tellView(before: ViewState, run: ShownRun): void {
    const { filter, query, window } = this.view.state;
    const { announce } = this.text;
    if (filter !== before.filter || query !== before.query) {
      this.announcer.tellSoon(announce.shown(this.framing.rowsOf(run, this.view.state).count, run.callCount));
    } else if (window !== before.window) {
      this.announcer.tellSoon(announce.window(windowWords(this.text, scaleOf(run, run.nowMs), window)));
    }
  }

  protected override render(): TemplateResult {
    return html`<main>${this.run ? this.renderRun(this.run) : this.renderNoRun()}</main>
      <div class="announcement" role="status" aria-live="polite">${this.announcer.sentence}</div>`;
  }

  private renderNoRun(): TemplateResult {
    const { empty } = this.text;
    if (!this.isRunGone) return emptyState({ icon: "loading", title: empty.waiting, body: empty.waitingBody });
    const action = { label: empty.pick, run: () => this.send({ kind: "pickRun" }) };
    return emptyState({ icon: "history", title: empty.title, body: empty.body, action });
  }

  private renderRun(run: ShownRun): TemplateResult {
    const view = this.view.state;
    const frame = this.framing.frame(run, view, this.text, this.send, {
      panel: this.widths.of("panel"),
      lane: this.widths.of("lane"),
      overview: this.widths.of("overview"),
    });
    const detailed = view.detailsOpen ? run.call(view.selected ?? -1) : undefined;
    return html`<div class="timeline is-${frame.layout}">
      ${header(frame)} ${run.task ? taskPane(frame, run.task, this.answer(run.task.text)) : nothing}
      ${toolbar(frame, this.framing.completionsOf(run, view, document.activeElement?.matches(".search") ?? false))}
      ${overview(frame, this.framing.overview(frame), (event) => this.overviewDrag.press(event, frame))}
      <div class="panes">
        ${this.renderGrid(frame)}
        ${detailed ? [this.sashes.details(frame), this.renderDetails(frame, detailed)] : nothing}
      </div>
    </div>`;
  }

  /** Painted often while a run goes on, and read anew only when the model has written more. */
  private answer(text: string): readonly MarkdownToken[] {
    return this.answerTokens([text], () => readMarkdown(text));
  }

  private renderGrid(frame: Frame): TemplateResult {
    const { rowHeight, headHeight } = rowMetrics(frame.run.task !== undefined);
    const tabStop = tabStopOf(frame);
    const kept = tabStop === undefined ? undefined : frame.rows.positionOf(tabStop);
    const items = this.virtualizer.rows({ count: frame.rows.count, rowHeight, headHeight, kept });
    const gridWidth = this.widths.of("grid");
    const columns = columnsWidth(frame.view.columnsWidth, gridWidth);
    return html`<div class="grid-pane" ${place({ "--columns-width": `${columns}px` })}>
      ${grid(frame, items, {
        key: (event) => this.pressedInGrid(event, frame),
        wheel: (event) => this.lanes.wheel(event, frame),
        press: (event) => this.lanes.press(event),
        scroll: () => this.send({ kind: "scroll", scrollTop: this.querySelector(".grid")?.scrollTop ?? 0 }),
      })}
      ${this.sashes.columns(frame, columns, gridWidth)}
    </div>`;
  }

  private renderDetails(frame: Frame, call: ShownCall): TemplateResult {
    const size = `${(frame.view.detailsShare * 100).toFixed(2)}%`;
    return html`<div class="details-pane" ${place({ "flex-basis": size })}>
      ${details(frame, call, this.loader.of(frame.run, call.state.index))}
    </div>`;
  }

  private showRow(call: number): void {
    const position = this.run && this.framing.rowsOf(this.run, this.view.state).positionOf(call);
    if (position !== undefined) this.virtualizer.scrollTo(position);
  }

  private pressedInGrid(event: KeyboardEvent, frame: Frame): void {
    const focusedRow = event.target instanceof Element ? event.target.closest<HTMLElement>(".call-row") : null;
    if (focusedRow === null || event.target !== focusedRow) return;
    this.doByKey(event, (key) => gridKeyIntent(key, this.positionAt(frame.run, Number(focusedRow.dataset.call))));
  }

  private positionAt(run: ShownRun, focused: number): GridPosition {
    const { rowHeight, headHeight } = rowMetrics(run.task !== undefined);
    const height = this.querySelector(".grid")?.clientHeight ?? 0;
    return {
      rows: this.framing.rowsOf(run, this.view.state),
      focused,
      pageSize: Math.max(1, Math.floor((height - headHeight) / rowHeight) - 1),
      detailsOpen: this.view.state.detailsOpen,
    };
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const { run } = this;
    if (event.defaultPrevented || run === undefined) return;
    if (event.key === "Escape" && this.querySelector(".help:popover-open")) return;
    const { detailsOpen, selected } = this.view.state;
    if (event.target instanceof HTMLInputElement) {
      this.doByKey(event, searchKeyIntent);
      return;
    }
    const rows = this.framing.rowsOf(run, this.view.state);
    const tabStop = event.target === document.body ? tabStopOf({ view: this.view.state, rows }) : undefined;
    this.doByKey(event, (key) => {
      const inRows =
        tabStop === undefined
          ? undefined
          : unfocusedKeyIntent(key, this.positionAt(run, tabStop), selected !== undefined);
      return inRows ?? panelKeyIntent(key, { detailsOpen });
    });
  };

  /** Copies the selected call, where no text is selected that could be meant. */
  private readonly copied = (event: ClipboardEvent): void => {
    const { selected } = this.view.state;
    const hasText = event.target instanceof HTMLInputElement || document.getSelection()?.isCollapsed === false;
    if (hasText || selected === undefined || this.run?.call(selected) === undefined) return;
    event.preventDefault();
    this.send({ kind: "copyCall", call: selected });
  };

  private doByKey(event: KeyboardEvent, intentOf: (key: string) => PanelIntent | undefined): void {
    const intent = event.ctrlKey || event.metaKey || event.altKey ? undefined : intentOf(event.key);
    if (intent === undefined) return;
    this.send(intent);
    event.preventDefault();
    event.stopPropagation();
  }
}
