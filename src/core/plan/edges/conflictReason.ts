import type { ConflictSubject, Sureness } from "../../model/plan";
import type { Access, Conflict } from "./conflictSweep";
import type { Effect, EffectBasis } from "../effects/sourceEffects";
import { anyFile } from "../resources/resources";

/** How a call appears in the reasons of its conflicts. */
export interface ReasonCall {
  readonly toolName: string;
  readonly source: string;
  readonly effect: Effect;
}

const surenessOf: Readonly<Record<EffectBasis, Sureness>> = {
  manifest: "said",
  arguments: "said",
  method: "said",
  annotation: "said",
  builtIn: "known",
  neverFree: "guessed",
  name: "guessed",
  description: "guessed",
  noAnnotation: "assumed",
  nothing: "assumed",
};
const leastSure: readonly Sureness[] = ["said", "known", "guessed", "assumed"];

/** Why two calls are kept in order, for people: "both touch src/a.ts and edit_file writes". */
export function conflictReason(conflict: Conflict, calls: readonly ReasonCall[]): string {
  const { fromAccess, toAccess } = conflict;
  const writers = writersOf(conflict, calls);
  if (writers.length === 0) {
    return `both read ${fromAccess.named.label}, which many calls write: those wait for this one instead of for each reader`;
  }
  return `${whatIsShared(fromAccess, toAccess)} and ${whoWrites(writers)}`;
}

/** What a conflict is about, as data. */
export function conflictSubject(conflict: Conflict, calls: readonly ReasonCall[]): ConflictSubject {
  const outer = outerOf(conflict);
  const source = calls[conflict.from]?.source ?? "";
  const isState = outer.named.kind === "state";
  return {
    kind: isState ? "state" : "resource",
    ...(isState && { source }),
    label: outer.named.label,
    sureness: surenessOfWriters(writersOf(conflict, calls)),
    ...(isState && { freedBy: { pattern: `${source}/*`, value: "none" } }),
  };
}

function writersOf({ from, to, fromAccess, toAccess }: Conflict, calls: readonly ReasonCall[]): readonly ReasonCall[] {
  return [fromAccess.writes ? calls[from] : undefined, toAccess.writes ? calls[to] : undefined].filter(
    (call) => call !== undefined,
  );
}

function surenessOfWriters(writers: readonly ReasonCall[]): Sureness {
  const found = writers.map(({ effect }) => surenessOf[effect.basis]);
  return leastSure.find((sureness) => found.includes(sureness)) ?? "assumed";
}

function outerOf({ fromAccess, toAccess }: Pick<Conflict, "fromAccess" | "toAccess">): Access {
  return fromAccess.named.key.length < toAccess.named.key.length ? fromAccess : toAccess;
}

function whatIsShared(from: Access, to: Access): string {
  const outer = outerOf({ fromAccess: from, toAccess: to });
  const inner = outer === from ? to : from;
  if (outer.named.label === anyFile && from.resource !== to.resource) {
    return `one may touch any file, the other touches ${inner.named.label}`;
  }
  if (from.resource !== to.resource && outer.named.kind !== "state") {
    return `${outer.named.label} contains ${inner.named.label}`;
  }
  const isUnnamed = outer.named.kind === "state" && outer.named.label.startsWith("the state of ");
  return `both touch ${outer.named.label}${isUnnamed ? ", which no argument names," : ""}`;
}

function whoWrites(writers: readonly ReasonCall[]): string {
  return [...new Set(writers.map(howItWrites))].join(" and ");
}

function howItWrites({ toolName, effect }: ReasonCall): string {
  switch (surenessOf[effect.basis]) {
    case "said":
      return `${toolName} writes`;
    case "known":
      return `${toolName} writes, since ${effect.word ?? "that is known of it"}`;
    case "guessed":
      return `${toolName} writes, as its ${effect.basis === "description" ? "description" : "name"} says`;
    case "assumed":
      return `${toolName} may write`;
  }
}
