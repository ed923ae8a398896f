import { messageOf } from "../../src/model/failure";
import type { Host } from "./host";
import type { ShownRun } from "./shownRun";
import type { LoadedDetails } from "./views/details";

/** Asks the host for the details of the call that is shown, and again when the call has changed. */
export class DetailsLoader {
  private key = "";
  private loaded: LoadedDetails = { state: "loading" };

  constructor(
    private readonly host: Host,
    private readonly changed: () => void,
  ) {}

  /** What is known of a call's details by now; what is missing or out of date is asked for. */
  of(run: ShownRun, call: number): LoadedDetails {
    const state = run.state.calls[call];
    const version = [state?.phase, state?.attempts.length, state?.enteredAtMs, state?.endedAtMs].join();
    const sameCall = this.key.startsWith(`${run.runId} ${call} `);
    const key = `${run.runId} ${call} ${version}`;
    if (this.key === key) return this.loaded;
    // Until the answer is there, what was known of the same call is better than nothing.
    if (!sameCall) this.loaded = { state: "loading" };
    this.key = key;
    void this.load(run, call, key);
    return this.loaded;
  }

  private async load(run: ShownRun, call: number, key: string): Promise<void> {
    const loaded = await this.host.requestDetails(run.runId, call).then(
      (details): LoadedDetails => ({ state: "loaded", details }),
      (thrown: unknown): LoadedDetails => ({ state: "failed", message: messageOf(thrown) }),
    );
    if (this.key !== key) return;
    this.loaded = loaded;
    this.changed();
  }
}
