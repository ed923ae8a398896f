import type { ToolSource } from "../../tools/source";
import type { ListedSource } from "./checkMessages";

/** What a thread of its own may know of the window's sources: those that can be listed where nothing may be started. */
export async function listedSources(sources: readonly ToolSource[] = []): Promise<readonly ListedSource[]> {
  const listed = sources
    .filter(({ isPassive }) => isPassive)
    .map(async (source) => ({ name: source.name, nature: source.nature?.(), tools: await source.list() }));
  return Promise.all(listed);
}
