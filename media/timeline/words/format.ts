const dayMs = 24 * 3_600_000;

/** A length of time for people, to about three digits: `5 µs`, `0.4 ms`, `312 ms`, `3.12 s`, `2 min 5 s`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 0.000_05) return "0 ms";
  if (ms < 0.009_95) return `${trim((ms * 1000).toFixed(1))} µs`;
  if (ms < 0.0995) return `${(ms * 1000).toFixed(0)} µs`;
  if (ms < 9.95) return `${trim(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  return longDuration(Math.round(ms / 1000));
}

function longDuration(seconds: number): string {
  if (seconds < 3600) return joined(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const hours = Math.floor(seconds / 3600);
  if (seconds * 1000 < dayMs) return joined(hours, "h", Math.floor((seconds % 3600) / 60), "min");
  return joined(Math.floor(hours / 24), "d", hours % 24, "h");
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** The label of a tick: as many digits as tell it from its neighbours, in the unit that suits the step. */
export function formatTick(ms: number, stepMs: number): string {
  if (ms === 0) return "0";
  if (ms < 1 && stepMs < 0.1) return `${trim((ms * 1000).toFixed(decimals(stepMs * 1000)))} µs`;
  if (ms >= dayMs) return dayTime(ms, stepMs);
  if (ms >= 60_000) return clockTime(ms, stepMs);
  if (ms >= 1000 || stepMs >= 500) return `${trim((ms / 1000).toFixed(decimals(stepMs / 1000)))} s`;
  return `${trim(ms.toFixed(decimals(stepMs)))} ms`;
}

function dayTime(ms: number, stepMs: number): string {
  const days = `${Math.floor(ms / dayMs)} d`;
  const restMs = ms % dayMs;
  if (restMs === 0) return days;
  const hasSeconds = stepMs < 60_000 || restMs < 3_600_000;
  return `${days} ${hasSeconds ? clockTime(restMs, stepMs) : clockTime(restMs, stepMs).slice(0, -3)}`;
}

function clockTime(ms: number, stepMs: number): string {
  const fraction = decimals(stepMs / 1000);
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(fraction).padStart(fraction > 0 ? fraction + 3 : 2, "0");
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${seconds}`;
}

function decimals(step: number): number {
  return Math.max(0, Math.min(6, Math.ceil(-Math.log10(step) - 1e-9)));
}

function trim(number: string): string {
  return number.includes(".") ? number.replace(/\.?0+$/, "") : number;
}

/** A ratio to two digits: `4.2`, `12`. */
export function formatRatio(ratio: number): string {
  return ratio < 9.95 ? ratio.toFixed(1) : ratio.toFixed(0);
}

/** A size for people: `812 bytes`, `16.4 KB`, `2.1 MB`; 1 KB is 1,024 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / (1024 * 1024)).toFixed(1)} MB`;
}

/** A whole number with its thousands apart. */
export function formatCount(count: number): string {
  return count.toLocaleString();
}

/** A cost in the currency of the configured prices, which has no sign here: to the cent, or to two digits below one. */
export function formatCost(cost: number): string {
  if (cost === 0) return "0.00";
  return cost >= 0.995 ? cost.toFixed(2) : String(Number(cost.toPrecision(2)));
}
