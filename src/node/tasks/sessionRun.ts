import type { Call } from "../../core/model/manifest";
import type { PlannedCall, ToolLookup } from "../../core/model/plan";
import type { Ending } from "../../core/model/run";
import type { Prepared } from "../runs/prepare";
import type { RunSession } from "../runs/session";
import { fullName } from "./offering/offeredTools";
import type { Added, GrowingRun, NewCall } from "./taskRun";

/**
 * A run that a planner adds calls to. Each is planned beside those that there are: its edges, limits and conflicts are
 * what they would be, had all calls come at once.
 */
export class SessionRun implements GrowingRun {
  private readonly calls: Call[] = [];
  private readonly lookups: ToolLookup[] = [];

  constructor(
    private readonly prepared: Pick<Prepared, "planOf">,
    private readonly session: Pick<RunSession, "grow" | "cancel" | "subscribe" | "state">,
    private readonly needsApproval: (call: PlannedCall) => boolean,
  ) {}

  add({ id, tool, arguments: args, dependsOn, providerId }: NewCall): Added {
    const index = this.calls.length;
    const call: Call = {
      index,
      id,
      tool: fullName(tool),
      arguments: args,
      origin: "model",
      dialect: "native",
      ...(dependsOn.length > 0 && { dependsOn }),
      ...(providerId !== undefined && { providerId }),
    };
    const calls = [...this.calls, call];
    const lookups: ToolLookup[] = [...this.lookups, { kind: "found", tool }];
    const { plan, problems } = this.prepared.planOf(calls, lookups);
    const wrong = problems.filter((problem) => problem.severity === "error" && problem.call === index);
    const planned = plan.calls[index];
    if (planned === undefined || wrong.length > 0) return { problem: wrong.map(({ message }) => message).join(" ") };
    this.calls.push(call);
    this.lookups.push({ kind: "found", tool });
    const beneathState = plan.beneathState?.filter(({ to }) => to === index) ?? [];
    const growth = {
      calls: [planned],
      edges: plan.edges.filter(({ to }) => to === index),
      ...(beneathState.length > 0 && { beneathState }),
      limits: plan.limits,
    };
    this.session.grow(growth, this.needsApproval(planned) ? new Set([index]) : undefined);
    return { call: index };
  }

  ended(call: number): Promise<Ending> {
    const ending = this.endingOf(call);
    if (ending !== undefined) return Promise.resolve(ending);
    return new Promise((resolve) => {
      const unsubscribe = this.session.subscribe((event) => {
        if (event.type !== "callEnded" || event.call !== call) return;
        unsubscribe();
        resolve(event.ending);
      });
    });
  }

  endingOf(call: number): Ending | undefined {
    return this.session.state.calls[call]?.ending;
  }

  cancel(): void {
    this.session.cancel();
  }
}
