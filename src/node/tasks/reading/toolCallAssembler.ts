import type { JsonObject } from "../../../core/model/data/json";
import { ArgumentsReader } from "./argumentsReader";
import type { ModelDelta } from "../models/chatModel";
import type { WrittenCall } from "../calls/writtenCall";

type ToolCallDelta = Extract<ModelDelta, { type: "toolCall" }>;

/**
 * Puts tool calls together from the pieces that a server streams. Each is given out once, as soon as its arguments are
 * whole. Servers differ in how they tell calls apart: an index a call, or one index for all and an id a call, or neither;
 * some repeat id and name in every piece, some give every call the same id, and some every piece another. None of that
 * joins two calls, splits one, or makes one twice.
 */
export class ToolCallAssembler {
  private readonly calls: OpenCall[] = [];
  private readonly byIndex = new Map<number, OpenCall[]>();

  /** Takes a piece; gives the calls that are complete with it. */
  add(delta: ToolCallDelta): WrittenCall[] {
    const complete: WrittenCall[] = [];
    const here = this.byIndex.get(delta.index) ?? [];
    let call = continuedBy(here, delta);
    if (call === undefined) {
      // With the next call begun, arguments that are an empty object will not grow any more.
      complete.push(...this.calls.flatMap((each) => (each.hasNoArguments ? each.give() : [])));
      call = new OpenCall(here.at(-1));
      this.calls.push(call);
      this.byIndex.set(delta.index, [...here, call]);
    }
    call.add(delta);
    if (call.isWhole) complete.push(...call.give());
    return complete;
  }

  /** Gives every call that has not been given, complete or not, in the order in which they were begun. */
  end(): WrittenCall[] {
    return this.calls.flatMap((call) => call.give());
  }
}

/** Which of the calls under one index a piece belongs to; `undefined` if it begins another. */
function continuedBy(calls: readonly OpenCall[], { id = "", name = "" }: ToolCallDelta): OpenCall | undefined {
  const newest = calls.at(-1);
  const known = id === "" ? newest : calls.findLast((call) => call.id === id);
  if (known !== undefined) return known.isGiven && name !== "" ? undefined : known;
  if (newest === undefined || newest.isGiven) return undefined;
  // A new id begins a call if a name comes with it, unless it is the first id that this one is given.
  return name === "" || newest.id === "" ? newest : undefined;
}

class OpenCall {
  private readonly reader = new ArgumentsReader();
  id = "";
  isGiven = false;
  private name = "";
  private hasBegun = false;
  private attached: JsonObject | undefined;

  /** `before` is the call that was begun before it under the same index. */
  constructor(private readonly before: OpenCall | undefined) {}

  get isWhole(): boolean {
    return this.reader.isWhole;
  }

  get hasNoArguments(): boolean {
    return this.reader.isEmptyObject;
  }

  add({ id = "", name = "", argumentsText = "", attached }: ToolCallDelta): void {
    this.attached = attached ?? this.attached;
    if (this.id === "") this.id = id;
    // A name that comes again is the same name; one that goes on is the rest of it.
    if (name !== this.name && !this.hasBegun) this.name += name;
    if (argumentsText === "") return;
    this.hasBegun = true;
    this.reader.write(argumentsText);
  }

  /** The call, unless it was given before or is none. */
  give(): WrittenCall[] {
    if (this.isGiven) return [];
    this.isGiven = true;
    if (this.isEcho || (this.name === "" && !this.hasBegun)) return [];
    return [
      {
        name: this.name,
        ...(this.id !== "" && { providerId: this.id }),
        argumentsText: this.reader.text,
        arguments: this.reader.end(),
        ...(this.attached && { attached: this.attached }),
      },
    ];
  }

  /** Whether it only says again, behind a call that was whole, what that was. */
  private get isEcho(): boolean {
    const { before } = this;
    if (this.name !== before?.name) return false;
    if (!this.hasBegun) return this.id === "" || this.id === before.id;
    return this.id !== "" && this.id === before.id && this.reader.text === before.reader.text;
  }
}
