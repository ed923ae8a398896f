import type { Problem } from "../model/manifest";
import type { Plan } from "../model/plan";
import { positionAt } from "../manifest/position";
import { resultValue } from "../model/result";
import type { Ending } from "../model/run";
import type { CallState, RunState } from "../model/runState";
import { summarise } from "../model/summary";
import { outlookOf } from "../plan/outlook";
import type { SourceListing } from "../tools/catalogue";

/** `quickstart.toolcalls.json:12:5: error: …`, a line a problem, in the order of the text. */
export function problemLines(file: string, text: string, problems: readonly Problem[]): string {
  return [...problems]
    .sort((one, other) => one.range.offset - other.range.offset)
    .map(({ severity, message, range }) => {
      const { line, column } = positionAt(text, range.offset);
      return `${file}:${line}:${column}: ${severity}: ${message}\n`;
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
  return `${marks[ending.outcome]} ${ms.padStart(9)}  ${name}: ${inShort(words(ending))}\n`;
}

function words(ending: Ending): string {
  if (ending.outcome !== "succeeded") {
    const unknown = ending.outcomeUnknown ? " (it may have changed something)" : "";
    return `${ending.outcome}: ${ending.error.message}${unknown}`;
  }
  const value = resultValue(ending.result);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function inShort(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/** The last line of a run: how many calls, how they ended, and what running them in parallel bought. */
export function summaryLine(plan: Plan, state: RunState, cores: number): string {
  const summary = summarise(plan, state, cores);
  const counts = (["succeeded", "failed", "timedOut", "cancelled", "skipped", "denied"] as const)
    .filter((outcome) => summary[outcome] > 0)
    .map((outcome) => `${summary[outcome]} ${outcome === "timedOut" ? "timed out" : outcome}`);
  const times = `${Math.round(summary.wallMs)} ms instead of ${Math.round(summary.sumMs)} ms one by one`;
  const best = `best possible ${Math.round(summary.boundMs)} ms`;
  return `\n${[callCount(summary.total), ...counts].join(", ")}; ${times} (${summary.speedup.toFixed(1)} ×, ${best})\n`;
}

/** The calls with what each waits for, and what a run of them could reach. */
export function planLines(plan: Plan, cores: number): string {
  const lines = plan.calls.map((call) => {
    const reasons = plan.edges
      .filter((edge) => edge.to === call.index)
      .map((edge) => `    after ${nameOf(plan, edge.from)} (${edge.kind}): ${edge.reason}\n`);
    return `${nameOf(plan, call.index)}  ${call.tool}  ${call.safety}\n${reasons.join("")}`;
  });
  return `${lines.join("")}\n${outlookLine(plan, cores)}`;
}

/** What a run could reach at best, as long as nothing is known of how long the calls take. */
function outlookLine(plan: Plan, cores: number): string {
  const { criticalPath, bestSpeedup } = outlookOf(plan, cores);
  const chain = criticalPath.map((index) => nameOf(plan, index)).join(" → ");
  const best = `at best ${bestSpeedup.toFixed(1)} × faster than one by one if all calls take as long`;
  return `${callCount(plan.calls.length)}; longest chain ${chain}; ${best}\n`;
}

function callCount(count: number): string {
  return count === 1 ? "1 call" : `${count} calls`;
}

function nameOf(plan: Plan, index: number): string {
  return plan.calls[index]?.id ?? `#${index + 1}`;
}

/** Sources with their tools, or with why they could not be started. */
export function toolLines(listings: readonly SourceListing[]): string {
  return listings
    .map((listing) => {
      if ("unavailable" in listing) return `${listing.source}: ${listing.unavailable}\n`;
      const tools = listing.tools.map((tool) => `  ${tool.name}  ${inShort(tool.description ?? tool.title ?? "")}\n`);
      return `${listing.source}\n${tools.join("")}`;
    })
    .join("");
}
