import { callNameAt, shortCallName } from "../../core/model/callName";
import { getOrMake } from "../../core/model/data/getOrMake";
import type { Problem } from "../../core/model/manifest";
import type { DurationOf } from "../../core/model/figures/criticalPath";
import type { Edge, Plan } from "../../core/model/plan";
import { positionAt } from "../../core/manifest/text/position";
import type { Ending } from "../../core/model/run";
import type { CallState, Restart, RunRecord } from "../../core/model/runState";
import { figuresOf } from "../../core/model/figures/summary";
import { visible, visibleName } from "../../core/model/text/visible";
import { outlookOf } from "../../core/model/figures/outlook";
import { inShort, resultWords } from "./shortWords";
import { inEnglish } from "../../core/model/text/wording";
import type { SourceListing } from "../../node/tools/listedTools";

/** `quickstart.toolcalls.json:12:5: error: …`, a line a problem, in the order of the text. */
export function problemLines(file: string, text: string, problems: readonly Problem[]): string {
  return [...problems]
    .sort((one, other) => one.range.offset - other.range.offset)
    .map(({ severity, message, range }) => {
      const { line, column } = positionAt(text, range.offset);
      return `${visible(file)}:${line}:${column}: ${severity}: ${visible(message)}\n`;
    })
    .join("");
}

const marks = { succeeded: "✓", failed: "✗", timedOut: "✗", cancelled: "–", skipped: "–", denied: "–" } as const;

/** One line for a call that has ended: mark, duration, name, and its result or why it has none, in short. */
export function callLine(plan: Plan, call: CallState): string {
  const planned = plan.calls[call.index];
  const ending = call.ending;
  if (planned === undefined || ending === undefined) return "";
  const first = call.attempts[0];
  const ms = first && call.endedAtMs !== undefined ? `${Math.round(call.endedAtMs - first.startedAtMs)} ms` : "";
  const name = planned.id === undefined ? planned.tool : `${planned.id} (${planned.tool})`;
  return `${marks[ending.outcome]} ${ms.padStart(9)}  ${visibleName(name)}: ${inShort(words(ending))}\n`;
}

function words(ending: Ending): string {
  if (ending.outcome === "succeeded") return resultWords(ending.result);
  const unknown = ending.outcomeUnknown ? " (it may have changed something)" : "";
  return `${ending.outcome}: ${ending.error.message}${unknown}`;
}

/** That a server does not remember what calls before had it remember. */
export function restartLine({ source, reason }: Pick<Restart, "source" | "reason">): string {
  return `${visible(source)} was started again, so that what it kept in memory is gone: ${visible(reason)}\n`;
}

/** The last line of a run: how many calls, how they ended, and what running them in parallel bought. */
export function summaryLine(plan: Plan, run: RunRecord, cores: number): string {
  const summary = figuresOf(plan, run, cores);
  const counts = (["succeeded", "failed", "timedOut", "cancelled", "skipped", "denied"] as const)
    .filter((outcome) => summary[outcome] > 0)
    .map((outcome) => `${summary[outcome]} ${outcome === "timedOut" ? "timed out" : outcome}`);
  const times = `${Math.round(summary.wallMs)} ms instead of ${Math.round(summary.sumMs)} ms one by one`;
  const best = `best possible ${Math.round(summary.boundMs)} ms`;
  return `\n${[callCount(summary.total), ...counts].join(", ")}; ${times} (${summary.speedup.toFixed(1)} ×, ${best})\n`;
}

/**
 * The calls with what each waits for, and what a run of them could reach; a piece a call. `durationOf` tells what earlier
 * runs took, in milliseconds.
 */
export function* planLines(plan: Plan, cores: number, durationOf?: DurationOf): Generator<string> {
  const edgesTo = new Map<number, Edge[]>();
  for (const edge of plan.edges) getOrMake(edgesTo, edge.to, () => []).push(edge);
  for (const call of plan.calls) {
    yield `${visibleName(shortCallName(call))}  ${visibleName(call.tool)}  ${call.safety}\n`;
    for (const { from, kind, reason } of edgesTo.get(call.index) ?? []) {
      yield `    after ${nameOf(plan, from)} (${kind}): ${visible(reason)}\n`;
    }
  }
  yield `\n${outlookLine(plan, cores, durationOf)}`;
}

/** What a run could reach at best, by what is known of how long the calls take. */
function outlookLine(plan: Plan, cores: number, durationOf?: DurationOf): string {
  const { criticalPath, bestSpeedup } = outlookOf(plan, cores, durationOf);
  const chain = criticalPath.map((index) => nameOf(plan, index)).join(" → ");
  const best = `at best ${bestSpeedup.toFixed(1)} × faster than one by one ${durationOf ? "by what earlier runs took" : "if all calls take as long"}`;
  return `${callCount(plan.calls.length)}; longest chain ${chain}; ${best}\n`;
}

function callCount(count: number): string {
  return count === 1 ? "1 call" : `${count} calls`;
}

function nameOf(plan: Plan, index: number): string {
  return visibleName(callNameAt(plan.calls, index));
}

/** Sources with their tools, or with why they could not be started. */
export function toolLines(listings: readonly SourceListing[]): string {
  return listings
    .map((listing) => {
      if ("unavailable" in listing)
        return `${visibleName(listing.source)}: ${visible(inEnglish(listing.unavailable))}\n`;
      const tools = listing.tools.map(
        (tool) => `  ${visibleName(tool.name)}  ${inShort(tool.description ?? tool.title ?? "")}\n`,
      );
      return `${visibleName(listing.source)}\n${tools.join("")}`;
    })
    .join("");
}
