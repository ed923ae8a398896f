import { createPanelSession, type PanelSession } from "../../../src/vscode/timeline/panelSession";
import type { RecordedRun } from "../../../src/node/runs/recordedRun";
import { inEnglish } from "../../../src/core/model/text/wording";

/** What the host sends to a panel, gathered instead of sent. */
export class PanelMessages {
  private readonly session: PanelSession;
  private sent: unknown[] = [];
  private timers: (() => void)[] = [];

  constructor(run: RecordedRun) {
    this.session = createPanelSession({
      post: (message) => this.sent.push(message),
      startTimer: (then) => {
        this.timers.push(then);
        return () => {
          this.timers = this.timers.filter((timer) => timer !== then);
        };
      },
      now: () => 0,
      cores: 4,
      translations: undefined,
      inWords: inEnglish,
      pickRun: () => undefined,
      act: () => undefined,
      maxTextBytes: () => 8 * 1024,
    });
    this.session.show(run);
    this.session.receive({ kind: "ready" });
  }

  /** All that was sent since this was asked last, once every timer has run out. */
  take(): readonly unknown[] {
    while (this.timers.length > 0) for (const timer of this.timers.splice(0)) timer();
    return this.sent.splice(0);
  }

  end(): void {
    this.session.dispose();
  }
}
