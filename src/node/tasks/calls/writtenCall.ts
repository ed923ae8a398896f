import type { JsonObject } from "../../../core/model/data/json";
import type { ReadArguments } from "../reading/argumentsReader";

/** A call as a model wrote it, complete, but not yet looked at. */
export interface WrittenCall {
  /** The name of the function, as written. */
  readonly name: string;
  /** The id that the server gave the call; absent when there is none. */
  readonly providerId?: string;
  /** The id that the model itself gave the call, where the form of the call has a place for one. */
  readonly id?: string;
  /** Ids of calls that it should wait for, where the form of the call has a place for them. */
  readonly dependsOn?: readonly string[];
  readonly argumentsText: string;
  readonly arguments: ReadArguments;
  /** What the server attached to the call and wants to see again. */
  readonly attached?: JsonObject;
}
