import type { Call } from "./manifest";

/** What a call is named by. */
export type NamedCall = Pick<Call, "id" | "index" | "tool">;

/** What people call a call: its id, else its place and tool, as in "#3 read_file" (places count from 1). */
export function callName(call: NamedCall): string {
  return call.id ?? `${shortCallName(call)} ${call.tool}`;
}

/** The same where its tool stands beside it: its id, else its place. */
export function shortCallName({ id, index }: Omit<NamedCall, "tool">): string {
  return id ?? `#${index + 1}`;
}

/** What people call the call at a place of a plan. */
export function callNameAt(calls: readonly NamedCall[], index: number): string {
  const call = calls[index];
  return call === undefined ? shortCallName({ index }) : callName(call);
}
