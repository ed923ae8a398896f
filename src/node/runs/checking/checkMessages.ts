import type { Problem, TextRange } from "../../../core/model/manifest";
import type { Origin } from "../../../core/model/origin";
import type { Places } from "../../../core/model/places";
import type { SourceNature, Tool } from "../../../core/model/tool";
import type { PlanDefaults } from "../../../core/plan/plan";
import type { ServerLists } from "../environment/environment";

/** A text to be checked, with all that a thread of its own cannot see of the window. */
export interface CheckRequest {
  readonly id: number;
  readonly text: string;
  readonly within?: TextRange;
  readonly origin: Origin;
  readonly places: Places;
  readonly defaults: PlanDefaults;
  readonly lists: ServerLists;
  /** The sources of the window itself that may be listed where nothing may be started, with their tools. */
  readonly sources: readonly ListedSource[];
}

export interface ListedSource {
  readonly name: string;
  readonly nature: SourceNature | undefined;
  readonly tools: readonly Tool[];
}

/** That the thread has begun with a text, and then what was found in it, in its order: the first where that is very much. */
export type CheckAnswer =
  | { readonly kind: "begun"; readonly id: number }
  | { readonly kind: "found"; readonly id: number; readonly problems: readonly Problem[] };
