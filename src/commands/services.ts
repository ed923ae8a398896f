import type { ApprovalServices } from "./approval";
import type { ProblemReporter } from "../editor/problemReporter";
import type { Runs } from "../runs/runs.vscode";
import type { Timeline } from "../timeline/panel";

/** What commands work with; made once, in the composition root. */
export interface Services {
  readonly runs: Runs;
  readonly timeline: Timeline;
  readonly problems: ProblemReporter;
  readonly approval: ApprovalServices;
}
