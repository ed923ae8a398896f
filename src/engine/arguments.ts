import { resolveReferences } from "../manifest/references";
import type { Json, JsonObject } from "../model/json";
import { resultValue } from "../model/result";
import type { PlannedCall } from "../model/plan";
import type { Ledger } from "./ledger";

/**
 * Fills references in with the results of the calls that they refer to. Throws where one cannot be filled in. Variables are
 * expanded before references and never after: a result that contains `${env:TOKEN}` must not make the next call send the
 * token.
 */
export class ArgumentResolver {
  private readonly indexById = new Map<string, number>();
  /** What references see of results that something has referred to: parsed once, however many calls use it. */
  private readonly values = new Map<number, Json>();

  constructor(
    calls: readonly PlannedCall[],
    private readonly ledger: Ledger,
    private readonly expand: ((args: JsonObject) => JsonObject) | undefined,
  ) {
    this.add(calls);
  }

  /** Calls that references can name from here on. */
  add(calls: readonly PlannedCall[]): void {
    for (const { id, index } of calls) if (id !== undefined) this.indexById.set(id, index);
  }

  /** A call's arguments with references filled in and nothing else: what may be kept and shown. */
  shown(call: PlannedCall): JsonObject {
    const own = this.ownOf(call);
    return mayRefer(own) ? resolveReferences(own, this.lookUp) : own;
  }

  /** What its tool gets, for arguments that are shown like this. */
  sent(call: PlannedCall, shown: JsonObject): JsonObject {
    if (this.expand === undefined) return shown;
    const own = this.ownOf(call);
    const expanded = this.expand(own);
    return expanded === own ? shown : resolveReferences(expanded, this.lookUp);
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
