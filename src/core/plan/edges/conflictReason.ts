import type { ConflictSubject, Sureness } from "../../model/plan";
import type { Access, Conflict } from "./conflictSweep";
import type { Effect, EffectBasis } from "../effects/sourceEffects";
import { anyFile } from "../resources/resources";
import { allOf, worded, type Said, type Worded } from "../../model/text/wording";

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
export function conflictReason(conflict: Conflict, calls: readonly ReasonCall[]): Worded {
  const { fromAccess, toAccess } = conflict;
  const writers = writersOf(conflict, calls);
  if (writers.length === 0) {
    return worded(
      "both read {0}, which many calls write: those wait for this one instead of for each reader",
      fromAccess.named.label,
    );
  }
  return worded("{0} and {1}", whatIsShared(fromAccess, toAccess), whoWrites(writers));
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

function whatIsShared(from: Access, to: Access): Worded {
  const outer = outerOf({ fromAccess: from, toAccess: to });
  const inner = outer === from ? to : from;
  if (outer.named.label === anyFile && from.resource !== to.resource) {
    return worded("one may touch any file, the other touches {0}", inner.named.label);
  }
  if (from.resource !== to.resource && outer.named.kind !== "state") {
    return worded("{0} contains {1}", outer.named.label, inner.named.label);
  }
  const isUnnamed = outer.named.kind === "state" && outer.named.label.startsWith("the state of ");
  return isUnnamed
    ? worded("both touch {0}, which no argument names,", outer.named.label)
    : worded("both touch {0}", outer.named.label);
}

function whoWrites(writers: readonly ReasonCall[]): Said {
  const different = new Map(writers.map(howItWrites).map((said) => [said.message, said]));
  return allOf([...different.values()]);
}

function howItWrites({ toolName, effect }: ReasonCall): Worded {
  switch (surenessOf[effect.basis]) {
    case "said":
      return worded("{0} writes", toolName);
    case "known":
      return worded("{0} writes, since {1}", toolName, effect.word ?? worded("that is known of it"));
    case "guessed":
      return effect.basis === "description"
        ? worded("{0} writes, as its description says", toolName)
        : worded("{0} writes, as its name says", toolName);
    case "assumed":
      return worded("{0} may write", toolName);
  }
}
