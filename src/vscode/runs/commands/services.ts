import type { ApprovalServices } from "../approval/approval";
import type { ProblemReporter } from "../../editing/problemReporter";
import type { KeptState } from "../../window/keptState";
import type { Runs } from "../runs";
import type { ViewedRuns } from "../../../node/runs/viewedRuns";
import type { Timeline } from "../../timeline/panel";

/** What commands work with; made once, in the composition root. */
export interface Services {
  readonly runs: Runs;
  /** The runs that can be looked at, also those that go on elsewhere. */
  readonly viewed: ViewedRuns;
  readonly timeline: Timeline;
  readonly problems: ProblemReporter;
  readonly approval: ApprovalServices;
  readonly keptState: KeptState;
}
