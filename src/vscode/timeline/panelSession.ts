import { messageOf } from "../../core/model/failure";
import { concurrencyLimit } from "../../core/model/figures/concurrency";
import type { RunEvent } from "../../core/model/run";
import type { Shown } from "../../core/model/text/shown";
import type { RecordedRun } from "../../node/runs/recordedRun";
import { boundText } from "./boundedText";
import { detailsOf, partMedia, partText, type InWords } from "./callDetails";
import { createPatchQueue, type StartTimer } from "./patchQueue";
import { mostTextBytes } from "../../protocol/details";
import type { HostMessage } from "../../protocol/hostMessage";
import type { DetailsRequest, Intent, PanelMessage } from "../../protocol/intents";
import { editedPreviews, hasMore, keepingOf, lightEvent, moreCalls, snapshotOf, type Sent } from "./snapshot";

const taskIntervalMs = 60;
/** A screen full and some more, so that the first painting does not depend on how many calls there are. */
const firstCalls = 500;
/** How many calls follow at once: the extension host does something else meanwhile, and so does the panel. */
const callsAtOnce = 5000;
/** How long calls are gathered that come to a run. */
const growthIntervalMs = 33;

/** What a session needs of the world; the panel gives VS Code's, tests give their own. */
export interface PanelSurroundings {
  readonly post: (message: Shown<HostMessage>) => void;
  readonly startTimer: StartTimer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly cores: number;
  readonly translations: Readonly<Record<string, string>> | undefined;
  readonly inWords: InWords;
  readonly pickRun: () => void;
  /** Does what is wanted of a run. */
  readonly act: (run: RecordedRun, intent: Intent) => void;
  /** How many bytes of one text are shown before somebody asks for more. */
  readonly maxTextBytes: () => number;
}

/** The conversation with one webview about one run at a time. */
export interface PanelSession {
  readonly run: RecordedRun | undefined;
  /** Shows a run, or that there is none. Before the first call the webview waits. */
  show(run: RecordedRun | undefined): void;
  receive(message: PanelMessage): void;
  /** The webview's page is gone until it says `ready` again. */
  suspend(): void;
  dispose(): void;
}

