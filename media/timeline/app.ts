import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { CallPart, HostMessage } from "../../src/timeline/protocol";
import { createAnnouncer } from "./announcements";
import type { Controls } from "./controls";
import { DetailsLoader } from "./detailsLoader";
import { ElementWidths } from "./elementWidths";
import { Framing, scaleOf } from "./framing";
import type { Frame } from "./frame";
import { segmentsOf } from "./geometry/segments";
import { offsetOf } from "./geometry/timeScale";
import { panWindow, zoomWindow } from "./geometry/timeWindow";
import { connectToHost } from "./host";
import { pressGridKey, pressPanelKey } from "./keyboard";
import { dragLane, wheelOverLanes } from "./laneGestures";
import { columnsWidth, rowMetrics } from "./layout";
import { LiveTicker } from "./liveTicker";
import { dragOverview } from "./overviewDrag";
import { readMarkdown, type MarkdownToken } from "./markdown/readMarkdown";
import { place } from "./place";
import { remember } from "./remember";
import { RowVirtualizer } from "./rowVirtualizer";
import { sash } from "./sash";
import { ShownRun } from "./shownRun";
import { summaryWords } from "./summaryWords";
import { createText } from "./text";
import { readViewState, viewStateForRun, type ViewState } from "./viewState";
import { details } from "./views/details";
import { emptyState } from "./views/empty";
import { grid, tabStopOf } from "./views/grid";
import { header } from "./views/header";
import { overview } from "./views/overview";
import { canRetry } from "./views/row";
import { taskPane } from "./views/task";
import { toolbar } from "./views/toolbar";

type PushedMessage = Extract<HostMessage, { type: "snapshot" | "patch" | "task" | "noRun" }>;
type FocusTarget = "row" | "details" | "search";

const persistDelayMs = 150;

/** The timeline's page: hears of a run, paints it, and says what the user wants done. */
export class ParallelTimeline extends LitElement {
  private readonly host = connectToHost((message) => this.hear(message));
  private view: ViewState = readViewState(this.host.persistedState());
  private run: ShownRun | undefined;
  private isRunGone = false;
  private text = createText({});
  private announcement = "";
  private focusNext: FocusTarget | undefined;
  private persistTimer: ReturnType<typeof setTimeout> | undefined;

