import type { Concurrency } from "../manifest";

/** How many calls may run at once: the number itself, or for `auto` twice the cores, since calls mostly wait, up to 10. */
export function concurrencyLimit(concurrency: Concurrency, cores: number): number {
  return concurrency === "auto" ? Math.min(2 * Math.max(1, cores), 10) : Math.max(1, Math.floor(concurrency));
}
