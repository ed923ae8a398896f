import { freeingOf } from "../../core/model/figures/stateOrder";
import type { RecordedRun } from "../../node/runs/recordedRun";
import { failedCalls, remainingCalls, withItsReason } from "../../node/runs/retry";
import type { Intent } from "../../protocol/intents";
import { copyCall, copyPart, openPart, savePart } from "./callParts";
import { editAndRetryCall } from "./commands/editAndRetry";
import { sayIfElsewhere } from "./elsewhere";
import { retryCalls } from "./followRound";
import { freeOrderOfRun } from "./commands/freeOrder";
import { openCall } from "./commands/openCall";
import type { Services } from "./commands/services";
import { requireTrust } from "../window/trust";

/** Does what the timeline's user wants of the run that it shows. */
export async function act(services: Services, run: RecordedRun, intent: Intent): Promise<void> {
  switch (intent.kind) {
    case "retryFailed":
      return retry(services, run, failedCalls(run.state));
    case "resumeRun":
      return retry(services, run, remainingCalls(run.state));
    case "retryCall":
    case "runForResult":
      return retry(services, run, withItsReason(run.state, intent.call));
    case "editAndRetryCall":
      return edit(services, run, intent.call);
    case "cancelRun":
      run.cancel();
      return;
    case "cancelCall":
      run.cancel(intent.call);
      return;
    case "openSource":
      return openCall(services.runs, run.id, intent.call);
    case "freeOrder": {
      const freeing = freeingOf(run.plan, intent.call);
      return freeing && freeOrderOfRun(services, run.id, freeing);
    }
    case "copyCall":
      return copyCall(run, intent.call);
    case "copy":
      return copyPart(run, intent.call, intent.part);
    case "openInEditor":
      return openPart(run, intent.call, intent.part);
    case "save":
      return savePart(run, intent.call, intent.part);
    default:
      intent satisfies never;
  }
}

async function retry(services: Services, run: RecordedRun, calls: readonly number[]): Promise<void> {
  const session = await services.runs.get(run.id);
  if (session === undefined) await sayIfElsewhere(services, run);
  else if (await requireTrust()) await retryCalls(services, session, calls);
}

async function edit(services: Services, run: RecordedRun, call: number): Promise<void> {
  const session = await services.runs.get(run.id);
  if (session === undefined) await sayIfElsewhere(services, run);
  else await editAndRetryCall(services, session, call);
}