  private readonly answerTokens = remember<readonly MarkdownToken[]>();
  private readonly repaint = () => this.requestUpdate();
  private readonly framing = new Framing();
  private readonly widths = new ElementWidths(this.repaint);
  private readonly ticker = new LiveTicker(this.repaint);
  private readonly virtualizer = new RowVirtualizer(this.repaint, this.view.scrollTop);
  private readonly loader = new DetailsLoader(this.host, this.repaint);
  private readonly announcer = createAnnouncer(
    () => this.text,
    (sentence) => {
      this.announcement = sentence;
      this.requestUpdate();
    },
  );

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.pressed);
    this.widths.watch("panel", this);
    this.host.post({ type: "ready" });
  }

  private hear(message: PushedMessage): void {
    switch (message.type) {
      case "snapshot":
        this.text = createText(message.translations ?? {});
        this.run = new ShownRun(message.snapshot, () => performance.now());
        this.isRunGone = false;
        this.look(viewStateForRun(this.view, this.run.runId));
        // At once: a window that is reloaded right now must know which run to show again.
        this.host.persist(this.view);
        return;
      case "task":
        this.hearTask(message);
        return;
      case "noRun":
        this.text = createText(message.translations ?? {});
        this.run = undefined;
        this.isRunGone = true;
        this.requestUpdate();
        return;
      case "patch": {
        const { run } = this;
        if (run === undefined) return;
        run.apply(message);
        this.announcer.hear(message.events, run, () => this.summary(run).join(", "));
        this.requestUpdate();
      }
    }
  }

  private hearTask(message: Extract<HostMessage, { type: "task" }>): void {
    const { run } = this;
    if (run === undefined) return;
    const wasWorking = run.task?.phase.kind === "working";
    run.applyTask(message);
    const { phase } = message.task;
    if (wasWorking && phase.kind !== "working") this.announcement = this.text.task.phase(phase.kind);
    this.requestUpdate();
  }

  private summary(run: ShownRun): readonly string[] {
    return summaryWords({ run, text: this.text, nowMs: run.nowMs });
  }

  private look(view: ViewState): void {
    this.view = view;
    this.persistTimer ??= setTimeout(() => {
      this.persistTimer = undefined;
      this.host.persist(this.view);
    }, persistDelayMs);
    this.requestUpdate();
  }

  private change(change: Partial<ViewState>): void {
    this.look({ ...this.view, ...change });
  }

  private setWindow(window: ViewState["window"]): void {
    const { window: _, ...rest } = this.view;
    this.look(window ? { ...rest, window } : rest);
  }

  private withAxis(change: (length: number) => ViewState["window"]): void {
    if (this.run) this.setWindow(change(scaleOf(this.run, this.run.nowMs).length));
  }

  private readonly controls: Controls = {
    retryFailed: () => this.intend("retryFailed"),
    runRemaining: () => this.intend("runRemaining"),
    cancelRun: () => this.intend("cancelRun"),
    pickRun: () => this.host.post({ type: "pickRun" }),
    retryCall: (call) => {
      if (this.canRetry(call)) this.intendFor("retryCall", call);
    },
    editAndRetryCall: (call) => {
      if (this.canRetry(call)) this.intendFor("editAndRetryCall", call);
    },
    cancelCall: (call) => {
      const state = this.run?.state.calls[call];
      if (this.run?.isLive && state && state.ending === undefined) this.intendFor("cancelCall", call);
    },
    openSource: (call) => this.intendFor("openSource", call),
    copy: (call, part) => this.intendForPart("copy", call, part),
    openInEditor: (call, part) => this.intendForPart("openInEditor", call, part),
    save: (call, part) => this.intendForPart("save", call, part),
    showMore: (call, part) => void (this.run && this.loader.showMore(this.run.runId, call, part)),
    select: (call) => {
      this.focusNext = "row";
      this.change({ selected: call });
    },
    openDetails: (call, focus) => {
      if (focus === "move") this.focusNext = "details";
      this.change({ selected: call, detailsOpen: true });
    },
    closeDetails: () => {
      this.focusNext = "row";
      this.change({ detailsOpen: false });
    },
    setFilter: (filter) => this.change({ filter }),
    setQuery: (query) => this.change({ query }),
    setWindow: (window) => this.setWindow(window),
    zoom: (factor, anchor) => this.withAxis((length) => zoomWindow(this.view.window, length, factor, anchor)),
    pan: (share) => this.withAxis((length) => panWindow(this.view.window, length, share)),
    zoomToCall: (call) => this.zoomToCall(call),
    resizeColumns: (width) => this.change({ columnsWidth: Math.min(4000, Math.max(100, width)) }),
    resizeDetails: (share) => this.change({ detailsShare: Math.min(0.8, Math.max(0.15, share)) }),
  };

  private intend(type: "retryFailed" | "runRemaining" | "cancelRun"): void {
    if (this.run) this.host.post({ type, runId: this.run.runId });
  }

  private canRetry(call: number): boolean {
    const state = this.run?.state.calls[call];
    return this.run !== undefined && state !== undefined && canRetry(this.run.isLive, state);
  }

  private intendFor(type: "retryCall" | "editAndRetryCall" | "cancelCall" | "openSource", call: number): void {
    if (this.run) this.host.post({ type, runId: this.run.runId, call });
  }

  private intendForPart(type: "copy" | "openInEditor" | "save", call: number, part: CallPart): void {
    if (this.run) this.host.post({ type, runId: this.run.runId, call, part });
  }

  private zoomToCall(index: number): void {
    const { run } = this;
    const call = run?.state.calls[index];
    if (run === undefined || call === undefined) return;
    const segments = segmentsOf(call, run.nowMs);
    const [first] = segments;
    if (first === undefined) return;
    const scale = scaleOf(run, run.nowMs);
    const from = offsetOf(scale, first.startMs);
    const to = offsetOf(scale, Math.max(...segments.map((segment) => segment.endMs)));
    const margin = Math.max((to - from) * 0.15, scale.length / 5000);
    this.setWindow({ from: from - margin, to: to + margin });
  }

  protected override render(): TemplateResult {
    return html`<main>${this.run ? this.renderRun(this.run) : this.renderNoRun()}</main>
      <div class="announcement" role="status" aria-live="polite">${this.announcement}</div>`;
  }

  private renderNoRun(): TemplateResult {
    const { empty } = this.text;
    if (!this.isRunGone) return emptyState({ icon: "loading", title: empty.waiting });
    const action = { label: empty.pick, run: this.controls.pickRun };
    return emptyState({ icon: "history", title: empty.title, body: empty.body, action });
  }

  private renderRun(run: ShownRun): TemplateResult {
    const frame = this.framing.frame(run, this.view, this.text, this.controls, {
      panel: this.widths.of("panel"),
      lane: this.widths.of("lane"),
      overview: this.widths.of("overview"),
    });
    const detailed = this.view.detailsOpen ? run.call(this.view.selected ?? -1) : undefined;
    const beginDrag = (event: PointerEvent) =>
      dragOverview(event, {
        length: frame.scale.length,
        window: this.view.window,
        change: (window) => this.setWindow(window),
      });
    return html`<div class="timeline is-${frame.layout}">
      ${header(frame)} ${run.task ? taskPane(frame, run.task, this.answer(run.task.text)) : nothing} ${toolbar(frame)}
      ${overview(frame, this.framing.overview(frame), beginDrag)}
      <div class="panes">
        ${this.renderGrid(frame)}
        ${detailed ? [this.renderDetailsSash(frame), this.renderDetails(frame, detailed)] : nothing}
      </div>
    </div>`;
  }

  /** Painted often while a run goes on, and read anew only when the model has written more. */
  private answer(text: string): readonly MarkdownToken[] {
    return this.answerTokens([text], () => readMarkdown(text));
  }

  private renderGrid(frame: Frame): TemplateResult {
    const { rowHeight, headHeight } = rowMetrics(frame.layout, frame.run.task !== undefined);
    const tabStop = tabStopOf(frame);
    const kept = tabStop === undefined ? undefined : frame.rows.indexOf(tabStop);
    const items = this.virtualizer.rows({ count: frame.rows.length, rowHeight, headHeight, kept });
    const gridWidth = this.widths.of("grid");
    const columns = columnsWidth(this.view.columnsWidth, gridWidth);
    const left = () => this.querySelector(".grid")?.getBoundingClientRect().left ?? 0;
    return html`<div class="grid-pane" ${place({ "--columns-width": `${columns}px` })}>
      ${grid(frame, this.framing.concurrency(frame), items, {
        key: (event) => this.pressedInGrid(event, frame),
        wheel: (event) => this.wheeled(event, frame),
        press: (event) => dragLane(event, this.controls),
        scroll: () => this.scrolled(),
      })}
      ${
        frame.layout === "narrow"
          ? nothing
          : sash({
              className: "columns-sash",
              label: this.text.resizeColumns,
              orientation: "vertical",
              percent: (columns / Math.max(1, gridWidth)) * 100,
              at: { left: `${columns}px` },
              moveTo: ({ x }) => this.controls.resizeColumns(x - left()),
              moveBy: (pixels) => this.controls.resizeColumns(columns + pixels),
            })
      }
    </div>`;
  }

  private renderDetailsSash(frame: Frame): TemplateResult {
    const atSide = frame.layout === "wide";
    const share = this.view.detailsShare;
    const room = () => this.querySelector(".panes")?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return sash({
      className: "details-sash",
      label: this.text.resizeDetails,
      orientation: atSide ? "vertical" : "horizontal",
      percent: (1 - share) * 100,
      moveTo: ({ x, y }) => {
        const { right, bottom, width, height } = room();
        this.controls.resizeDetails(atSide ? (right - x) / width : (bottom - y) / height);
      },
      moveBy: (pixels) => {
        const { width, height } = room();
        this.controls.resizeDetails(share - pixels / (atSide ? width : height));
      },
    });
  }

  private renderDetails(frame: Frame, call: NonNullable<ReturnType<ShownRun["call"]>>): TemplateResult {
    const size = `${(this.view.detailsShare * 100).toFixed(2)}%`;
    return html`<div class="details-pane" ${place({ "flex-basis": size })}>
      ${details(frame, call, this.loader.of(frame.run, call.state.index))}
    </div>`;
  }

  protected override updated(): void {
    const gridElement = this.querySelector<HTMLElement>(".grid");
    this.widths.watch("grid", gridElement);
    this.widths.watch("lane", this.querySelector(".axis .track"));
    this.widths.watch("overview", this.querySelector(".overview"));
    this.virtualizer.attach(gridElement ?? undefined);
    this.ticker.keepGoing(this.run?.isLive ?? false);
    this.moveFocus();
  }

  private moveFocus(): void {
    const target = this.focusNext;
    this.focusNext = undefined;
    switch (target) {
      case undefined:
        return;
      case "details":
        this.querySelector<HTMLElement>(".details")?.focus({ preventScroll: true });
        return;
      case "search":
        this.querySelector<HTMLInputElement>(".search")?.select();
        return;
      case "row": {
        const focused = this.querySelector<HTMLElement>(".call-row[tabindex='0']");
        focused?.focus({ preventScroll: true });
        const call = Number(focused?.dataset.call);
        const position = this.shownRows().indexOf(call);
        if (position >= 0) this.virtualizer.scrollTo(position);
      }
    }
  }

  private shownRows(): readonly number[] {
    return this.run ? this.framing.rowsOf(this.run, this.view) : [];
  }

  private scrolled(): void {
    const scrollTop = this.querySelector(".grid")?.scrollTop ?? 0;
    if (scrollTop !== this.view.scrollTop) this.change({ scrollTop });
  }

  private wheeled(event: WheelEvent, { window }: Frame): void {
    const lane = this.querySelector(".axis .track")?.getBoundingClientRect();
    if (lane === undefined) return;
    wheelOverLanes(event, lane, (share) => window.from + share * (window.to - window.from), this.controls);
  }

  private pressedInGrid(event: KeyboardEvent, frame: Frame): void {
    const focusedRow = event.target instanceof Element ? event.target.closest<HTMLElement>(".call-row") : null;
    if (focusedRow === null || event.target !== focusedRow) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { rowHeight, headHeight } = rowMetrics(frame.layout, frame.run.task !== undefined);
    const height = this.querySelector(".grid")?.clientHeight ?? 0;
    const position = {
      rows: frame.rows,
      focused: Number(focusedRow.dataset.call),
      pageSize: Math.max(1, Math.floor((height - headHeight) / rowHeight) - 1),
      detailsOpen: this.view.detailsOpen,
    };
    if (pressGridKey(event.key, position, this.controls)) handled(event);
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || this.run === undefined) return;
    const inSearch = event.target instanceof HTMLInputElement;
    if (event.key === "Escape") {
      if (inSearch) this.leaveSearch();
      else if (this.view.detailsOpen) this.controls.closeDetails();
      else return;
      handled(event);
      return;
    }
    if (inSearch) {
      if (event.key === "Enter" || event.key === "ArrowDown") this.enterRows(event);
      return;
    }
    const find = () => {
      this.focusNext = "search";
      this.requestUpdate();
    };
    if (pressPanelKey(event.key, { ...this.controls, find })) handled(event);
  };

  private leaveSearch(): void {
    this.focusNext = "row";
    this.change({ query: "" });
  }

  private enterRows(event: KeyboardEvent): void {
    this.focusNext = "row";
    this.requestUpdate();
    handled(event);
  }
}

function handled(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
