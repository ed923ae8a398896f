import { findReferences } from "../../../core/manifest/references/references";
import { isRecord, type JsonObject } from "../../../core/model/data/json";
import type { Call } from "../../../core/model/manifest";
import type { Tool } from "../../../core/model/tool";
import { argumentProblems } from "../../../core/plan/schemas/argumentProblems";
import { cycleProblem } from "../../../core/plan/callProblems";
import { findCycles } from "../../../core/plan/edges/cycles";
import { dataEdges } from "../../../core/plan/edges/dataEdges";
import { declaredEdges } from "../../../core/plan/edges/declaredEdges";
import { literalArguments, withoutVariables } from "../reading/literalText";
import { fullName, type OfferedTools } from "../offering/offeredTools";
import type { ModelCallPurpose } from "../taskEvents";
import type { GrowingRun } from "../taskRun";
import { UnnamedCalls } from "./unnamedCalls";
import type { WrittenCall } from "./writtenCall";

/** What became of a call that a model wrote. */
export type Fate =
  /** It is part of the run; `repeated` when it had been before, and was written once more. */
  | { readonly kind: "accepted"; readonly call: number; readonly repeated?: true }
  /** It refers to calls that may still be written. */
  | { readonly kind: "held" }
  | { readonly kind: "rejected"; readonly problems: readonly string[] };

/** A call that a model wrote and what became of it, which may change until the model has ended its turn. */
export interface TakenCall {
  readonly written: WrittenCall;
  /** The id in the run that it has, or would have had. */
  readonly id: string;
  readonly fate: Fate;
}

export interface IntakeOptions {
  readonly offered: OfferedTools;
  readonly run: GrowingRun;
  /** Whether arguments may refer to results of other calls. */
  readonly references: boolean;
  /** The most calls that a task may make. */
  readonly mostCalls: number;
}

interface Taken {
  readonly written: WrittenCall;
  readonly id: string;
  fate: Fate;
}

interface Candidate {
  readonly taken: Taken;
  readonly tool: Tool;
  /** Its index is its place among the calls of the intake, not of the run. */
  readonly call: Call;
  /** The ids that it refers to. */
  readonly needs: readonly string[];
}

/**
 * Takes the calls that a model writes into a run: at once those that are in order, later those that refer to calls which
 * are yet to come, and never those with something wrong, of which it says what.
 */
export class Intake {
  /** The calls of the run, by id. */
  private readonly accepted = new Map<string, Call>();
  private readonly callInRun = new Map<string, number>();
  private held: Candidate[] = [];
  private readonly namesUsed = new Map<string, number>();
  private readonly unnamed = new UnnamedCalls();

  constructor(private readonly options: IntakeOptions) {}

  /** Takes a call of a turn with this purpose; its fate may change until {@link endTurn}. */
  takeCall(written: WrittenCall, purpose: ModelCallPurpose): TakenCall {
    const tool = this.options.offered.find(written.name);
    const { id: ownId, dependsOn, args } = this.readOwnArguments(written);
    const id = ownId ?? this.idWithoutOne(written, tool, purpose, sortedJson([written.name, args, dependsOn]));
    const taken: Taken = { written, id, fate: { kind: "held" } };
    if (written.arguments.kind === "broken") return this.reject(taken, [written.arguments.problem]);
    if (tool === undefined) return this.reject(taken, [this.options.offered.unknown(written.name)]);
    const call = this.callOf(taken, tool, args, dependsOn);
    const before = this.accepted.get(taken.id) ?? this.held.find((each) => each.taken.id === taken.id)?.call;
    if (before !== undefined) return this.repeat(taken, tool, call, before);
    const problems = argumentProblems([{ call, tool }]).filter(({ severity }) => severity === "error");
    if (problems.length > 0)
      return this.reject(
        taken,
        problems.map(({ message }) => message),
      );
    this.held.push({ taken, tool, call, needs: needsOf(call, this.accepted) });
    this.acceptWhatCanBe();
    return taken;
  }

  /** Says of every call that is still held what is wrong with it: the model has ended its turn. */
  endTurn(): void {
    this.unnamed.endTurn();
    const left = this.held;
    this.held = [];
    const calls = left.map(({ call }, index) => ({ ...call, index }));
    const byId = new Map(calls.map((call) => [call.id ?? "", call]));
    const known = new Map([...this.accepted, ...byId]);
    const edges = left.flatMap(({ needs }, to) =>
      needs.flatMap((id) => {
        const from = byId.get(id)?.index;
        return from === undefined ? [] : [{ from, to, kind: "data" as const, reason: "" }];
      }),
    );
    const cycles = findCycles(calls.length, edges);
    for (const [index, { taken, call, needs }] of left.entries()) {
      const cycle = cycles.find((each) => each.includes(index));
      const dangling = problemsOf([{ ...call, index }], known);
      const behind = needs.filter((id) => byId.has(id) && cycle === undefined);
      this.reject(taken, [
        ...dangling,
        ...(cycle === undefined ? [] : [cycleProblem(cycle, calls, edges).message]),
        ...behind.map((id) => `It refers to "${id}", which was not accepted either.`),
      ]);
    }
  }

  private acceptWhatCanBe(): void {
    for (;;) {
      const next = this.held.findIndex(({ needs }) => needs.every((id) => this.accepted.has(id)));
      const [candidate] = next < 0 ? [] : this.held.splice(next, 1);
      if (candidate === undefined) return;
      this.accept(candidate);
    }
  }

