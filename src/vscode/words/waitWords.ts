import * as vscode from "vscode";
import { callNameAt } from "../../core/model/callName";
import { reasonWords } from "./said";
import type { Plan, PlannedCall } from "../../core/model/plan";

/** What a call waits for, in words: of which calls it uses the results, and after which it comes for another reason. */
export function waitWords({ index }: PlannedCall, { calls, edges }: Pick<Plan, "calls" | "edges">): readonly string[] {
  const before = edges
    .filter(({ to }) => to === index)
    .map(({ from, kind, ...edge }) => ({
      name: callNameAt(calls, from),
      kind,
      reason: reasonWords(edge),
    }));
  const named = (kind: string): string => before.flatMap((each) => (each.kind === kind ? each.name : [])).join(", ");
  const used = named("data");
  const declared = named("declared");
  return [
    ...(used === "" ? [] : [vscode.l10n.t("uses {0}", used)]),
    ...(declared === "" ? [] : [vscode.l10n.t("after {0}", declared)]),
    ...before.flatMap(({ name, kind, reason }) =>
      kind === "conflict" ? vscode.l10n.t("after {0}, since {1}", name, reason) : [],
    ),
  ];
}
