import type { JsonObject } from "../model/json";
import { ArgumentsReader } from "./argumentsReader";
import type { ModelDelta } from "./model";
import type { WrittenCall } from "./writtenCall";

type ToolCallDelta = Extract<ModelDelta, { type: "toolCall" }>;

/**
 * Puts tool calls together from the pieces that a server streams. Each is given out once, as soon as its arguments are
 * whole. Servers differ in how they tell calls apart: an index a call, or one index for all and an id a call; some repeat
 * id and name in every piece, some give every call the same id. None of that joins two calls or splits one.
 */
export class ToolCallAssembler {
  private readonly calls: OpenCall[] = [];
  private readonly byIndex = new Map<number, OpenCall>();

  /** Takes a piece; gives the calls that are complete with it. */
  add(delta: ToolCallDelta): WrittenCall[] {
    const complete: WrittenCall[] = [];
    let call = this.byIndex.get(delta.index);
    if (call === undefined || call.isFollowedBy(delta)) {
      if (call !== undefined) complete.push(...call.give());
      // With the next call begun, arguments that are an empty object will not grow any more.
      complete.push(...this.calls.flatMap((each) => (each.hasNoArguments ? each.give() : [])));
      call = new OpenCall();
      this.calls.push(call);
      this.byIndex.set(delta.index, call);
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

class OpenCall {
  private readonly reader = new ArgumentsReader();
  private id = "";
  private name = "";
  private hasBegun = false;
  private isGiven = false;
  private attached: JsonObject | undefined;

  get isWhole(): boolean {
    return this.reader.isWhole;
  }

  get hasNoArguments(): boolean {
    return this.reader.isEmptyObject;
  }

  /** Whether the piece begins another call under the same index. */
  isFollowedBy({ id = "", name = "", argumentsText = "" }: ToolCallDelta): boolean {
    if (id !== "" && this.id !== "" && id !== this.id) return true;
    return this.isGiven && name !== "" && argumentsText.trim() !== "";
  }

  add({ id = "", name = "", argumentsText = "", attached }: ToolCallDelta): void {
    this.attached = attached ?? this.attached;
    if (id !== "") this.id = id;
    // A name that comes again is the same name; one that goes on is the rest of it.
    if (name !== this.name && !this.hasBegun) this.name += name;
    if (argumentsText === "") return;
    this.hasBegun = true;
    this.reader.write(argumentsText);
  }

  /** The call, unless it was given before. */
  give(): WrittenCall[] {
    if (this.isGiven) return [];
    this.isGiven = true;
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
}
