import type { ModelTurn } from "./conversation";
import type { Intake, TakenCall } from "./calls/intake";
import { ModelFailure } from "./models/modelFailure";
import type { ModelCallPurpose } from "./taskEvents";
import type { TurnPart } from "./turn";

/** A turn of the model that has been read to its end. */
export interface ReadTurn extends ModelTurn {
  readonly finish: "stop" | "toolCalls" | "length" | "refusal" | "cut";
}

/** What has been read of a turn so far. */
export class TurnReading {
  text = "";
  refusal = "";
  finish: ReadTurn["finish"] = "cut";
  usage: Extract<TurnPart, { type: "usage" }>["usage"] | undefined;
  ignoredCalls = 0;
  readonly calls: TakenCall[] = [];
  private readonly settled = new Set<TakenCall>();

  constructor(
    readonly modelCall: number,
    readonly purpose: ModelCallPurpose,
  ) {}

  /** The calls whose fate has been decided since this was last asked. */
  newlySettled(): TakenCall[] {
    const settled = this.calls.filter((call) => call.fate.kind !== "held" && !this.settled.has(call));
    for (const call of settled) this.settled.add(call);
    return settled;
  }

  addBroken(intake: Intake, problem: string): void {
    const broken = { name: "", argumentsText: "", arguments: { kind: "broken" as const, problem } };
    this.calls.push(intake.takeCall(broken, this.purpose));
  }

  /** Throws for a turn that cannot be gone on with; one that was cut off after calls is asked to be mended. */
  check(intake: Intake): void {
    if (this.refusal !== "" || this.finish === "refusal") throw refused(this.refusal || this.text);
    if (this.calls.length > 0) {
      const allTaken = this.calls.every(({ fate }) => fate.kind !== "rejected");
      if (this.finish === "length" && allTaken)
        this.addBroken(intake, "The plan was cut off by a length limit. Write what is missing, in fewer words.");
      return;
    }
    if (this.text.trim() !== "" || this.ignoredCalls > 0) return;
    throw this.finish === "length" ? usedUp() : empty();
  }
}

function refused(words: string): ModelFailure {
  const said = words.trim();
  return new ModelFailure(
    "refusal",
    `The model refused the task${said === "" ? "." : `: ${said}`} Word the task differently, or use another model.`,
  );
}

function usedUp(): ModelFailure {
  return new ModelFailure(
    "lengthLimit",
    "The model reached its length limit before it wrote anything. Allow it more output tokens, or give it a shorter task or fewer tools.",
  );
}

function empty(): ModelFailure {
  return new ModelFailure(
    "badResponse",
    "The model answered with nothing: no text and no calls. Try again; if it stays so, check the model's name and that its server supports chat completions with tools.",
  );
}
