import * as vscode from "vscode";
import type { Edge, Plan, PlannedCall } from "../model/plan";

/** What a call waits for, in words: of which calls it uses the results, and after which it comes for another reason. */
export function waitWords({ index }: PlannedCall, plan: Pick<Plan, "calls" | "edges">): readonly string[] {
  const edges = plan.edges.filter(({ to }) => to === index);
  const namesOf = (kind: Edge["kind"]): string[] => edges.flatMap((edge) => (edge.kind === kind ? nameOf(edge) : []));
  const nameOf = ({ from }: Edge): string[] =>
    plan.calls.flatMap((call) => (call.index === from ? [call.id ?? `#${call.index + 1} ${call.tool}`] : []));
  const used = namesOf("data");
  const declared = namesOf("declared").filter((name) => !used.includes(name));
  return [
    ...(used.length === 0 ? [] : [vscode.l10n.t("uses {0}", used.join(", "))]),
    ...(declared.length === 0 ? [] : [vscode.l10n.t("after {0}", declared.join(", "))]),
    ...edges
      .filter(({ kind }) => kind === "conflict")
      .flatMap((edge) => nameOf(edge).map((name) => vscode.l10n.t("after {0}, since {1}", name, edge.reason))),
  ];
}
