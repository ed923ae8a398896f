import type { Access, Conflict } from "./conflictSweep";
import { anyFile } from "./resources";

/** How a call appears in the reasons of its conflicts. */
export interface ReasonCall {
  readonly toolName: string;
  /** Whether somebody said that it writes; otherwise nobody said that it does not. */
  readonly surelyWrites: boolean;
}

/** Why two calls are kept in order, for people: "both touch src/a.ts and edit_file writes". */
export function conflictReason(conflict: Conflict, calls: readonly ReasonCall[]): string {
  const { fromAccess, toAccess } = conflict;
  if (fromAccess.named.kind === "source") {
    return `conflicts are "strict", and neither call is known to only read from ${fromAccess.named.label}`;
  }
  const writers: ReasonCall[] = [];
  for (const [call, access] of [
    [conflict.from, fromAccess],
    [conflict.to, toAccess],
  ] as const) {
    const named = calls[call];
    if (access.writes && named !== undefined) writers.push(named);
  }
  if (writers.length === 0) {
    return `both read ${fromAccess.named.label}, which many calls write: those wait for this one instead of for each reader`;
  }
  return `${whatIsShared(fromAccess, toAccess)} and ${whoWrites(writers)}`;
}

function whatIsShared(from: Access, to: Access): string {
  if (from.resource === to.resource) return `both touch ${to.named.label}`;
  const [outer, inner] = from.named.key.length < to.named.key.length ? [from, to] : [to, from];
  return outer.named.label === anyFile
    ? `one may touch any file, the other touches ${inner.named.label}`
    : `${outer.named.label} contains ${inner.named.label}`;
}

function whoWrites(writers: readonly ReasonCall[]): string {
  const said = writers.map(({ toolName, surelyWrites }) => `${toolName} ${surelyWrites ? "writes" : "may write"}`);
  return [...new Set(said)].join(" and ");
}
