import { getOrMake } from "../../../core/model/data/getOrMake";
import type { Plan } from "../../../core/model/plan";
import type { CallState } from "../../../core/model/runState";
import type { SourcePart, ToolSource } from "../../tools/source";
import { worded, type Said } from "../../../core/model/text/wording";

/** What is to be told of a source that was started anew. */
type Tell = (source: string, reason: Said) => void;

/** A kept run is gone on with in another process than the one in which its servers ran. */
const ranElsewhere = worded("the window or process in which the run was begun has ended.");

/**
 * Watches the sources of a run, and tells when one that it had used was started anew, so that what the source kept in
 * memory of earlier calls is gone. The function that it gives ends that.
 */
export function watchRestarts(
  sources: readonly ToolSource[],
  before: { readonly plan: Plan; readonly calls: Iterable<CallState> },
  tell: Tell,
): () => void {
  const usedElsewhere = new UsedTools(before);
  const ends = sources.map((source) =>
    source.watch?.((news) => {
      if (news.kind !== "started") return;
      const reason = news.after ?? (usedElsewhere.takeUsed(source.name, news.part) ? ranElsewhere : undefined);
      if (reason !== undefined) tell(news.part?.name ?? source.name, reason);
    }),
  );
  return () => {
    for (const end of ends) end?.();
  };
}

/** The tools that calls have reached, by their sources. */
class UsedTools {
  private readonly bySource = new Map<string, Set<string>>();

  constructor({ plan, calls }: Parameters<typeof watchRestarts>[1]) {
    for (const { index, attempts } of calls) {
      const call = plan.calls[index];
      if (call === undefined || attempts.length === 0) continue;
      getOrMake(this.bySource, call.source, () => new Set<string>()).add(call.toolName);
    }
  }

  /** Whether a source, or a part of one, was used; asked again, it was not. */
  takeUsed(source: string, part: SourcePart | undefined): boolean {
    const used = this.bySource.get(source);
    const taken = [...(used ?? [])].filter((tool) => part?.tools.includes(tool) ?? true);
    for (const tool of taken) used?.delete(tool);
    return taken.length > 0;
  }
}
