import type { RunEvent } from "../../../../core/model/run";

/** The members of events that are put together here. One that an event has beside them does not compile: it would be lost. */
type Written<Type extends RunEvent["type"], Members extends string> =
  Extract<RunEvent, { readonly type: Type }> extends infer Event
    ? Exclude<keyof Event, Members> extends never
      ? Event
      : never
    : never;

/**
 * An event as JSON. The three that every call has are put together here: with a million calls, finding out what members they
 * have takes longer than all the rest of writing them.
 */
export function eventText(event: RunEvent): string {
  switch (event.type) {
    case "callReady":
      event satisfies Written<"callReady", "type" | "atMs" | "call">;
      return `{"type":"callReady","atMs":${event.atMs},"call":${event.call}}`;
    case "attemptStarted": {
      event satisfies Written<"attemptStarted", "type" | "atMs" | "call" | "attempt" | "arguments">;
      const args = event.arguments === undefined ? "" : `,"arguments":${JSON.stringify(event.arguments)}`;
      return `{"type":"attemptStarted","atMs":${event.atMs},"call":${event.call},"attempt":${event.attempt}${args}}`;
    }
    case "callEnded":
      event satisfies Written<"callEnded", "type" | "atMs" | "call" | "ending">;
      return `{"type":"callEnded","atMs":${event.atMs},"call":${event.call},"ending":${JSON.stringify(event.ending)}}`;
    default:
      return JSON.stringify(event);
  }
}
