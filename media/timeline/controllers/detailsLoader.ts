import type { ReactiveController, ReactiveControllerHost } from "lit";
import { messageOf } from "../../../src/core/model/failure";
import type { CallDetails, CallPart } from "../../../src/protocol/details";
import type { Host } from "../host";
import { shownBytes, textOf, withText } from "../state/partTexts";
import { isMediaBlock, showable, type ShownMedia } from "../state/shownMedia";
import type { ShownRun } from "../state/shownRun";
import type { LoadedDetails } from "../views/details/details";

/** How many times as much is shown of a text when there is asked for more of it. */
const moreFactor = 8;

/** Asks the host for the details of the call that is shown, and again when the call has changed. */
export class DetailsLoader implements ReactiveController {
  private key = "";
  private loaded: LoadedDetails = { state: "loading" };

  constructor(
    private readonly page: ReactiveControllerHost,
    private readonly host: Host,
  ) {
    page.addController(this);
  }

  /** What is asked by then comes too late; a page that is back asks anew. */
  hostDisconnected(): void {
    this.key = "";
  }

  /** What is known of a call's details by now; what is missing or out of date is asked for. */
  of(run: ShownRun, call: number): LoadedDetails {
    const state = run.callState(call);
    const version = [state?.phase, state?.attempts.length, state?.enteredAtMs, state?.endedAtMs].join();
    const sameCall = this.key.startsWith(`${run.runId} ${call} `);
    const key = `${run.runId} ${call} ${version}`;
    if (this.key === key) return this.loaded;
    // Until the answer is there, what was known of the same call is better than nothing.
    if (!sameCall) this.loaded = { state: "loading" };
    this.key = key;
    void this.load(run.runId, call, key);
    return this.loaded;
  }

  /** Shows more of a text of the call that is shown. */
  async showMore(runId: string, call: number, part: CallPart): Promise<void> {
    const { key, loaded } = this;
    const shown = loaded.state === "loaded" ? textOf(loaded.details, part) : undefined;
    if (shown === undefined) return;
    // Rejected when the call is run again, and then its details are asked for anew.
    const text = await this.host.requestText(runId, call, part, shownBytes(shown) * moreFactor).catch(() => undefined);
    if (text === undefined || this.key !== key || this.loaded.state !== "loaded") return;
    this.loaded = { ...this.loaded, details: withText(this.loaded.details, part, text) };
    this.page.requestUpdate();
  }

  private async load(runId: string, call: number, key: string): Promise<void> {
    const loaded = await this.host.requestDetails(runId, call).then(
      (details): LoadedDetails => ({ state: "loaded", details, media: new Map() }),
      (thrown: unknown): LoadedDetails => ({ state: "failed", message: messageOf(thrown) }),
    );
    if (this.key !== key) return;
    this.loaded = loaded;
    this.page.requestUpdate();
    if (loaded.state === "loaded") await this.loadMedia(runId, call, key, loaded.details);
  }

  private async loadMedia(runId: string, call: number, key: string, { blocks = [] }: CallDetails): Promise<void> {
    for (const { kind, number } of blocks.filter(isMediaBlock)) {
      const media = await this.host.requestMedia(runId, call, number).then(
        (sent) => showable(kind, sent),
        (): ShownMedia => ({ state: "unshowable" }),
      );
      if (this.key !== key || this.loaded.state !== "loaded") return;
      this.loaded = { ...this.loaded, media: new Map([...this.loaded.media, [number, media]]) };
      this.page.requestUpdate();
    }
  }
}