  private accept({ taken, tool, call }: Candidate): void {
    const before = this.callInRun.get(taken.id);
    if (before !== undefined) {
      taken.fate = { kind: "accepted", call: before, repeated: true };
      return;
    }
    const problems = problemsOf([call], this.accepted);
    if (problems.length > 0) {
      this.reject(taken, problems);
      return;
    }
    const { mostCalls, run } = this.options;
    if (this.accepted.size >= mostCalls) {
      this.reject(taken, [`A task can make ${mostCalls} calls, and they are used up. Answer with what there is.`]);
      return;
    }
    const { providerId } = taken.written;
    const added = run.add({
      id: taken.id,
      tool,
      arguments: call.arguments,
      dependsOn: call.dependsOn ?? [],
      ...(providerId !== undefined && { providerId }),
    });
    if ("problem" in added) {
      this.reject(taken, [added.problem]);
      return;
    }
    this.accepted.set(taken.id, call);
    this.callInRun.set(taken.id, added.call);
    taken.fate = { kind: "accepted", call: added.call };
  }

  /** A model that mends its plan often writes all of it again: what is the same call is not run twice. */
  private repeat(taken: Taken, tool: Tool, call: Call, before: Call): Taken {
    const inRun = this.callInRun.get(taken.id);
    const isSame =
      call.tool === before.tool &&
      sortedJson([call.arguments, call.dependsOn]) === sortedJson([before.arguments, before.dependsOn]);
    if (isSame && inRun !== undefined && !this.endedBadly(taken.id)) {
      taken.fate = { kind: "accepted", call: inRun, repeated: true };
      return taken;
    }
    if (isSame && inRun === undefined) {
      this.held.push({ taken, tool, call, needs: needsOf(call, this.accepted) });
      return taken;
    }
    return this.reject(taken, [
      `The id "${taken.id}" is already that of another call. Give this call an id of its own, if it is still needed.`,
    ]);
  }

  private endedBadly(id: string): boolean {
    const call = this.callInRun.get(id);
    const ending = call === undefined ? undefined : this.options.run.endingOf(call);
    return ending !== undefined && ending.outcome !== "succeeded";
  }

  private reject(taken: Taken, problems: readonly string[]): Taken {
    taken.fate = { kind: "rejected", problems };
    return taken;
  }

  private callOf(taken: Taken, tool: Tool, args: JsonObject, dependsOn: readonly string[]): Call {
    const safe = this.options.references ? withoutVariables(args) : literalArguments(args);
    return {
      index: this.accepted.size + this.held.length,
      id: taken.id,
      tool: fullName(tool),
      arguments: safe,
      dialect: "native",
      ...(dependsOn.length > 0 && { dependsOn }),
    };
  }

  /** Takes the arguments that are ours, not the tool's, out of those that were written. */
  private readOwnArguments(written: WrittenCall) {
    const args = written.arguments.kind === "whole" ? written.arguments.arguments : {};
    if (!this.options.references) return { id: undefined, dependsOn: [], args };
    const { idArgument, afterArgument } = this.options.offered;
    const { [idArgument]: id, [afterArgument]: after, ...rest } = args;
    const ids = typeof after === "string" ? [after] : Array.isArray(after) ? (after as readonly unknown[]) : [];
    const dependsOn = ids.filter((each) => typeof each === "string" && each !== "") as string[];
    return {
      id: written.id ?? (typeof id === "string" && isUsableId(id) ? id : undefined),
      dependsOn: written.dependsOn ?? dependsOn,
      args: rest,
    };
  }

  /** The id of a call that the model gave none: that of the same call, if it mends what it wrote, or a new one. */
  private idWithoutOne(written: WrittenCall, tool: Tool | undefined, purpose: ModelCallPurpose, asked: string): string {
    const before = purpose === "repair" ? this.unnamed.idOf(asked) : undefined;
    const id = before === undefined || this.endedBadly(before) ? this.freeId(written, tool) : before;
    this.unnamed.add(asked, id);
    return id;
  }

  /** An id that no call has yet: the server's where it is short, else the tool's name and a number. */
  private freeId({ providerId }: WrittenCall, tool: Tool | undefined): string {
    if (this.options.references && providerId !== undefined && providerId.length <= 24 && !this.isTaken(providerId)) {
      return providerId;
    }
    const name = tool?.name ?? "call";
    for (;;) {
      const number = (this.namesUsed.get(name) ?? 0) + 1;
      this.namesUsed.set(name, number);
      const id = number === 1 ? name : `${name}_${number}`;
      if (!this.isTaken(id)) return id;
    }
  }

  private isTaken(id: string): boolean {
    return this.accepted.has(id) || this.held.some(({ taken }) => taken.id === id);
  }
}

function isUsableId(id: string): boolean {
  return id.trim() !== "" && id.length <= 64 && !/[${}]/.test(id);
}

function needsOf(call: Call, accepted: ReadonlyMap<string, Call>): string[] {
  const references = findReferences(call.arguments, new Set(accepted.keys()));
  return [...new Set([...references.map(({ id }) => id), ...(call.dependsOn ?? [])])];
}

/** What is wrong with the references of calls. */
function problemsOf(calls: readonly Call[], known: ReadonlyMap<string, Call>): string[] {
  const found = [...dataEdges(calls, known).problems, ...declaredEdges(calls, known).problems];
  return found.filter(({ severity }) => severity === "error").map(({ message }) => message);
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    isRecord(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}
