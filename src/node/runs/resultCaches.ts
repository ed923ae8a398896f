import { ResultCache } from "../../core/engine/sharing/resultCache";

/** So many sets of sources keep their results; each time a server's definition is edited there is another one. */
const mostCaches = 8;

/** A cache of results for each set of sources, shared by all runs with these; what was used longest ago makes room. */
export class ResultCaches {
  private readonly caches = new Map<string, ResultCache>();

  for(sourcesKey: string): ResultCache {
    const cache = this.caches.get(sourcesKey) ?? new ResultCache();
    this.caches.delete(sourcesKey);
    this.caches.set(sourcesKey, cache);
    const [oldest] = this.caches.keys();
    if (this.caches.size > mostCaches && oldest !== undefined) this.caches.delete(oldest);
    return cache;
  }
}