/** Starts a session. A message about another run than the one shown is out of date and ignored. */
export function createPanelSession(surroundings: PanelSurroundings): PanelSession {
  const { now, translations } = surroundings;
  let run: RecordedRun | undefined;
  let decided = false;
  let ready = false;
  let unsubscribe: (() => void) | undefined;
  let stopTaskTimer: (() => void) | undefined;
  let stopMoreTimer: (() => void) | undefined;
  let sent: Sent = { calls: 0, edges: 0 };
  /** When the run's time 0 was, by the host's clock, as its newest event tells. */
  let epoch = 0;

  /** Everything that is said is made of a run, which has no secrets, and of the product's own words. */
  function post(message: HostMessage): void {
    surroundings.post(message as Shown<HostMessage>);
  }

  const queue = createPatchQueue(sendPatch, surroundings.startTimer);

  function sendPatch(events: readonly RunEvent[]): void {
    if (run === undefined) return;
    const argumentPreviews = Object.assign({}, ...events.map(editedPreviews)) as Record<number, string>;
    const patch = { runId: run.id, nowMs: nowMs(run), events: events.map(lightEvent), argumentPreviews };
    post({ type: "patch", ...patch, ...keepingOf(run) });
  }

  /** While calls wait for the disk, nothing else may happen for long. */
  function hearHoldingBack(): void {
    if (ready) sendPatch([]);
  }

  function nowMs(shown: RecordedRun): number {
    const { atMs } = shown.record;
    return isLive(shown) ? Math.max(atMs, now() - epoch) : atMs;
  }

  function hear(event: RunEvent): void {
    epoch = now() - event.atMs;
    // The panel's edges are those that it was sent: a plan that is wired anew is shown anew.
    if (event.type === "edgesChanged") sendAll();
    else if (ready && event.type === "callsAdded") sendMoreIn(growthIntervalMs);
    else if (ready) queue.push(event);
  }

  function sendMoreIn(delayMs: number): void {
    stopMoreTimer ??= surroundings.startTimer(sendMore, delayMs);
  }

  function sendMore(): void {
    stopMoreTimer = undefined;
    if (run === undefined || !hasMore(run, sent)) return;
    // What has happened to these calls is in their columns, and must not reach the panel after them.
    queue.flush();
    const next = moreCalls(run, sent, callsAtOnce);
    sent = next.sent;
    post({ type: "calls", runId: run.id, callCount: run.plan.calls.length, ...next.more });
    if (hasMore(run, sent)) sendMoreIn(0);
  }

  /** What a model writes comes in many small pieces; it is sent as often as an eye can follow. */
  function hearTask(): void {
    if (ready) stopTaskTimer ??= surroundings.startTimer(sendTask, taskIntervalMs);
  }

  function sendTask(): void {
    stopTaskTimer = undefined;
    if (run?.task !== undefined) post({ type: "task", runId: run.id, nowMs: nowMs(run), task: run.task.state });
  }

  function forgetQueued(): void {
    queue.clear();
    stopTaskTimer?.();
    stopTaskTimer = undefined;
    stopMoreTimer?.();
    stopMoreTimer = undefined;
  }

  function sendAll(): void {
    if (!ready || !decided) return;
    forgetQueued();
    const common = translations && { translations };
    if (run === undefined) {
      post({ type: "noRun", ...common });
      return;
    }
    const limit = concurrencyLimit(run.plan.maxConcurrency, surroundings.cores);
    const first = moreCalls(run, { calls: 0, edges: 0 }, firstCalls);
    sent = first.sent;
    post({ type: "snapshot", snapshot: snapshotOf(run, nowMs(run), limit, first.more), ...common });
    if (hasMore(run, sent)) sendMoreIn(0);
  }

  function answer(shown: RecordedRun, { call, ...request }: DetailsRequest): void {
    const { requestId } = request;
    switch (request.kind) {
      case "requestDetails": {
        const details = detailsOf(shown, call, surroundings.maxTextBytes(), surroundings.inWords);
        if (details) post({ type: "details", requestId, details });
        else reject(requestId, `The run has no call ${call + 1}.`);
        return;
      }
      case "requestText": {
        const text = partText(shown, call, request.part, surroundings.inWords);
        if (text === undefined) reject(requestId, "The call has no such text by now.");
        else post({ type: "text", requestId, text: boundText(text, Math.min(request.maxBytes, mostTextBytes)) });
        return;
      }
      case "requestMedia": {
        const media = partMedia(shown, call, request.part);
        if (media) post({ type: "media", requestId, media });
        else reject(requestId, "The call has no such content by now.");
      }
    }
  }

  function reject(requestId: number, message: string): void {
    post({ type: "rejected", requestId, message });
  }

  function receiveAbout(message: Extract<PanelMessage, { runId: string }>): void {
    const isShown = run?.id === message.runId && (!("call" in message) || message.call < run.plan.calls.length);
    const shown = isShown ? run : undefined;
    if (!("requestId" in message)) {
      if (shown) surroundings.act(shown, message);
      return;
    }
    if (shown === undefined) {
      reject(message.requestId, "The timeline shows another run by now.");
      return;
    }
    try {
      answer(shown, message);
    } catch (error) {
      // Without an answer the panel would wait for ever.
      reject(message.requestId, messageOf(error));
    }
  }

  return {
    get run() {
      return run;
    },
    show(next) {
      unsubscribe?.();
      forgetQueued();
      run = next;
      decided = true;
      epoch = next?.startedAt ?? 0;
      const subscriptions = [
        next?.subscribe(hear),
        next?.onHoldingBack?.(hearHoldingBack),
        next?.task?.subscribe(hearTask),
      ];
      unsubscribe = () => {
        for (const end of subscriptions) end?.();
      };
      sendAll();
    },
    receive(message) {
      switch (message.kind) {
        case "ready":
          ready = true;
          sendAll();
          break;
        case "pickRun":
          surroundings.pickRun();
          break;
        default:
          receiveAbout(message);
      }
    },
    suspend() {
      ready = false;
      forgetQueued();
    },
    dispose() {
      unsubscribe?.();
      forgetQueued();
      run = undefined;
      ready = false;
    },
  };
}

function isLive({ record, task }: RecordedRun): boolean {
  const round = record.rounds.at(-1);
  if (task?.state.phase.kind === "working") return true;
  return round !== undefined && round.endedAtMs === undefined;
}
