import { PathAllowance } from "../../manifest/jmespath/jmespath";
import { resolveReferences } from "../../manifest/references/references";
import type { Json, JsonObject } from "../../model/data/json";
import { resultValue } from "../../model/result";
import type { PlannedCall } from "../../model/plan";
import type { CallTable, CurrentPlan } from "../currentPlan";
import type { Ledger } from "../../model/record/ledger";

/**
 * Fills references in with the results of the calls that they refer to. Throws where one cannot be filled in. Variables are
 * expanded before references and never after: a result that contains `${env:TOKEN}` must not make the next call send the
 * token.
 */
export class ArgumentResolver implements CallTable {
  private readonly indexById = new Map<string, number>();
  /** What references see of results that something has referred to: parsed once, however many calls use it. */
  private readonly values = new Map<number, Json>();
  private readonly allowance = new PathAllowance();
  private callCount = 0;

  constructor(
    calls: readonly PlannedCall[],
    private readonly ledger: Ledger,
    private readonly expand: ((args: JsonObject) => JsonObject) | undefined,
  ) {
    this.grow({ calls });
  }

  grow({ calls }: Pick<CurrentPlan, "calls">): void {
    for (let index = this.callCount; index < calls.length; index++) {
      const id = calls[index]?.id;
      if (id !== undefined) this.indexById.set(id, index);
    }
    this.callCount = calls.length;
  }

  /** A call's arguments with references filled in and nothing else: what may be kept and shown. */
  shown(call: PlannedCall): JsonObject {
    const own = this.ownOf(call);
    return mayRefer(own) ? resolveReferences(own, this.lookUp, this.allowance) : own;
  }

  /** What its tool gets, for arguments that are shown like this. */
  sent(call: PlannedCall, shown: JsonObject): JsonObject {
    if (this.expand === undefined) return shown;
    const own = this.ownOf(call);
    const expanded = this.expand(own);
    return expanded === own ? shown : resolveReferences(expanded, this.lookUp, this.allowance);
  }

  /** Lets go of parsed results, when no call is left that could refer to them soon. */
  forget(): void {
    this.values.clear();
  }

  private ownOf(call: PlannedCall): JsonObject {
    return this.ledger.moreOf(call.index)?.editedArguments ?? call.arguments;
  }

  private readonly lookUp = (id: string): Json | undefined => {
    const index = this.indexById.get(id);
    if (index === undefined) return undefined;
    const known = this.values.get(index);
    if (known !== undefined) return known;
    const ending = this.ledger.endingOf(index);
    if (ending?.outcome !== "succeeded") return undefined;
    const value = resultValue(ending.result);
    this.values.set(index, value);
    return value;
  };
}

/** Whether any string has a `${`: a look that costs a tenth of filling in, and spares it most calls. */
function mayRefer(value: Json): boolean {
  if (typeof value === "string") return value.includes("${");
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return (value as readonly Json[]).some(mayRefer);
  const members = value as JsonObject;
  for (const key in members) if (mayRefer(members[key] ?? null)) return true;
  return false;
}
