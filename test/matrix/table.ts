import type { Came, Trial } from "./trial";

/** ✓ when our run lost nothing and had no wrong answer. */
export function verdictOf({ ours, writes }: Trial): "✓" | "✗" {
  return ours.kept === writes && ours.wrong === 0 ? "✓" : "✗";
}

const head = [
  "server",
  "calls",
  "one by one: kept, time",
  "`Promise.all`: kept, wrong, time",
  "by hand: kept, wrong, time",
  "ours: kept, wrong, time",
  "ours ÷ by hand",
  "edges",
  "free pairs that are ordered",
];

/** The trials as a Markdown table, and below it what was asked of each server and which could not be tried. */
export function matrixTable(trials: readonly Trial[], skipped: readonly string[]): string {
  const rows = trials.map((trial) => [
    `${trial.package} ${trial.version}`,
    String(trial.calls),
    `${share(trial.oneByOne, trial)}, ${time(trial.oneByOne)}`,
    `${share(trial.raw, trial)}, ${wrong(trial.raw)}, ${time(trial.raw)}`,
    `${share(trial.hand, trial)}, ${wrong(trial.hand)}, ${time(trial.hand)}`,
    `${share(trial.ours, trial)}, ${wrong(trial.ours)}, ${time(trial.ours)}`,
    (trial.ours.wallMs / trial.hand.wallMs).toFixed(2),
    String(trial.edges),
    percent(trial.falsePairs),
  ]);
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  const asked = trials.map(({ package: it, workload }) => `- ${it}: ${workload}.`);
  const missing =
    skipped.length === 0 ? [] : ["", "Not to be had on the machine:", "", ...skipped.map((it) => `- ${it}`)];
  return [...lines, "", ...asked, ...missing].join("\n");
}

function share({ kept }: Came, { writes }: Trial): string {
  return `${kept}/${writes}`;
}

function wrong({ wrong: count }: Came): string {
  return `${count} wrong`;
}

function time({ wallMs }: Came): string {
  return wallMs < 1000 ? `${Math.round(wallMs)} ms` : `${(wallMs / 1000).toFixed(1)} s`;
}

function percent({ ordered, free }: Trial["falsePairs"]): string {
  return free === 0 ? "none are free" : `${((100 * ordered) / free).toFixed(1)} % of ${free}`;
}
